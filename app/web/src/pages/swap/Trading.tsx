import type { Address } from '@solana/kit';
import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import { useDeployment } from '../../cluster';
import { Card, Empty } from '../../components';
import { pairOf as pairName, type PoolView } from '../../features/amm/model';
import { PriceChart } from '../../features/amm/PriceChart';
import type { Quotes } from '../../quotes';
import { choices, pairOf } from './form';
import { SwapForm } from './SwapForm';

interface TradingProps {
    pools: readonly PoolView[];
    quotes: Quotes;
    now: bigint;
}

/** The form beside the chart of the pool that the two tokens are traded in. */
export function Trading({ pools, quotes, now }: TradingProps) {
    const { rewardMint } = useDeployment();
    const [params, setParams] = useSearchParams();
    const mints = choices(pools, rewardMint);
    const pair = pairOf(mints, rewardMint, params.get('from'), params.get('to'));
    const choose = useCallback(
        (from: Address, to: Address) =>
            setParams(
                (before) => {
                    before.set('from', from);
                    before.set('to', to);
                    return before;
                },
                { replace: true },
            ),
        [setParams],
    );
    if (!pair) return <Empty title="Nothing can be traded">The pools that are there have no two tokens.</Empty>;
    const charted = pools.filter((pool) =>
        pool.at.mints.some(
            ({ address }) => address !== rewardMint && (address === pair.from.address || address === pair.to.address),
        ),
    );
    return (
        <div className="trade">
            <SwapForm pools={pools} quotes={quotes} now={now} mints={mints} pair={pair} choose={choose} />
            <div className="stack">
                {deepest(charted).map((pool) => (
                    <Card key={pool.address} title={pairName(pool)}>
                        <PriceChart view={pool} quotes={quotes} now={now} />
                    </Card>
                ))}
            </div>
        </div>
    );
}

/** One pool of each pair: pools come with the deepest first. */
function deepest(pools: readonly PoolView[]): PoolView[] {
    const seen = new Set<string>();
    return pools.filter((pool) => {
        const pair = pool.at.mints.map(({ address }) => address).join();
        return !seen.has(pair) && seen.add(pair);
    });
}
