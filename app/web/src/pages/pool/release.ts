// When a lock gives its liquidity back, as a form says it.

import type { amm } from '@assay/client';
import { FOR_EVER } from '@assay/client/actions/locks';
import { amountText, dateText, LP } from '../../features/amm/texts';

export interface LockForm {
    amount: string;
    kind: 'until' | 'vested' | 'ever';
    /** As inputs of date and time have them, in the browser's time zone. */
    starts: string;
    ends: string;
    owner: string;
    sure: boolean;
}

export const EMPTY: LockForm = { amount: '', kind: 'until', starts: '', ends: '', owner: '', sure: false };

export const KINDS: Record<LockForm['kind'], { label: string; hint: string }> = {
    until: { label: 'Until a time', hint: 'All of it is released at that time.' },
    vested: { label: 'Released evenly between two times', hint: 'A little is released every second.' },
    ever: { label: 'For ever', hint: 'Nothing is ever released. What it earns stays collectable.' },
};

export interface ReadRelease {
    value?: amm.Release;
    startError?: string;
    endError?: string;
}

/** Unix seconds; undefined where there is no time. */
export function unixOf(local: string): bigint | undefined {
    const at = new Date(local).getTime();
    return local === '' || Number.isNaN(at) ? undefined : BigInt(Math.floor(at / 1000));
}

export function readRelease({ kind, starts, ends }: LockForm, now: bigint): ReadRelease {
    if (kind === 'ever') return { value: FOR_EVER };
    const endsAt = unixOf(ends);
    if (endsAt === undefined) return {};
    if (endsAt <= now) return { endError: 'That time has passed by the chain’s clock. Choose a later one.' };
    if (kind === 'until') return { value: { startsAt: endsAt - 1n, endsAt } };
    const startsAt = starts === '' ? now : unixOf(starts);
    if (startsAt === undefined) return { startError: 'That is no time.' };
    if (startsAt >= endsAt) return { startError: 'The release must start before it ends.' };
    return { value: { startsAt, endsAt } };
}

export function lockNotes(liquidity: bigint, { startsAt, endsAt }: amm.Release, owner?: string): string[] {
    const what = amountText(liquidity, LP);
    const when =
        endsAt === 0n
            ? `${what} is locked for ever: nobody can ever take it out.`
            : endsAt - startsAt === 1n
              ? `${what} is locked until ${dateText(endsAt)}. It cannot be taken out before, by anybody.`
              : `${what} is released evenly from ${dateText(startsAt)} until ${dateText(endsAt)}.`;
    return [
        when,
        'What the pool’s fees add to it can be collected at any time.',
        ...(owner ? [`It will belong to ${owner}. You cannot take it back.`] : []),
    ];
}
