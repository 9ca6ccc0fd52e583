import { useId, type KeyboardEvent, type ReactNode } from 'react';

export interface Tab {
    key: string;
    label: ReactNode;
}

interface TabsProps {
    label: string;
    tabs: Tab[];
    selected: string;
    onSelect(key: string): void;
    children: ReactNode;
}

/** Tabs by the ARIA pattern: arrows move, the panel follows. */
export function Tabs({ label, tabs, selected, onSelect, children }: TabsProps) {
    const id = useId();
    const move = (event: KeyboardEvent<HTMLDivElement>) => {
        const index = tabs.findIndex((tab) => tab.key === selected);
        const next = nextIndex(event.key, index, tabs.length);
        const tab = next === undefined ? undefined : tabs[next];
        if (!tab) return;
        event.preventDefault();
        onSelect(tab.key);
        document.getElementById(`${id}-${tab.key}`)?.focus();
    };
    return (
        <div className="stack">
            <div className="tabs" role="tablist" aria-label={label} tabIndex={-1} onKeyDown={move}>
                {tabs.map((tab) => (
                    <button
                        key={tab.key}
                        id={`${id}-${tab.key}`}
                        type="button"
                        role="tab"
                        aria-selected={tab.key === selected}
                        aria-controls={`${id}-panel`}
                        tabIndex={tab.key === selected ? 0 : -1}
                        onClick={() => onSelect(tab.key)}
                    >
                        {tab.label}
                    </button>
                ))}
            </div>
            <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${selected}`} className="stack">
                {children}
            </div>
        </div>
    );
}

function nextIndex(key: string, index: number, count: number): number | undefined {
    if (key === 'ArrowRight') return (index + 1) % count;
    if (key === 'ArrowLeft') return (index - 1 + count) % count;
    if (key === 'Home') return 0;
    if (key === 'End') return count - 1;
    return undefined;
}
