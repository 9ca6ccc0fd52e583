import { stakePoolOf } from '@assay/client/actions/stake';
import type { Address } from '@solana/kit';
import { useCallback } from 'react';
import { useChainQuery, useDeployment, useLocalConfig } from '../../cluster';
import { useRefreshOn } from '../../events';
import { readSnapshot } from './snapshot';

/** The pool with everything in it, or with one owner's positions and tickets; read again when stake moves. */
export function useStakeSnapshot(owner?: Address, enabled = true) {
    const { stakePool } = useDeployment();
    const pool = stakePool.address;
    useRefreshOn({ programs: ['stake'] }, ['stake', 'snapshot']);
    return useChainQuery(
        ['stake', 'snapshot', pool, owner ?? 'all'],
        (connection) => readSnapshot(connection, pool, owner),
        {
            enabled,
            // Bonds are locked and released by the escrow without an event that is missed here; this is for drops.
            refetchInterval: 30_000,
        },
    );
}

/** The addresses that instructions of the pool name. */
export function useStakeAddresses() {
    const { rewardMint } = useDeployment();
    return useCallback(() => stakePoolOf(rewardMint), [rewardMint]);
}

/** What the local chain calls an operator; elsewhere operators have no names. */
export function useOperatorName(): (operator: string) => string | undefined {
    const local = useLocalConfig();
    return useCallback((operator) => local?.operators?.find(({ address }) => address === operator)?.name, [local]);
}
