import type { ReactNode } from 'react';

export interface ProgressPart {
    label: string;
    /** In the same unit as the total. */
    value: bigint;
    /** How the value reads, with its unit. */
    text: string;
    tone?: 'good' | 'bad' | 'muted';
}

export interface ProgressMark {
    label: string;
    at: bigint;
    text: string;
}

interface ProgressProps {
    label: string;
    total: bigint;
    parts: ProgressPart[];
    marks?: ProgressMark[];
    legend?: ReactNode;
}

/** Hundredths of a percent of the whole, for widths only; everything read is in the texts. */
export function share(value: bigint, total: bigint): string {
    if (total <= 0n) return '0%';
    const hundredths = (value * 10_000n) / total;
    const clamped = hundredths < 0n ? 0n : hundredths > 10_000n ? 10_000n : hundredths;
    return `${clamped / 100n}.${String(clamped % 100n).padStart(2, '0')}%`;
}

/** A bar of parts of a whole, with marks such as a quorum. */
export function Progress({ label, total, parts, marks = [], legend }: ProgressProps) {
    const spoken = [
        ...parts.map((part) => `${part.label} ${part.text}`),
        ...marks.map((m) => `${m.label} at ${m.text}`),
    ];
    const starts = parts.map((_, index) => parts.slice(0, index).reduce((sum, part) => sum + part.value, 0n));
    return (
        <div>
            <div className="progress" role="img" aria-label={`${label}: ${spoken.join(', ')}`}>
                {parts.map((part, index) => (
                    <div
                        key={part.label}
                        className={`progress-part ${part.tone ? `progress-${part.tone}` : ''}`}
                        style={{ left: share(starts[index] ?? 0n, total), width: share(part.value, total) }}
                    />
                ))}
                {marks.map((mark) => (
                    <div key={mark.label} className="progress-mark" style={{ left: share(mark.at, total) }} />
                ))}
            </div>
            <div className="progress-legend" aria-hidden="true">
                {legend ?? spoken.map((text) => <span key={text}>{text}</span>)}
            </div>
        </div>
    );
}
