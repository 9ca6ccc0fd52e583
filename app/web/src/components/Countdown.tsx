import { formatDuration } from '@assay/client';
import { useChainTime } from '../cluster';

interface CountdownProps {
    /** Unix seconds of the chain's clock. */
    until: bigint;
    /** What to say once it is over. */
    over?: string;
    prefix?: string;
}

/** Time left by the chain's clock, which is the one that decides. */
export function Countdown({ until, over = 'over', prefix = '' }: CountdownProps) {
    const now = useChainTime();
    const date = new Date(Number(until) * 1000);
    const left = now === undefined ? undefined : until - now;
    const text = left === undefined ? '…' : left <= 0n ? over : `${prefix}${formatDuration(left)}`;
    return (
        <time className="nowrap" dateTime={date.toISOString()} title={date.toLocaleString()}>
            {text}
        </time>
    );
}

/** When something was, by the chain's clock, with how long ago. */
export function When({ at }: { at: bigint }) {
    const now = useChainTime();
    const date = new Date(Number(at) * 1000);
    const ago = now === undefined ? undefined : now - at;
    const text =
        ago === undefined || ago < 0n ? date.toLocaleString() : ago < 1n ? 'just now' : `${formatDuration(ago)} ago`;
    return (
        <time className="nowrap" dateTime={date.toISOString()} title={date.toLocaleString()}>
            {text}
        </time>
    );
}
