// Quotes for the pages, and what they say when the programs would refuse.

import { NATIVE_MINT, type amm } from '@assay/client';
import type { Hop } from '@assay/client/actions/amm';
import { QuoteError, type Quotes, type RouteQuote } from '@assay/client/quotes';
import type { Address } from '@solana/kit';
import { stateOf, type PoolView } from './model';

/** A quote, or the sentence that says why there is none. */
export type Quoted<T> = { value: T; error?: undefined } | { value?: undefined; error: string };

/** What a program or the module says about what was asked for. Anything else is a fault of ours and goes on. */
export function quoted<T>(make: () => T): Quoted<T> {
    try {
        return { value: make() };
    } catch (error) {
        if (error instanceof QuoteError) return { error: sentenceOf(error) };
        throw error;
    }
}

export function sentenceOf({ sentence, detail }: QuoteError): string {
    const said = detail ? `${sentence} (${detail})` : sentence;
    return said.endsWith('.') ? said : `${said}.`;
}

export interface Asked {
    from: Address;
    to: Address;
    exact: 'in' | 'out';
    amount: bigint;
    slippageBps: number;
}

export interface Route extends RouteQuote {
    /** The pools on the way, in order. */
    through: PoolView[];
}

/** The best way: one pool or two, of all tiers. */
export function routeOf(quotes: Quotes, pools: readonly PoolView[], reward: Address, asked: Asked, now: bigint): Route {
    // Only pools of these two tokens can be on the way.
    const near = pools.filter(({ at }) =>
        at.mints.some(({ address }) => address === asked.from || address === asked.to),
    );
    const route = quotes.amm.route({ pools: near.map((pool) => stateOf(pool, now)), reward, ...asked });
    const through = route.hops.map(({ pool }) => {
        const found = near.find(({ address }) => address === pool);
        if (!found) throw new Error(`The route goes through ${pool}, which was not asked about.`);
        return found;
    });
    return { ...route, through };
}

export function hopsOf({ hops, through }: Route): Hop[] {
    return hops.map(({ effect, exact, amount, limit }, index) => {
        const pool = through[index];
        if (!pool) throw new Error('A trade of the route has no pool.');
        return { pool: pool.at, from: effect.from, exact, amount, limit };
    });
}

/** Throws the refusal of the first pool on the way that would not trade within these limits. */
export function requireWithin(quotes: Quotes, through: readonly PoolView[], limits: amm.Limits, now: bigint): void {
    for (const pool of through) quotes.amm.requireWithin({ pool: stateOf(pool, now), ...limits });
}

/** Kept for fees and the rent of accounts when all SOL is chosen. */
export const SOL_FOR_FEES = 20_000_000n;

/** What of a balance can be sold. */
export function spendable(mint: string, balance: bigint | undefined): bigint | undefined {
    if (balance === undefined || mint !== NATIVE_MINT) return balance;
    return balance > SOL_FOR_FEES ? balance - SOL_FOR_FEES : 0n;
}
