// One operator as lists show it.

import { operatorRoles, operatorEndpoint, type Role } from '@assay/client';
import type { OperatorQuote } from '@assay/client/quotes';
import { commissionAt } from '@assay/client/actions/operator';
import type { Quotes } from '../../quotes';
import { offers } from '../stake/operators';
import { rateBps } from '../stake/rates';
import type { Operator, StakeSnapshot } from '../stake/snapshot';
import { completedBps, type OperatorRecord } from './record';

export type Standing = 'in service' | 'jailed' | 'retired' | 'no bond';

export interface OperatorRow {
    address: string;
    operator: Operator;
    name?: string;
    roles: Role[];
    standing: Standing;
    quote: OperatorQuote;
    /** Stake of those who back it, base units, without what is leaving. */
    backing: bigint;
    backers: number;
    commission: { bps: number; next?: { bps: number; at: bigint } };
    /** What one token without a lock would earn behind it in a year, basis points; undefined while it takes nobody in. */
    rateBps?: bigint;
    /** All that was ever earned, base units of the reward token. */
    income: bigint;
    completedBps?: number;
    endpoint: string;
    lastSeen?: bigint;
}

export interface RowInput {
    snapshot: StakeSnapshot;
    records: ReadonlyMap<string, OperatorRecord>;
    quotes: Quotes;
    now: bigint;
    nameOf(address: string): string | undefined;
}

export function rowsOf({ snapshot, records, quotes, now, nameOf }: RowInput): OperatorRow[] {
    const backers = countBackers(snapshot);
    return offers(quotes, snapshot, { amount: 0n, lockSeconds: 0, now }).map(({ operator, yearly }) => {
        const { data, address, raw } = operator;
        const quote = quotes.stake.operator({ pool: snapshot.pool.raw, operator: raw, now });
        const { commission, bond, work } = quote.earned;
        return {
            address,
            operator,
            name: nameOf(address),
            roles: operatorRoles(data),
            standing: standingOf(operator, now),
            quote,
            backing: quote.stake - data.ownBond,
            backers: backers.get(address) ?? 0,
            commission: commissionAt(data, now),
            rateBps: yearly ? rateBps(yearly) : undefined,
            income: commission + bond + work,
            completedBps: completedBps(data),
            endpoint: operatorEndpoint(data),
            lastSeen: records.get(address)?.lastSeen,
        };
    });
}

export function standingOf({ data }: Operator, now: bigint): Standing {
    if (data.retired === 1) return 'retired';
    if (now < data.jailedUntil) return 'jailed';
    return data.ownBond === 0n ? 'no bond' : 'in service';
}

/** Positions that back an operator; one that is leaving does not count any more. */
function countBackers({ positions }: StakeSnapshot): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { data } of positions) {
        if (data.leavingUntil !== 0n) continue;
        counts.set(data.operator, (counts.get(data.operator) ?? 0) + 1);
    }
    return counts;
}

export interface RowFilter {
    role?: Role;
    /** Least class. */
    class?: number;
    /** Also those who take no work. */
    all?: boolean;
}

export function isListed({ roles, operator, standing }: OperatorRow, filter: RowFilter): boolean {
    if (filter.role && !roles.includes(filter.role)) return false;
    if (filter.class !== undefined && operator.data.class < filter.class) return false;
    return filter.all === true || standing === 'in service';
}
