import { REWARD_DECIMALS } from '@assay/client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useChainTime, useDeployment, useTokens } from '../../cluster';
import { useEvents } from '../../events';
import { useQuotes } from '../../quotes';
import { useOperatorName, useStakeSnapshot } from '../stake/useStake';
import { askHealth } from './endpoint';
import { RECORD_EVENTS, recordsOf } from './record';
import { rowsOf } from './row';

/** Numbers of a whole list are computed again this often, seconds; what one operator's page shows ticks. */
const LIST_SECONDS = 15n;

/** All operators of the pool as lists show them, kept current. */
export function useOperators() {
    const snapshot = useStakeSnapshot();
    const quotes = useQuotes();
    const { events, state, ready } = useEvents({ names: RECORD_EVENTS });
    const records = useMemo(() => recordsOf(events), [events]);
    const time = useChainTime();
    const coarse = time === undefined ? undefined : time - (time % LIST_SECONDS);
    const nameOf = useOperatorName();
    const [stake, programs] = [snapshot.data, quotes.data];
    const rows = useMemo(() => {
        if (!stake || !programs || coarse === undefined) return undefined;
        // The pool may have been brought up to date after the beginning of the interval.
        const accrued = stake.pool.data.accruedAt;
        return rowsOf({ snapshot: stake, records, quotes: programs, now: coarse > accrued ? coarse : accrued, nameOf });
    }, [stake, programs, records, coarse, nameOf]);
    return {
        rows,
        snapshot: stake,
        quotes: programs,
        records,
        error: snapshot.error ?? quotes.error,
        refetch: () => Promise.all([snapshot.refetch(), quotes.refetch()]),
        /** Whether the events go back to the first; what is counted from them is less otherwise. */
        history: { ready, state },
    };
}

/** What prices are in: the token of the first market. */
export function usePriceToken(): { mint: string; symbol: string; decimals: number } {
    const { markets, rewardMint } = useDeployment();
    const tokens = useTokens();
    const mint = markets[0]?.data.paymentMint ?? rewardMint;
    return tokens.find((token) => token.mint === mint) ?? { mint, symbol: 'tokens', decimals: REWARD_DECIMALS };
}

/** How the reward token is called. */
export function useRewardToken(): { mint: string; symbol: string; decimals: number } {
    const { rewardMint } = useDeployment();
    const tokens = useTokens();
    return (
        tokens.find(({ mint }) => mint === rewardMint) ?? {
            mint: rewardMint,
            symbol: 'tokens',
            decimals: REWARD_DECIMALS,
        }
    );
}

/** Asks an operator's endpoint from this browser how it is; again every minute while it is shown. */
export function useHealth(endpoint: string) {
    return useQuery({
        queryKey: ['health', endpoint],
        queryFn: ({ signal }) => askHealth(endpoint, fetch, signal),
        staleTime: 30_000,
        refetchInterval: 60_000,
        enabled: endpoint !== '',
    });
}
