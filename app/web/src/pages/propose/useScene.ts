import { listFeeConfigs, listMarkets, listStreams, type governor, type Loaded } from '@assay/client';
import type { Address } from '@solana/kit';
import { useMemo } from 'react';
import { useChainQuery, useChainTime, useConnection } from '../../cluster';
import type { RealmState } from '../../features/governance/read';
import type { Scene } from '../../features/governance/templates';
import { useDecimals } from '../../features/governance/useDecimals';
import { useQuotes } from '../../quotes';
import { useWallet } from '../../wallet';

export type WholeScene = Scene & { streams: Loaded<governor.Stream>[] };

/** What actions are about, as it is now. The clock is taken by the minute, or previews would never settle. */
export function useScene(state: RealmState): WholeScene | undefined {
    const connection = useConnection();
    const decimals = useDecimals();
    const { address } = useWallet();
    const { data: quotes } = useQuotes();
    const now = useChainTime();
    const minute = now === undefined ? undefined : now - (now % 60n);
    const { pool, realm, treasury } = state.governance;
    const { data } = useChainQuery(['governor', 'scene', pool], async (from) => {
        const [markets, tiers, streams] = await Promise.all([
            listMarkets(from, { pool }),
            listFeeConfigs(from, { stakePool: pool }),
            listStreams(from, { realm }),
        ]);
        return { markets, tiers: tiers.sort((one, other) => one.data.index - other.data.index), streams };
    });
    const { payment, reward } = decimals;
    return useMemo(() => {
        if (!data || !quotes || minute === undefined) return undefined;
        return {
            ...data,
            connection,
            state,
            decimals: { payment, reward },
            quotes,
            now: minute,
            wallet: (address as Address | undefined) ?? treasury,
        };
    }, [data, quotes, minute, connection, state, payment, reward, address, treasury]);
}
