import { swapRoute } from '@assay/client/actions/amm';
import type { Address } from '@solana/kit';
import { useCallback } from 'react';
import { useConnection, useDeployment } from '../../cluster';
import type { PoolView } from '../../features/amm/model';
import { hopsOf, requireWithin, routeOf, type Route } from '../../features/amm/quoting';
import { limitsAt, type Tolerance } from '../../features/amm/settings';
import { amountText } from '../../features/amm/texts';
import { refreshed, refusing, VALID_MS } from '../../features/amm/usePoolTransact';
import type { Quotes } from '../../quotes';
import { useTransact } from '../../transactions';
import { difference, type Pair } from './form';

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
                const [fresh, now] = await Promise.all([
                    refreshed(connection, nearOf(pools, pair)),
                    connection.unixTime(),
                ]);
                const limits = limitsAt(tolerance, now);
                const asked = {
                    from: pair.from.address,
                    to: pair.to.address,
                    exact,
                    amount,
                    slippageBps: tolerance.slippageBps,
                };
                const route = refusing(() => {
                    const found = routeOf(quotes, fresh, rewardMint, asked, now);
                    requireWithin(quotes, found.through, limits, now);
                    return found;
                });
                notes = notesOf(route, difference(last, route, exact, pair), pair, exact, limits.deadline);
                last = route;
                return swapRoute(hopsOf(route), owner, route.maximumSent, limits);
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

/** Those of the two tokens: nothing else can be on the way. */
const nearOf = (pools: readonly PoolView[], { from, to }: Pair) =>
    pools.filter(({ at }) => at.mints.some(({ address }) => address === from.address || address === to.address));

function notesOf(
    route: Route,
    changed: string | undefined,
    { from, to }: Pair,
    exact: 'in' | 'out',
    deadline: bigint,
): string[] {
    const limit =
        exact === 'in'
            ? `At least ${amountText(route.minimumReceived, to)} arrives, or nothing happens.`
            : `At most ${amountText(route.maximumSent, from)} leaves, or nothing happens.`;
    const until = `It can happen until ${new Date(Number(deadline) * 1000).toLocaleTimeString()} by the chain's clock, not later.`;
    const left = route.leftOver > 0n ? ['What is left of the reward token on the way stays in your wallet.'] : [];
    return [...(changed ? [changed] : []), limit, until, ...left];
}
