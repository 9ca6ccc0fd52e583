import { fromHex, listOperators, type escrow, type Loaded } from '@assay/client';
import { useMemo } from 'react';
import { useChainQuery, useChainTime, useDeployment } from '../../cluster';
import { useRefreshOn } from '../../events';
import { useQuotes } from '../../quotes';
import { estimatePrice, mayTake, type Ask, type Estimate } from './estimate';
import { useSettlements } from './useJobs';

export interface Demanded {
    specRoot?: string;
    minClass: number;
    minReputation: number;
}

/** Who could take a job, for what, and what such jobs settled for. */
export function useEstimate(
    market: Loaded<escrow.Market>,
    demanded: Demanded,
): { estimate?: Estimate; asks: Ask[]; ready: boolean } {
    const { stakePool } = useDeployment();
    const key = ['operators', stakePool.address];
    const { data: operators } = useChainQuery(key, (connection) =>
        listOperators(connection, { pool: stakePool.address }),
    );
    useRefreshOn({ programs: ['stake', 'escrow'] }, key);
    const { data: quotes } = useQuotes();
    const { settled, ready } = useSettlements();
    const time = useChainTime();
    // Jail ends and reputation halves over days: a minute is fine enough.
    const minute = time === undefined ? undefined : time - (time % 60n);
    const { specRoot, minClass, minReputation } = demanded;
    const wanted = useMemo(
        () => ({ specRoot: specRoot ? fromHex(specRoot) : undefined, minClass, minReputation }),
        [specRoot, minClass, minReputation],
    );
    const asks = useMemo((): Ask[] => {
        if (!operators || !quotes || minute === undefined) return [];
        return operators.flatMap(({ address, data, raw }) => {
            const { freeBond, reputation } = quotes.stake.operator({ pool: stakePool.raw, operator: raw, now: minute });
            return mayTake(data, reputation, wanted, minute)
                ? [{ operator: address, price: data.priceFloor, freeBond, reputation }]
                : [];
        });
    }, [operators, quotes, minute, stakePool, wanted]);
    const estimate = useMemo(() => estimatePrice(asks, settled, market, wanted), [asks, settled, market, wanted]);
    return { estimate, asks, ready: ready && operators !== undefined };
}
