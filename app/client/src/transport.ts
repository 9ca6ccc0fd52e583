// JSON-RPC over HTTP with a time limit, and with retries of what only reads.

import { isSolanaError, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR, type RpcTransport } from '@solana/kit';
import { httpTransport } from './long-answers';
import { RpcError } from './rpc-error';

const TIMEOUT_MS = 10_000;
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;

export interface SteadyOptions {
    timeoutMs?: number;
    attempts?: number;
    firstPauseMs?: number;
    /** What carries the requests; HTTP unless said otherwise. */
    inner?: RpcTransport;
}

/** What is sent must not be sent again by a layer that does not know what it is. */
const WRITES = new Set(['sendTransaction', 'requestAirdrop']);

interface Answer {
    error?: { code?: number | bigint; message?: string; data?: unknown };
}

export function steadyTransport(url: string, options: SteadyOptions = {}): RpcTransport {
    const inner = options.inner ?? httpTransport(url);
    const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    const attempts = options.attempts ?? ATTEMPTS;
    const firstPauseMs = options.firstPauseMs ?? FIRST_PAUSE_MS;
    const once = async (payload: unknown, method: string, signal: AbortSignal | undefined) => {
        const limit = AbortSignal.timeout(timeoutMs);
        const either = signal ? AbortSignal.any([signal, limit]) : limit;
        try {
            const answer = await inner({ payload, signal: either });
            refuseError(url, method, answer as Answer);
            return answer;
        } catch (error) {
            signal?.throwIfAborted();
            throw sorted(url, method, error, limit.aborted, timeoutMs);
        }
    };
    return (async ({ payload, signal }: { payload: unknown; signal?: AbortSignal }) => {
        const method = methodOf(payload);
        const most = WRITES.has(method) ? 1 : attempts;
        for (let attempt = 1; ; attempt += 1) {
            try {
                return await once(payload, method, signal);
            } catch (error) {
                if (attempt >= most || !(error instanceof RpcError) || !isPassing(error)) throw error;
            }
            // A herd of clients must not come back at the same moment.
            await pause(firstPauseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2), signal);
        }
    }) as RpcTransport;
}

function methodOf(payload: unknown): string {
    const method = (payload as { method?: unknown } | null)?.method;
    return typeof method === 'string' ? method : 'a request';
}

/** A JSON-RPC error is an answer too, with the node's own words in it. */
function refuseError(url: string, method: string, answer: Answer): void {
    const error = answer?.error;
    if (!error) return;
    const code = Number(error.code ?? 0);
    const words = error.message ?? 'no reason given';
    if (code === 429) throw rateLimited(url, method);
    throw new RpcError('bad-answer', url, `${url} refused ${method}: ${words}.`, { method, code, data: error.data });
}

function sorted(url: string, method: string, error: unknown, timedOut: boolean, timeoutMs: number): unknown {
    if (error instanceof RpcError) return error;
    if (timedOut) {
        const seconds = timeoutMs / 1_000;
        return new RpcError(
            'timeout',
            url,
            `${url} did not answer ${method} within ${seconds} s. Try again, or choose another cluster.`,
            {
                method,
                cause: error,
            },
        );
    }
    if (isSolanaError(error, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR)) {
        const status = error.context.statusCode;
        if (status === 429) return rateLimited(url, method);
        return new RpcError(
            'bad-answer',
            url,
            `${url} answered ${method} with HTTP status ${status}. ${status < 500 ? 'Check the URL.' : 'Try again later, or choose another cluster.'}`,
            { method, code: status },
        );
    }
    if (error instanceof SyntaxError) {
        return new RpcError(
            'bad-answer',
            url,
            `${url} answered ${method} with something that is not JSON. Check the URL.`,
            { method },
        );
    }
    return new RpcError('unreachable', url, `Nothing answers at ${url}. Check the URL, and that the cluster is up.`, {
        method,
        cause: error,
    });
}

function rateLimited(url: string, method: string): RpcError {
    return new RpcError(
        'rate-limited',
        url,
        `${url} allows no more requests for now. Wait a little, or choose another cluster.`,
        {
            method,
            code: 429,
        },
    );
}

/** Whether the same request may work a moment later. */
function isPassing({ kind, details }: RpcError): boolean {
    return kind !== 'bad-answer' || (details.code !== undefined && details.code >= 500 && details.code < 600);
}

export function pause(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const stop = () => {
            clearTimeout(timer);
            reject(signal!.reason as Error);
        };
        const timer = setTimeout(() => {
            signal?.removeEventListener('abort', stop);
            resolve();
        }, ms);
        signal?.addEventListener('abort', stop, { once: true });
    });
}
