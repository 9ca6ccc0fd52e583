import { findLiquidityPools, formatAmount, Failure } from '@assay/client';
import { swapRoute } from '@assay/client/actions/amm';
import { QuoteError } from '@assay/client/quotes';
import type { Address } from '@solana/kit';
import { useCallback } from 'react';
import { useConnection, useDeployment } from '../../cluster';
import type { PoolView } from '../../features/amm/model';
import { hopsOf, requireWithin, routeOf, sentenceOf, type Route } from '../../features/amm/quoting';
import { limitsAt, type Tolerance } from '../../features/amm/settings';
import type { Quotes } from '../../quotes';
import { useTransact } from '../../transactions';
import { difference, type Pair } from './form';

/** Prices move: a quote that is older is made anew before the wallet is asked. */
const VALID_MS = 12_000;

export interface SwapWish {
    owner: Address;
    pair: Pair;
    exact: 'in' | 'out';
    amount: bigint;
    tolerance: Tolerance;
    /** What the page shows. */
    shown: Route;
}

/** Reviews and sends a swap, quoted on the pools as they are at that moment. Resolves with true when it happened. */
export function useSwap(quotes: Quotes, pools: readonly PoolView[]): (wish: SwapWish) => Promise<boolean> {
    const connection = useConnection();
    const { rewardMint } = useDeployment();
    const transact = useTransact();
    return useCallback(
        async ({ owner, pair, exact, amount, tolerance, shown }) => {
            let last = shown;
            let notes: string[] = [];
            const build = async () => {
                const [fresh, now] = await Promise.all([refreshed(pools), connection.unixTime()]);
                const limits = limitsAt(tolerance, now);
                const asked = { from: pair.from.address, to: pair.to.address, exact, amount, slippageBps: tolerance.slippageBps };
                const route = refusing(() => {
                    const found = routeOf(quotes, fresh, rewardMint, asked, now);
                    requireWithin(quotes, found.through, limits, now);
                    return found;
                });
                notes = notesOf(route, difference(last, route, exact, pair), pair, exact, limits.deadline);
                last = route;
                return swapRoute(hopsOf(route), owner, route.maximumSent, limits);
            };
            const refreshed = async (views: readonly PoolView[]) => {
                const near = views.filter(({ at }) =>
                    at.mints.some(({ address }) => address === pair.from.address || address === pair.to.address),
                );
                const found = await findLiquidityPools(connection, near.map(({ address }) => address));
                return near.map((view, index) => ({ ...view, pool: found[index] ?? view.pool }));
            };
            const receipt = await transact({
                title: `Swap ${pair.from.symbol} for ${pair.to.symbol}`,
                build,
                notes: () => notes,
                confirmLabel: 'Confirm in the wallet',
                validFor: VALID_MS,
            });
            return receipt !== undefined;
        },
        [connection, rewardMint, transact, quotes, pools],
    );
}

function refusing<T>(make: () => T): T {
    try {
        return make();
    } catch (error) {
        if (!(error instanceof QuoteError)) throw error;
        throw new Failure('program', sentenceOf(error), {
            name: error.name,
            code: error.code ?? undefined,
            hint: 'Nothing was signed. Change the amount or the limits, or try again later.',
            cause: error,
        });
    }
}

function notesOf(route: Route, changed: string | undefined, { from, to }: Pair, exact: 'in' | 'out', deadline: bigint): string[] {
    const text = (units: bigint, token: Pair['to']) => `${formatAmount(units, token.decimals, { group: true })} ${token.symbol}`;
    const limit =
        exact === 'in'
            ? `At least ${text(route.minimumReceived, to)} arrives, or nothing happens.`
            : `At most ${text(route.maximumSent, from)} leaves, or nothing happens.`;
    const until = `It can happen until ${new Date(Number(deadline) * 1000).toLocaleTimeString()} by the chain's clock, not later.`;
    const left = route.leftOver > 0n ? ['What is left of the reward token on the way stays in your wallet.'] : [];
    return [...(changed ? [changed] : []), limit, until, ...left];
}
