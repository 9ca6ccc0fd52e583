// All pools, kept current: the node tells of changed accounts, events of new ones, and a slow poll of what neither told.

import { amm, decodeLiquidityPool, fromBase64, toBase64, type Loaded } from '@assay/client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import { useChainQuery, useChainTime, useClusterKey, useConnection, useDeployment, useTokens } from '../../cluster';
import { useOnEvents } from '../../events';
import { useQuotes, type Quotes } from '../../quotes';
import { readAmm, viewPools, type AmmAccounts, type PoolView } from './model';

const KEY = ['amm', 'accounts'] as const;
const POLL_MS = 20_000;
const RETRY_MS = 2_000;

/** The newer of what is known and what came, in place; undefined when the pool is not known yet. */
export function withPool(accounts: AmmAccounts, fresh: Loaded<amm.LiquidityPool>): AmmAccounts | undefined {
    const index = accounts.pools.findIndex(({ address }) => address === fresh.address);
    const known = accounts.pools[index];
    if (!known) return undefined;
    if (known.slot > fresh.slot) return accounts;
    return { ...accounts, pools: accounts.pools.with(index, fresh) };
}

export function useAmmAccounts() {
    const deployment = useDeployment();
    const query = useChainQuery(KEY, (connection) => readAmm(connection, deployment), { refetchInterval: POLL_MS });
    useLivePools();
    return query;
}

function useLivePools(): void {
    const connection = useConnection();
    const cluster = useClusterKey();
    const queries = useQueryClient();
    const readAll = useCallback(
        () => void queries.invalidateQueries({ queryKey: ['chain', cluster, ...KEY] }),
        [queries, cluster],
    );
    // Tiers and new pools, and all else should the subscription below have missed it.
    useOnEvents({ programs: ['amm'] }, readAll);
    useEffect(() => {
        const stopped = new AbortController();
        const take = (fresh: Loaded<amm.LiquidityPool>) => {
            const key = ['chain', cluster, ...KEY];
            const known = queries.getQueryData<AmmAccounts>(key);
            const next = known && withPool(known, fresh);
            if (next) queries.setQueryData(key, next);
        };
        const listen = async () => {
            const bytes = toBase64(amm.LIQUIDITY_POOL_DISCRIMINATOR);
            const filters = [{ memcmp: { offset: 0n, bytes, encoding: 'base64' } }] as unknown as [];
            const config = { commitment: 'confirmed', encoding: 'base64', filters } as const;
            const pending = connection.subscriptions.programNotifications(amm.AMM_PROGRAM_ADDRESS, config);
            for await (const { context, value } of await pending.subscribe({ abortSignal: stopped.signal })) {
                const data = value.account.data as unknown as readonly [string, string];
                take(decodeLiquidityPool(value.pubkey, fromBase64(data[0]), context.slot));
            }
        };
        const follow = async () => {
            while (!stopped.signal.aborted) {
                await listen().catch(() => undefined);
                await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
                if (!stopped.signal.aborted) readAll();
            }
        };
        void follow();
        return () => stopped.abort();
    }, [connection, cluster, queries, readAll]);
}

export interface Amm {
    /** Undefined while they are read. */
    pools?: PoolView[];
    accounts?: AmmAccounts;
    quotes?: Quotes;
    /** The chain's clock, Unix seconds. */
    now?: bigint;
    error: Error | null;
    retry(): void;
}

export function useAmm(): Amm {
    const { rewardMint } = useDeployment();
    const tokens = useTokens();
    const accounts = useAmmAccounts();
    const quotes = useQuotes();
    const now = useChainTime();
    const pools = useMemo(() => {
        if (!accounts.data || !quotes.data) return undefined;
        return viewPools(accounts.data, rewardMint, tokens, quotes.data);
    }, [accounts.data, quotes.data, rewardMint, tokens]);
    const { refetch } = accounts;
    const { refetch: loadAgain } = quotes;
    const retry = useCallback(() => {
        void refetch();
        void loadAgain();
    }, [refetch, loadAgain]);
    const error = accounts.data ? quotes.error : (accounts.error ?? quotes.error);
    return { pools, accounts: accounts.data, quotes: quotes.data, now, error, retry };
}
