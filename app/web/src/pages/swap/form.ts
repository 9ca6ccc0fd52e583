// What the form says, and the quote that follows from it.

import { formatAmount } from '@assay/client';
import type { Address } from '@solana/kit';
import { readAmount } from '../../components';
import { tradedMints, type MintView, type PoolView } from '../../features/amm/model';
import { quoted, routeOf, type Quoted, type Route } from '../../features/amm/quoting';
import type { Quotes } from '../../quotes';

export interface Form {
    amount: string;
    exact: 'in' | 'out';
}

export const EMPTY: Form = { amount: '', exact: 'in' };

export interface Pair {
    from: MintView;
    to: MintView;
}

/** The two tokens that the address of the page names, else SOL for the reward token or the first that are traded. */
export function pairOf(
    mints: readonly MintView[],
    rewardMint: string,
    from: string | null,
    to: string | null,
): Pair | undefined {
    const named = (address: string | null) => mints.find((mint) => mint.address === address);
    const paid = named(from) ?? mints.find(({ address }) => address !== (named(to)?.address ?? rewardMint));
    const bought = named(to) ?? mints.find(({ address }) => address === rewardMint && address !== paid?.address);
    const another =
        bought && bought.address !== paid?.address ? bought : mints.find(({ address }) => address !== paid?.address);
    return paid && another ? { from: paid, to: another } : undefined;
}

/** Tokens that can be reached by some pool. */
export const choices = (pools: readonly PoolView[], rewardMint: Address) => tradedMints(pools, rewardMint);

export interface Outcome {
    /** What was typed, base units. */
    units?: bigint;
    inputError?: string;
    quote?: Quoted<Route>;
}

export interface Ask {
    quotes: Quotes;
    pools: readonly PoolView[];
    reward: Address;
    pair: Pair;
    form: Form;
    slippageBps: number;
    now: bigint;
}

export function outcome({ quotes, pools, reward, pair, form, slippageBps, now }: Ask): Outcome {
    const typed = form.exact === 'in' ? pair.from : pair.to;
    const { units, error } = readAmount(form.amount, typed.decimals);
    if (units === undefined) return { inputError: error };
    if (units === 0n) return { inputError: 'The amount is zero: give more than that.' };
    const asked = { from: pair.from.address, to: pair.to.address, exact: form.exact, amount: units, slippageBps };
    return { units, quote: quoted(() => routeOf(quotes, pools, reward, asked, now)) };
}

/** What another quote for the same wish changes, or undefined when it is the same. */
export function difference(before: Route, after: Route, exact: 'in' | 'out', { from, to }: Pair): string | undefined {
    const [old, fresh, token] =
        exact === 'in' ? [before.received, after.received, to] : [before.sent, after.sent, from];
    if (old === fresh) return undefined;
    const text = (units: bigint) => `${formatAmount(units, token.decimals, { group: true })} ${token.symbol}`;
    const better = exact === 'in' ? fresh > old : fresh < old;
    const size = fresh > old ? fresh - old : old - fresh;
    const verb = exact === 'in' ? 'receive' : 'pay';
    return `The pool changed, so this was quoted again: you ${verb} ${text(fresh)} instead of ${text(old)}, ${text(size)} ${
        better ? 'in your favour' : 'to your disadvantage'
    }.`;
}
