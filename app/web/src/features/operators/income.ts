// What an operator was paid over time, from events.

import type { ChainEvent } from '../../events';

export const INCOME_EVENTS: IncomeName[] = ['JobSettled', 'SeatSettled', 'OperatorPaid'];
type IncomeName = 'JobSettled' | 'SeatSettled' | 'OperatorPaid';

export interface IncomePoint {
    /** Unix seconds. */
    time: bigint;
    /** All up to then, base units: for jobs, in the market's mint; claimed, in the reward token. */
    work: bigint;
    claimed: bigint;
}

/** Sums that only grow, one point per second in which something was paid. */
export function incomeOf(events: readonly ChainEvent<IncomeName>[], operator: string): IncomePoint[] {
    const points: IncomePoint[] = [];
    let [work, claimed] = [0n, 0n];
    for (const event of events) {
        if (event.data.operator !== operator || event.blockTime === null) continue;
        if (event.name === 'JobSettled') work += event.data.toProvider;
        if (event.name === 'SeatSettled') work += event.data.paid;
        if (event.name === 'OperatorPaid') claimed += event.data.amount;
        // Times of a chain whose clock was moved may stand still or go back; charts want them to grow.
        const last = points.at(-1);
        if (last && event.blockTime <= last.time) points[points.length - 1] = { ...last, work, claimed };
        else points.push({ time: event.blockTime, work, claimed });
    }
    return points;
}
