import { Failure, RpcError } from '@assay/client';
import type { ReactNode } from 'react';
import { Button } from './Button';
import type { Tone } from './Badge';

interface EmptyProps {
    title: ReactNode;
    children?: ReactNode;
    action?: ReactNode;
}

/** Nothing here, why, and what to do about it. */
export function Empty({ title, children, action }: EmptyProps) {
    return (
        <div className="empty">
            <strong>{title}</strong>
            {children}
            {action && <div className="row">{action}</div>}
        </div>
    );
}

/** Where something will be, while it is read. */
export function Skeleton({ lines = 3, label = 'Reading the chain' }: { lines?: number; label?: string }) {
    return (
        <div className="stack-tight" role="status" aria-label={label}>
            {Array.from({ length: lines }, (_, index) => (
                <span key={index} className="skeleton" style={{ width: index === lines - 1 ? '60%' : '100%' }} />
            ))}
        </div>
    );
}

export function Note({ tone = 'neutral', title, children }: { tone?: Tone; title?: ReactNode; children?: ReactNode }) {
    return (
        <div className={`note note-${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
            {title && <strong>{title}</strong>}
            {children}
        </div>
    );
}

export interface Told {
    sentence: string;
    hint?: string;
}

/** What an error says to people: its sentence, and what to do. */
export function tell(error: unknown): Told {
    if (error instanceof Failure) return { sentence: error.sentence, hint: error.hint };
    if (error instanceof RpcError) return { sentence: error.message };
    if (error instanceof Error) return { sentence: error.message };
    return { sentence: String(error) };
}

export function ErrorNote({ title, error, retry }: { title: string; error: unknown; retry?: () => void }) {
    const { sentence, hint } = tell(error);
    return (
        <Note tone="bad" title={title}>
            <p>{sentence}</p>
            {hint && <p>{hint}</p>}
            {retry && (
                <div>
                    <Button small onClick={retry}>
                        Try again
                    </Button>
                </div>
            )}
        </Note>
    );
}
