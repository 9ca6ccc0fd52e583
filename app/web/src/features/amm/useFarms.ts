import { findStakePool, listFarms, type Connection, type Loaded, type stake } from '@assay/client';
import { at } from '@assay/client/actions/amm';
import { useChainQuery, useDeployment } from '../../cluster';
import { useRefreshOn } from '../../events';
import type { Quotes } from '../../quotes';
import { stateOf, type PoolView } from './model';

export interface Farms {
    stakePool: Loaded<stake.Pool>;
    farms: Loaded<stake.Farm>[];
}

const KEY = ['amm', 'farms'] as const;

async function read(connection: Connection, address: Loaded<stake.Pool>['address']): Promise<Farms> {
    const [stakePool, farms] = await Promise.all([
        findStakePool(connection, address),
        listFarms(connection, { pool: address }),
    ]);
    if (!stakePool) throw new Error(`There is no stake pool at ${address} any more.`);
    return { stakePool, farms };
}

/** The farms that LP tokens can be staked in. */
export function useFarms() {
    const { stakePool } = useDeployment();
    useRefreshOn({ programs: ['stake'] }, KEY);
    return useChainQuery(KEY, (connection) => read(connection, stakePool.address), { refetchInterval: 30_000 });
}

export const farmIn = (farms: Farms | undefined, view: PoolView) =>
    farms?.farms.find(({ data }) => data.lpMint === view.at.lpMint);

/** Reward base units that a farm gets over the running epoch if the weights stay as they are. */
export function epochStream({ stakePool }: Farms, farm: Loaded<stake.Farm>, quotes: Quotes): bigint {
    return quotes.stake.farm({ pool: stakePool.raw, farm: farm.raw }).epochStream;
}

const YEAR = 365n * 86_400n;

/** What staked LP tokens earn a year, basis points of their worth, if the epoch's stream and the price stay as they are. */
export function farmRate(
    farms: Farms,
    farm: Loaded<stake.Farm>,
    view: PoolView,
    quotes: Quotes,
    now: bigint,
): bigint | undefined {
    const { staked } = farm.data;
    if (staked === 0n) return undefined;
    const { amounts } = quotes.amm.worth({ pool: stateOf(view, now), liquidity: staked });
    const worth = 2n * at(amounts, view.reward);
    if (worth === 0n) return undefined;
    const seconds = BigInt(farms.stakePool.data.epochSeconds);
    return (epochStream(farms, farm, quotes) * 10_000n * YEAR) / (worth * seconds);
}
