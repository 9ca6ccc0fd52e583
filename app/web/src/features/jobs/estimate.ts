import { operatorRoles, sameBytes, type escrow, type stake } from '@assay/client';
import { median, type Settlement } from './figures';

export interface Wanted {
    specRoot?: ArrayLike<number>;
    minClass: number;
    minReputation: number;
}

/** A provider that could take the job, as far as the chain says. */
export interface Ask {
    operator: string;
    price: bigint;
    freeBond: bigint;
    reputation: number;
}

export interface Estimate {
    /** A price that a provider should take. */
    price: bigint;
    low: bigint;
    high: bigint;
    asks: number;
    lowestAsk?: bigint;
    /** Settled jobs that it rests on, and whether these ran the same spec. */
    settled: number;
    sameSpec: boolean;
    median?: bigint;
}

/** Whether an operator may work and says that it does what is wanted. Its bond is asked separately: it depends on the price. */
export function mayTake(operator: stake.Operator, reputation: number, wanted: Wanted, now: bigint): boolean {
    return (
        operatorRoles(operator).includes('Provider') &&
        operator.retired === 0 &&
        operator.jailedUntil <= now &&
        operator.class >= wanted.minClass &&
        reputation >= wanted.minReputation
    );
}

const RECENT = 50;

/**
 * Asks are per job, whatever its work: what providers say is the least they take. What the same model settled for is
 * the better guide where there is any. `undefined` when neither is known.
 */
export function estimatePrice(
    asks: readonly Ask[],
    settled: readonly Settlement[],
    market: Market,
    wanted: Wanted,
): Estimate | undefined {
    const ours = settled.filter((one) => one.market === market.address).slice(-RECENT);
    const same = wanted.specRoot ? ours.filter((one) => sameBytes(one.specRoot, wanted.specRoot!)) : [];
    const recent = same.length > 0 ? same : ours;
    const prices = recent.map(({ price }) => price);
    const floors = asks.map(({ price }) => price);
    const known = [...prices, ...floors];
    if (known.length === 0) return undefined;
    const { minPrice, maxPrice } = market.data.params;
    const within = (value: bigint) => (value < minPrice ? minPrice : value > maxPrice ? maxPrice : value);
    const middle = median(prices);
    const lowest = floors.length > 0 ? least(floors) : undefined;
    const usual = middle ?? median(floors)!;
    return {
        price: within(lowest !== undefined && usual < lowest ? lowest : usual),
        low: within(lowest ?? least(prices)),
        high: within(most([...known])),
        asks: asks.length,
        lowestAsk: lowest,
        settled: recent.length,
        sameSpec: same.length > 0,
        median: middle,
    };
}

type Market = { address: string; data: escrow.Market };

const least = (values: bigint[]) => values.reduce((a, b) => (b < a ? b : a));
const most = (values: bigint[]) => values.reduce((a, b) => (b > a ? b : a));
