import { useMemo } from 'react';
import { useDeployment, useLocalConfig, useToken } from '../../cluster';

/** Names that the local server gives to operators; none anywhere else. */
export function useOperatorName(): (address: string) => string | undefined {
    const local = useLocalConfig();
    return useMemo(() => {
        const names = new Map((local?.operators ?? []).map(({ address, name }) => [address, name]));
        return (address: string) => names.get(address);
    }, [local]);
}

export interface PaidIn {
    symbol: string;
    decimals: number;
}

/** What a market's prices are in. */
export function usePaidIn(): (market: string) => PaidIn {
    const { markets } = useDeployment();
    const token = useToken();
    return useMemo(() => {
        const byMarket = new Map(
            markets.map(({ address, data }): [string, PaidIn] => [
                address,
                { symbol: token(data.paymentMint).symbol, decimals: data.paymentDecimals },
            ]),
        );
        return (market: string) => byMarket.get(market) ?? { symbol: '', decimals: 0 };
    }, [markets, token]);
}
