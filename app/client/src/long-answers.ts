// Lists of accounts are answers of megabytes. Kit looks at each character of an answer for whole numbers that need a
// bigint, which takes seconds then; the browser's own parser takes milliseconds. What a list's entries hold beside their
// data (lamports, rent epoch) may be rounded above 2^53, and nobody here reads it: slots and data are exact.

import { createDefaultRpcTransport, SolanaError, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR } from '@solana/kit';
import type { RpcTransport } from '@solana/kit';

const LONG = new Set(['getProgramAccounts']);

interface Asked {
    payload: unknown;
    signal?: AbortSignal;
}

/** HTTP as kit does it, with the answers of methods that list accounts parsed by the browser. */
export function httpTransport(url: string): RpcTransport {
    const usual = createDefaultRpcTransport({ url }) as (asked: Asked) => Promise<unknown>;
    const transport = ({ payload, signal }: Asked) =>
        LONG.has((payload as { method?: string } | null)?.method ?? '')
            ? ask(url, payload, signal)
            : usual({ payload, signal });
    return transport as RpcTransport;
}

async function ask(url: string, payload: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    const response = await fetch(url, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(payload, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
        signal,
    });
    if (!response.ok) {
        throw new SolanaError(SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR, {
            headers: response.headers,
            message: response.statusText,
            statusCode: response.status,
        });
    }
    return response.json();
}
