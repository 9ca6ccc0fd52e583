import { formatDuration } from '@assay/client';
import { useAtChainTime } from '../cluster';

interface CountdownProps {
    /** Unix seconds of the chain's clock. */
    until: bigint;
    /** What to say once it is over. */
    over?: string;
    prefix?: string;
}

const LOCAL = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });

/** A moment of the chain's clock; empty where no calendar reaches. */
function dateOf(at: bigint): { iso?: string; local: string } {
    const date = new Date(Number(at) * 1000);
    if (Number.isNaN(date.getTime())) return { local: '' };
    return { iso: date.toISOString(), local: LOCAL.format(date) };
}

/** Time left by the chain's clock, which is the one that decides. */
export function Countdown({ until, over = 'over', prefix = '' }: CountdownProps) {
    const text = useAtChainTime((now) =>
        now === undefined ? '…' : until <= now ? over : `${prefix}${formatDuration(until - now)}`,
    );
    const { iso, local } = dateOf(until);
    return (
        <time className="nowrap" dateTime={iso} title={local}>
            {text}
        </time>
    );
}

/** When something was, by the chain's clock, with how long ago. */
export function When({ at }: { at: bigint }) {
    const { iso, local } = dateOf(at);
    const text = useAtChainTime((now) => {
        const ago = now === undefined ? undefined : now - at;
        if (ago === undefined || ago < 0n) return local;
        return ago < 1n ? 'just now' : `${formatDuration(ago)} ago`;
    });
    return (
        <time className="nowrap" dateTime={iso} title={local}>
            {text}
        </time>
    );
}
