import type { ReactNode } from 'react';

export interface StatProps {
    label: ReactNode;
    value: ReactNode;
    note?: ReactNode;
}

export function Stat({ label, value, note }: StatProps) {
    return (
        <div className="stat">
            <dt>{label}</dt>
            <dd>{value}</dd>
            {note && <dd className="stat-note">{note}</dd>}
        </div>
    );
}

/** Figures side by side. */
export function Stats({ items }: { items: StatProps[] }) {
    return (
        <dl className="stats">
            {items.map((item, index) => (
                <Stat key={index} {...item} />
            ))}
        </dl>
    );
}

/** Names and values, one a line. */
export function Facts({ items, numbers }: { items: [label: ReactNode, value: ReactNode][]; numbers?: boolean }) {
    return (
        <dl className={numbers ? 'facts facts-numbers' : 'facts'}>
            {items.map(([label, value], index) => (
                <FactRow key={index} label={label} value={value} />
            ))}
        </dl>
    );
}

function FactRow({ label, value }: { label: ReactNode; value: ReactNode }) {
    return (
        <>
            <dt>{label}</dt>
            <dd>{value}</dd>
        </>
    );
}
