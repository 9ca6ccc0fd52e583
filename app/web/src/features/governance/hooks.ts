import { NO_ADDRESS } from '@assay/client';
import type { Address } from '@solana/kit';
import { useMemo } from 'react';
import { useChainQuery, useChainTime, useDeployment } from '../../cluster';
import { useRefreshOn } from '../../events';
import { useQuotes } from '../../quotes';
import { useWallet } from '../../wallet';
import {
    readMine,
    readPositions,
    readProposal,
    readProposals,
    readRealm,
    readRecords,
    weightOf,
    type RealmState,
} from './read';
import { voterOf, type Voter } from './voter';

// Live state of a realm. Whatever changes it writes an event, upon which everything below is read again.

const KEY = ['governor'] as const;

export function useGovernorEvents(): void {
    useRefreshOn({ programs: ['governor', 'stake'] }, KEY);
}

export function useRealm() {
    const { stakePool } = useDeployment();
    useGovernorEvents();
    return useChainQuery([...KEY, 'realm', stakePool.address], (connection) =>
        readRealm(connection, stakePool.address),
    );
}

export function useProposals(state: RealmState | undefined) {
    const realm = state?.governance.realm;
    return useChainQuery([...KEY, 'proposals', realm], (connection) => readProposals(connection, state!.governance), {
        enabled: state !== undefined,
    });
}

export function useProposal(state: RealmState | undefined, number: bigint | undefined) {
    return useChainQuery(
        [...KEY, 'proposal', state?.governance.realm, number?.toString()],
        (connection) => readProposal(connection, state!.governance, number!),
        { enabled: state !== undefined && number !== undefined },
    );
}

/** The wallet's positions, those delegated to it, and its delegations. */
export function useMine(state: RealmState | undefined) {
    const { address } = useWallet();
    return useChainQuery(
        [...KEY, 'mine', state?.governance.realm, address],
        (connection) => readMine(connection, state!.governance, address! as Address),
        { enabled: state !== undefined && address !== undefined },
    );
}

/** What the wallet may vote with on a proposal. */
export function useVoters(state: RealmState | undefined, proposal: Address | undefined, startedAt: bigint) {
    const { data: mine, error } = useMine(state);
    const { data: quotes } = useQuotes();
    const now = useChainTime();
    const places = mine?.positions.map(({ position }) => position.address).join();
    const records = useChainQuery(
        [...KEY, 'records', proposal, places],
        (connection) => readRecords(connection, proposal!, mine!.positions),
        { enabled: proposal !== undefined && mine !== undefined },
    );
    const voters = useMemo(() => {
        if (!mine || !quotes || now === undefined || !records.data) return undefined;
        return mine.positions.map((it, at): Voter => voterOf(quotes, it, startedAt, now, records.data[at]));
    }, [mine, quotes, now, records.data, startedAt]);
    return { voters, error: error ?? records.error };
}

/** The rules of the realm at this moment. */
export function useRealmRules(state: RealmState | undefined) {
    const { data: quotes } = useQuotes();
    const now = useChainTime();
    return useMemo(() => {
        if (!state || !quotes || now === undefined) return undefined;
        return quotes.governor.realm({ realm: state.realm.raw, pool: state.pool.raw, now });
    }, [state, quotes, now]);
}

/** The wallet's own position with the most weight, which is the one to propose with. */
export function useProposer(state: RealmState | undefined) {
    const { address } = useWallet();
    const { data: quotes } = useQuotes();
    const now = useChainTime();
    const own = useChainQuery(
        [...KEY, 'own', state?.governance.pool, address],
        (connection) => readPositions(connection, state!.governance.pool, [address! as Address]),
        { enabled: state !== undefined && address !== undefined },
    );
    const best = useMemo(() => {
        if (!own.data || !quotes || now === undefined) return undefined;
        const weighed = own.data.map((it) => ({ it, weight: weightOf(quotes, it, now).weight }));
        weighed.sort((one, other) => (one.weight < other.weight ? 1 : -1));
        return weighed[0] ?? null;
    }, [own.data, quotes, now]);
    return { best, error: own.error };
}

/** Zeros stand for nobody. */
export const somebody = (address: Address): Address | undefined => (address === NO_ADDRESS ? undefined : address);
