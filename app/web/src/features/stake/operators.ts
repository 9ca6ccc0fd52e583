// Operators as somebody who may back them sees them.

import type { Quotes } from '../../quotes';
import { rateBps } from './rates';
import type { Operator, StakeSnapshot } from './snapshot';

/** One whole token: what rates are told for while no amount is typed. */
export const ONE_TOKEN = 1_000_000n;

export interface Offer {
    operator: Operator;
    /** What backing it would earn in a year; null while it takes nobody in. */
    yearly: { reward: bigint; stake: bigint } | null;
    rate: bigint;
    /** Why it takes nobody in. */
    refusal?: 'retired' | 'jailed';
    commissionBps: number;
    /** A commission that is announced and not in effect yet. */
    announced?: { bps: number; at: bigint };
    /** Its stake as a part of what may earn at most, basis points; above 10,000 the rest earns nothing. */
    saturationBps: bigint;
}

export interface Wish {
    amount: bigint;
    lockSeconds: number;
    now: bigint;
}

/** All operators with what `amount` would earn behind each, best first; those who take nobody in come last. */
export function offers(quotes: Quotes, { pool, operators }: StakeSnapshot, wish: Wish): Offer[] {
    const { now } = wish;
    const all = [...operators.values()].map((operator): Offer => {
        const { data } = operator;
        const refusal = data.retired === 1 ? 'retired' : now < data.jailedUntil ? 'jailed' : undefined;
        const asked = { ...wish, amount: wish.amount > 0n ? wish.amount : ONE_TOKEN };
        const yearly = refusal
            ? null
            : quotes.stake.preview({ pool: pool.raw, operator: operator.raw, ...asked }).yearly;
        return {
            operator,
            yearly,
            rate: yearly ? rateBps(yearly) : 0n,
            refusal,
            commissionBps:
                data.commissionAt > 0n && data.commissionAt <= now ? data.nextCommissionBps : data.commissionBps,
            announced: data.commissionAt > now ? { bps: data.nextCommissionBps, at: data.commissionAt } : undefined,
            saturationBps: saturation(data.weight, pool.data.totalWeight, pool.data.saturation),
        };
    });
    return all.sort(better);
}

function better(one: Offer, other: Offer): number {
    if ((one.refusal === undefined) !== (other.refusal === undefined)) return one.refusal === undefined ? -1 : 1;
    const [reward, otherReward] = [one.yearly?.reward ?? 0n, other.yearly?.reward ?? 0n];
    if (reward !== otherReward) return reward > otherReward ? -1 : 1;
    return one.operator.address < other.operator.address ? -1 : 1;
}

function saturation(weight: bigint, total: bigint, among: number): bigint {
    return total === 0n ? 0n : (weight * BigInt(among) * 10_000n) / total;
}

/** The highest commission that the operator takes or has announced: what a backer accepts, so that a rise in between is refused. */
export function highestCommission({ data }: Operator): number {
    return data.commissionAt > 0n ? Math.max(data.commissionBps, data.nextCommissionBps) : data.commissionBps;
}
