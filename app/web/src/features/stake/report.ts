// How concentrated a pool is: the sums by owner that `assay report` makes of the same accounts.

import type { Concentration } from '@assay/client/quotes';
import type { Quotes } from '../../quotes';
import { operatorOf, type StakeSnapshot } from './snapshot';
import { Tally, type Holders } from './tally';

export interface Distribution {
    holders: Holders;
    measured: Concentration;
}

export interface StakeReport {
    /** By owner: positions, tickets, and operators' own bonds, which are their authorities'. */
    stake: Distribution;
    /** By owner: what positions would vote with now. */
    votes: Distribution;
    /** By operator: what commission, own bond and work have earned it since it registered. */
    income: Distribution;
    /** By operator: prices of settled jobs, base units of what they were paid in. */
    settled: Distribution;
}

export function measured(quotes: Quotes, holders: Holders): Distribution {
    return { holders, measured: quotes.stake.concentration({ amounts: holders.map(([, amount]) => amount) }) };
}

export function reportOf(quotes: Quotes, snapshot: StakeSnapshot, now: bigint): StakeReport {
    const [stake, votes, income, settled] = [new Tally(), new Tally(), new Tally(), new Tally()];
    const pool = snapshot.pool.raw;
    for (const position of snapshot.positions) {
        const operator = operatorOf(snapshot, position)?.raw;
        const { value, votingWeight } = quotes.stake.position({ pool, position: position.raw, operator, now });
        stake.add(position.data.owner, value);
        votes.add(position.data.owner, votingWeight);
    }
    for (const ticket of snapshot.tickets) {
        const operator = operatorOf(snapshot, ticket)?.raw;
        stake.add(ticket.data.owner, quotes.stake.ticket({ ticket: ticket.raw, operator, now }).value);
    }
    for (const { address, data, raw } of snapshot.operators.values()) {
        stake.add(data.authority, data.ownBond);
        const { earned } = quotes.stake.operator({ pool, operator: raw, now });
        income.add(address, earned.commission + earned.bond + earned.work);
        settled.add(address, data.settledValue);
    }
    const of = (tally: Tally) => measured(quotes, tally.holders());
    return { stake: of(stake), votes: of(votes), income: of(income), settled: of(settled) };
}
