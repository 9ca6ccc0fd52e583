// Where a chain answers, and a connection to it.

import {
    address,
    createSolanaRpcFromTransport,
    createSolanaRpcSubscriptions,
    type Rpc,
    type RpcSubscriptions,
    type RpcTransport,
    type SolanaRpcApi,
    type SolanaRpcSubscriptionsApi,
} from '@solana/kit';
import { fromBase64 } from './bytes';
import { RpcError } from './rpc-error';
import { steadyTransport } from './transport';

export interface Cluster {
    name: 'local' | 'devnet' | 'custom';
    rpcUrl: string;
    wsUrl: string;
}

export class ClusterError extends Error {
    override readonly name = 'ClusterError';
}

export const DEVNET: Cluster = {
    name: 'devnet',
    rpcUrl: 'https://api.devnet.solana.com',
    wsUrl: 'wss://api.devnet.solana.com',
};

const LOCAL_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A cluster by its URL. Subscriptions are looked for where the Solana tools look: at the next port, where one is named. */
export function parseCluster(url: string, wsUrl?: string): Cluster {
    const rpc = parsed(url, ['http:', 'https:'], 'Give a URL that begins with http:// or https://.');
    const ws =
        wsUrl === undefined || wsUrl.trim() === ''
            ? subscriptionsOf(rpc)
            : parsed(wsUrl, ['ws:', 'wss:'], 'Give a URL that begins with ws:// or wss://.');
    return { name: nameOf(rpc), rpcUrl: plain(rpc), wsUrl: plain(ws) };
}

function parsed(text: string, schemes: string[], hint: string): URL {
    let url: URL;
    try {
        url = new URL(text.trim());
    } catch {
        throw new ClusterError(`"${text.trim()}" is not a URL. ${hint}`);
    }
    if (!schemes.includes(url.protocol) || url.hostname === '') {
        throw new ClusterError(`"${text.trim()}" cannot be used. ${hint}`);
    }
    return url;
}

function subscriptionsOf(rpc: URL): URL {
    const ws = new URL(rpc);
    ws.protocol = rpc.protocol === 'https:' ? 'wss:' : 'ws:';
    if (rpc.port !== '') {
        const next = Number(rpc.port) + 1;
        if (next > 65_535)
            throw new ClusterError(`There is no port after ${rpc.port}. Give the subscriptions' URL as well.`);
        ws.port = String(next);
    }
    return ws;
}

function nameOf(rpc: URL): Cluster['name'] {
    if (rpc.hostname === 'api.devnet.solana.com') return 'devnet';
    return LOCAL_HOSTS.has(rpc.hostname) ? 'local' : 'custom';
}

function plain(url: URL): string {
    const bare = url.pathname === '/' && url.search === '' && url.hash === '';
    return bare ? url.href.replace(/\/$/, '') : url.href;
}

export interface Connection {
    readonly cluster: Cluster;
    readonly rpc: Rpc<SolanaRpcApi>;
    readonly subscriptions: RpcSubscriptions<SolanaRpcSubscriptionsApi>;
    /** Tells one chain from another; asked for once. */
    genesisHash(): Promise<string>;
    /** The chain's clock, seconds: what the programs compare deadlines with. */
    unixTime(): Promise<bigint>;
    slot(): Promise<bigint>;
}

export interface ConnectOptions {
    /** How long one request may take, milliseconds. */
    timeoutMs?: number;
    /** In place of HTTP, for tests. */
    transport?: RpcTransport;
    subscriptions?: RpcSubscriptions<SolanaRpcSubscriptionsApi>;
}

export const CLOCK_SYSVAR = address('SysvarC1ock11111111111111111111111111111111');

/** A connection that reads at `confirmed`. Nothing is asked of the chain yet. */
export function connect(cluster: Cluster, options: ConnectOptions = {}): Connection {
    const transport = options.transport ?? steadyTransport(cluster.rpcUrl, { timeoutMs: options.timeoutMs });
    const rpc = createSolanaRpcFromTransport(transport) as unknown as Rpc<SolanaRpcApi>;
    const subscriptions =
        options.subscriptions ??
        (createSolanaRpcSubscriptions(cluster.wsUrl) as unknown as RpcSubscriptions<SolanaRpcSubscriptionsApi>);
    let genesis: Promise<string> | undefined;
    return {
        cluster,
        rpc,
        subscriptions,
        genesisHash() {
            genesis ??= rpc
                .getGenesisHash()
                .send()
                .catch((error: unknown) => {
                    genesis = undefined;
                    throw error;
                });
            return genesis;
        },
        unixTime: () => unixTime(rpc, cluster.rpcUrl),
        slot: () => rpc.getSlot({ commitment: 'confirmed' }).send(),
    };
}

async function unixTime(rpc: Rpc<SolanaRpcApi>, url: string): Promise<bigint> {
    const config = { commitment: 'confirmed', encoding: 'base64' } as const;
    const { value } = await rpc.getAccountInfo(CLOCK_SYSVAR, config).send();
    const bytes = value && fromBase64(value.data[0]);
    if (!bytes || bytes.length < 40) {
        throw new RpcError('bad-answer', url, `${url} has no clock. Check that this is the URL of a Solana cluster.`);
    }
    return new DataView(bytes.buffer).getBigInt64(32, true);
}
