import { NATIVE_MINT, REWARD_DECIMALS, SOL_DECIMALS } from '@assay/client';
import { useMemo } from 'react';
import { shortAddress } from '../components/shortAddress';
import { useLocalConfig } from './ClusterProvider';
import { useDeploymentQuery } from './queries';

export interface Token {
    mint: string;
    symbol: string;
    decimals: number;
}

export const SOL: Token = { mint: NATIVE_MINT, symbol: 'SOL', decimals: SOL_DECIMALS };

/** Tokens that have a name here: SOL, the suite's reward token, and what the local server lists. */
export function useTokens(): Token[] {
    const local = useLocalConfig();
    const { data: deployment } = useDeploymentQuery();
    return useMemo(() => {
        const named = [SOL, ...(local?.tokens ?? [])];
        const mint = deployment?.rewardMint;
        if (!mint || named.some((token) => token.mint === mint)) return named;
        return [...named, { mint, symbol: 'reward', decimals: REWARD_DECIMALS }];
    }, [local, deployment]);
}

/** How a mint is called; an unknown one by the beginning of its address. */
export function useToken(): (mint: string) => { symbol: string } {
    const tokens = useTokens();
    return useMemo(() => {
        const byMint = new Map(tokens.map((token) => [token.mint, token]));
        return (mint: string) => (mint === 'SOL' ? SOL : (byMint.get(mint) ?? { symbol: shortAddress(mint) }));
    }, [tokens]);
}

/** The names that the local chain's server gives operators; none elsewhere. */
export function useOperatorName(): (operator: string) => string | undefined {
    const local = useLocalConfig();
    return useMemo(() => {
        const names = new Map((local?.operators ?? []).map(({ address, name }) => [address, name]));
        return (operator: string) => names.get(operator);
    }, [local]);
}
