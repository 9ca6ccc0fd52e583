import type { ReactNode } from 'react';

export interface Step {
    key: string;
    title: ReactNode;
    state: 'done' | 'current' | 'waiting' | 'failed';
    detail?: ReactNode;
    /** A time or a countdown, at the right. */
    time?: ReactNode;
}

const spoken = { done: 'done', current: 'now', waiting: 'to come', failed: 'failed' };

/** The states of something on chain, in order, and where it stands. */
export function Steps({ steps, label }: { steps: Step[]; label: string }) {
    return (
        <ol className="steps" aria-label={label}>
            {steps.map((step) => (
                <li
                    key={step.key}
                    className={`step step-${step.state}`}
                    aria-current={step.state === 'current' ? 'step' : undefined}
                >
                    <span className="step-title">
                        {step.title}
                        <span className="visually-hidden"> ({spoken[step.state]})</span>
                    </span>
                    <span className="small">{step.time}</span>
                    {step.detail && <div className="step-detail">{step.detail}</div>}
                </li>
            ))}
        </ol>
    );
}
