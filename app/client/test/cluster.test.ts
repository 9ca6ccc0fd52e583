import { expect, test } from 'vitest';
import type { RpcTransport } from '@solana/kit';
import { connect, parseCluster } from '../src/cluster';
import { RpcError } from '../src/rpc-error';
import { steadyTransport } from '../src/transport';

test.each([
    ['https://api.devnet.solana.com', 'devnet', 'https://api.devnet.solana.com', 'wss://api.devnet.solana.com'],
    ['http://127.0.0.1:8899', 'local', 'http://127.0.0.1:8899', 'ws://127.0.0.1:8900'],
    ['http://node:18000/', 'custom', 'http://node:18000', 'ws://node:18001'],
    ['https://rpc.example/key?a=b', 'custom', 'https://rpc.example/key?a=b', 'wss://rpc.example/key?a=b'],
])('%s', (url, name, rpcUrl, wsUrl) => {
    expect(parseCluster(url)).toEqual({ name, rpcUrl, wsUrl });
});

test.each(['devent', 'ftp://node', 'http://', 'javascript:alert(1)', '', 'http://node:65535'])(
    '%j is refused',
    (url) => {
        expect(() => parseCluster(url)).toThrow();
    },
);

test('subscriptions can be somewhere else, but not over HTTP', () => {
    expect(parseCluster('http://node:1', 'wss://other/ws').wsUrl).toBe('wss://other/ws');
    expect(() => parseCluster('http://node:1', 'http://other')).toThrow(/ws:\/\//);
});

const payload = (method: string) => ({ jsonrpc: '2.0', id: 1, method, params: [] });

function counted(answers: (() => unknown)[]): { inner: RpcTransport; calls: () => number } {
    let calls = 0;
    const inner = (async () => answers[Math.min(calls++, answers.length - 1)]!()) as RpcTransport;
    return { inner, calls: () => calls };
}

const networkDown = () => {
    throw new TypeError('fetch failed');
};
const fine = () => ({ result: 1 });

test('a read is tried again until it works', async () => {
    const { inner, calls } = counted([networkDown, networkDown, fine]);
    const transport = steadyTransport('http://x', { inner, firstPauseMs: 1 });
    await expect(transport({ payload: payload('getSlot') })).resolves.toEqual({ result: 1 });
    expect(calls()).toBe(3);
});

test('what is sent goes out once', async () => {
    const { inner, calls } = counted([networkDown, fine]);
    const transport = steadyTransport('http://x', { inner, firstPauseMs: 1 });
    await expect(transport({ payload: payload('sendTransaction') })).rejects.toMatchObject({ kind: 'unreachable' });
    expect(calls()).toBe(1);
});

test('a slow node is a timeout that names the limit', async () => {
    const inner = (({ signal }: { signal: AbortSignal }) =>
        new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error)),
        )) as unknown as RpcTransport;
    const transport = steadyTransport('http://x', { inner, timeoutMs: 20, attempts: 2, firstPauseMs: 1 });
    const error = await transport({ payload: payload('getSlot') }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({ kind: 'timeout', message: expect.stringContaining('0.02 s') });
});

test('an error of the node is final and keeps its words', async () => {
    const { inner, calls } = counted([() => ({ error: { code: -32602, message: 'invalid params' } })]);
    const transport = steadyTransport('http://x', { inner, firstPauseMs: 1 });
    await expect(transport({ payload: payload('getSlot') })).rejects.toMatchObject({
        kind: 'bad-answer',
        message: expect.stringContaining('invalid params'),
    });
    expect(calls()).toBe(1);
});

test('whoever asked can stop waiting', async () => {
    const { inner, calls } = counted([networkDown]);
    const transport = steadyTransport('http://x', { inner, firstPauseMs: 60_000 });
    const stop = new AbortController();
    const asked = transport({ payload: payload('getSlot'), signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 5);
    await expect(asked).rejects.toThrow('enough');
    expect(calls()).toBe(1);
});

test('the genesis hash is asked for once, but a failure is not kept', async () => {
    let calls = 0;
    const transport = (async () => {
        calls += 1;
        if (calls === 1) throw new Error('down');
        return { jsonrpc: '2.0', id: 1, result: 'hash' };
    }) as RpcTransport;
    const connection = connect(parseCluster('http://127.0.0.1:1'), { transport });
    await expect(connection.genesisHash()).rejects.toThrow('down');
    expect(await connection.genesisHash()).toBe('hash');
    expect(await connection.genesisHash()).toBe('hash');
    expect(calls).toBe(2);
});
