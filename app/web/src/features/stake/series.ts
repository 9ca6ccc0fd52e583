// Concentration over time: the events' state at the end of every hour or day.

import type { StoredTransaction } from '@assay/client';
import { Rebuilt } from './rebuild';
import type { Holders } from './tally';

const MINUTE = 60n;
const HOUR = 3_600n;
const DAY = 86_400n;
/** Points on a chart are few enough to be read. */
const MOST = 400n;

export type Step = 'minute' | 'hour' | 'day';
const LENGTHS: Record<Step, bigint> = { minute: MINUTE, hour: HOUR, day: DAY };

/** Minutes for a chain that has just begun, hours for some weeks, then days. */
export function stepFor(seconds: bigint): Step {
    if (seconds <= 3n * HOUR) return 'minute';
    return seconds <= MOST * HOUR ? 'hour' : 'day';
}

export interface Sampled<T> {
    /** Unix time; everything until then is counted. */
    at: bigint;
    value: T;
}

export interface Series<T> {
    step: Step;
    /** Whether the events go back to the beginning of the pool. Without that nothing before them is known. */
    complete: boolean;
    /** Unix time of the first event. */
    since?: bigint;
    points: Sampled<T>[];
}

/** Goes through the events once and measures the state at the end of each step in which something happened. */
export function sample<T>(
    pool: string,
    transactions: readonly StoredTransaction[],
    measure: (state: Rebuilt) => T,
    step?: Step,
): Series<T> {
    const dated = transactions.filter((it) => it.err === null && it.events.length > 0);
    const times = dated.map(({ blockTime }) => blockTime).filter((time) => time !== null);
    const [since, last] = [times[0], times.at(-1)];
    const taken = step ?? stepFor(since === undefined || last === undefined ? 0n : last - since);
    const length = LENGTHS[taken];
    const state = new Rebuilt(pool);
    const points: Sampled<T>[] = [];
    let end: bigint | undefined;
    for (const { blockTime, events } of dated) {
        const next = blockTime === null ? end : (blockTime / length + 1n) * length;
        if (end !== undefined && next !== undefined && next > end) points.push({ at: end, value: measure(state) });
        // A clock that was moved back must not make time run backwards.
        if (next !== undefined && (end === undefined || next > end)) end = next;
        for (const event of events) state.apply(event);
    }
    if (end !== undefined) points.push({ at: end, value: measure(state) });
    return { step: taken, complete: state.complete, since, points };
}

/** Whether two distributions are the same up to `tolerance` base units a holder. */
export function sameHolders(one: Holders, other: Holders, tolerance = 0n): boolean {
    const known = new Map(other);
    for (const [who, amount] of one) {
        const difference = amount - (known.get(who) ?? 0n);
        if (difference > tolerance || -difference > tolerance) return false;
        known.delete(who);
    }
    return [...known.values()].every((amount) => amount <= tolerance);
}
