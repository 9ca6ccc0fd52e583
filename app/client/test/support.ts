// A node that answers from a script, at the level of JSON-RPC: everything above it is the real client.

import type { RpcSubscriptions, RpcTransport, SolanaRpcSubscriptionsApi } from '@solana/kit';
import { connect, type Connection } from '../src/cluster';
import { steadyTransport } from '../src/transport';

type Params = readonly unknown[];
export type Handlers = Record<string, (params: Params) => unknown>;

export interface FakeNode {
    connection: Connection;
    /** Methods in the order in which they were asked. */
    asked: string[];
    handlers: Handlers;
}

export const down = () => {
    throw new TypeError('fetch failed');
};

export function fakeNode(handlers: Handlers): FakeNode {
    const asked: string[] = [];
    const inner = (async ({ payload }: { payload: unknown }) => {
        const { id, method, params } = payload as { id: unknown; method: string; params: Params };
        asked.push(method);
        const handler = handlers[method];
        if (!handler) throw new Error(`the test's node does not know ${method}`);
        return { jsonrpc: '2.0', id, result: handler(params) };
    }) as RpcTransport;
    const transport = steadyTransport('http://node', { inner, attempts: 2, firstPauseMs: 1 });
    const subscriptions = new Proxy(
        {},
        { get: () => () => ({ subscribe: () => Promise.reject(new Error('no subscriptions here')) }) },
    );
    const cluster = { name: 'custom', rpcUrl: 'http://node', wsUrl: 'ws://node' } as const;
    const connection = connect(cluster, {
        transport,
        subscriptions: subscriptions as RpcSubscriptions<SolanaRpcSubscriptionsApi>,
    });
    return { connection, asked, handlers };
}

export const withContext = <T>(value: T, slot = 10n) => ({ context: { slot }, value });
