import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info';

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
    return <span className={`badge badge-${tone}`}>{children}</span>;
}

/** A badge with a dot: the state of something that changes. */
export function Status({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
    return (
        <Badge tone={tone}>
            <span className="dot" aria-hidden="true" />
            {children}
        </Badge>
    );
}
