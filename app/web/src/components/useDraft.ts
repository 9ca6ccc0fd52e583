import { useCallback, useState } from 'react';

/** A draft is kept until it is sent, over errors, refusals and reloads, in this tab only. */
function read<T extends object>(key: string, empty: T): T {
    try {
        const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
        if (typeof stored !== 'object' || stored === null) return empty;
        // What an older version of the app wrote may lack fields or have others.
        const known = Object.entries(stored).filter(([name, value]) => {
            return name in empty && typeof value === typeof empty[name as keyof T];
        });
        return { ...empty, ...Object.fromEntries(known) };
    } catch {
        return empty;
    }
}

function write(key: string, value: object | undefined): void {
    try {
        if (value === undefined) sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, JSON.stringify(value));
    } catch {
        // Storage is blocked or full: the draft lives as long as the page.
    }
}

export interface Draft<T extends object> {
    value: T;
    change(change: Partial<T>): void;
    clear(): void;
}

/** What somebody typed into a form. Fields are text, numbers and flags. `empty` must stay the same object. */
export function useDraft<T extends object>(name: string, empty: T): Draft<T> {
    const key = `assay.draft.${name}`;
    const [held, setHeld] = useState(() => ({ key, value: read(key, empty) }));
    const value = held.key === key ? held.value : read(key, empty);
    if (held.key !== key) setHeld({ key, value });
    const change = useCallback(
        (part: Partial<T>) =>
            setHeld((now) => {
                const next = { ...now.value, ...part };
                write(key, next);
                return { key, value: next };
            }),
        [key],
    );
    const clear = useCallback(() => {
        write(key, undefined);
        setHeld({ key, value: empty });
    }, [key, empty]);
    return { value, change, clear };
}
