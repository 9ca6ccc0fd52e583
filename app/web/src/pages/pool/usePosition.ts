import {
    addresses,
    findFarmStake,
    listLiquidityLocks,
    type amm,
    type Connection,
    type Loaded,
    type stake,
} from '@assay/client';

import type { Address } from '@solana/kit';
import { useChainQuery } from '../../cluster';
import { useRefreshOn } from '../../events';
import type { PoolView } from '../../features/amm/model';
import { farmIn, useFarms, type Farms } from '../../features/amm/useFarms';
import { useBalance } from '../../wallet';

export interface Position {
    /** LP base units in the wallet; undefined while it is read, or without a wallet. */
    free?: bigint;
    farms?: Farms;
    farm?: Loaded<stake.Farm>;
    /** Null where there is none. */
    staked?: Loaded<stake.FarmStake> | null;
    /** Everybody's locks of the pool. */
    locks?: Loaded<amm.LiquidityLock>[];
    locksError: Error | null;
}

async function readStake(connection: Connection, farm: Address, owner: Address) {
    return (await findFarmStake(connection, await addresses.farmStake(farm, owner))) ?? null;
}

/** What somebody has in a pool: tokens, farm stake and locks. */
export function usePosition(view: PoolView, owner: Address | undefined): Position {
    const { data: farms } = useFarms();
    const farm = farmIn(farms, view);
    const stakeKey = ['amm', 'farm stake', farm?.address, owner];
    useRefreshOn({ programs: ['stake'] }, stakeKey.slice(0, 2));
    const { data: staked } = useChainQuery(
        stakeKey,
        (connection) => readStake(connection, farm?.address as Address, owner as Address),
        { enabled: farm !== undefined && owner !== undefined, refetchInterval: 30_000 },
    );
    const lockKey = ['amm', 'locks', view.address];
    useRefreshOn({ programs: ['amm'], names: ['LiquidityLocked', 'LockCollected', 'LockClosed'] }, lockKey);
    const { data: locks, error: locksError } = useChainQuery(
        lockKey,
        async (connection) => {
            const found = await listLiquidityLocks(connection, { pool: view.address });
            return found.sort((one, another) => (one.data.liquidity > another.data.liquidity ? -1 : 1));
        },
        { refetchInterval: 60_000 },
    );
    const free = useBalance(owner, view.at.lpMint);
    return { free, farms, farm, staked, locks, locksError };
}
