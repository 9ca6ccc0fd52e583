import { DEVNET, parseCluster, type Cluster } from '@assay/client';
import { readStored, store } from '../storage';
import type { LocalConfig } from './local';

/** What somebody chose; where the local chain is comes from its server each time. */
export type Choice = { name: 'local' } | { name: 'devnet' } | { name: 'custom'; rpcUrl: string; wsUrl: string };

const GENESIS_OF_DEVNET = 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG';
const GENESIS_OF_MAINNET = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';

/** Throws with a sentence when the URLs are none. */
export function customChoice(rpcUrl: string, wsUrl: string): Choice {
    const parsed = parseCluster(rpcUrl, wsUrl || undefined);
    return { name: 'custom', rpcUrl: parsed.rpcUrl, wsUrl: parsed.wsUrl };
}

export function readChoice(): Choice | undefined {
    try {
        const value = JSON.parse(readStored('cluster') ?? 'null') as Partial<Record<string, string>> | null;
        if (value?.['name'] === 'local' || value?.['name'] === 'devnet') return { name: value['name'] };
        if (value?.['name'] === 'custom') return customChoice(value['rpcUrl'] ?? '', value['wsUrl'] ?? '');
    } catch {
        // What was stored makes no sense any more: the default applies.
    }
    return undefined;
}

export function storeChoice(choice: Choice): void {
    store('cluster', JSON.stringify(choice));
}

export function resolveChoice(choice: Choice | undefined, local: LocalConfig | null): Cluster {
    if (local && (choice === undefined || choice.name === 'local')) {
        return { name: 'local', rpcUrl: local.rpcUrl, wsUrl: local.wsUrl };
    }
    return choice?.name === 'custom' ? choice : DEVNET;
}

/** The chain that a cluster must be, where that is known: a custom one must stay what it was first seen to be. */
export function expectedGenesis(cluster: Cluster, local: LocalConfig | null): string | undefined {
    if (cluster.name === 'local') return local?.genesisHash;
    if (cluster.name === 'devnet') return GENESIS_OF_DEVNET;
    return readStored(`genesis ${cluster.rpcUrl}`);
}

export function rememberGenesis(cluster: Cluster, genesis: string): void {
    if (cluster.name === 'custom') store(`genesis ${cluster.rpcUrl}`, genesis);
}

/** How wallets call a chain. */
export function walletChain(cluster: Cluster, genesis: string | undefined): `solana:${string}` {
    if (genesis === GENESIS_OF_MAINNET) return 'solana:mainnet';
    if (genesis === GENESIS_OF_DEVNET || cluster.name === 'devnet') return 'solana:devnet';
    return 'solana:localnet';
}
