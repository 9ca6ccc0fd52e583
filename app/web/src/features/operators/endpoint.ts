// Where an operator's daemon answers, and whether it does.

import { ENDPOINT_BYTES } from '@assay/client/actions/operator';

export interface ReadEndpoint {
    /** As it goes on chain; empty for none. */
    endpoint?: string;
    error?: string;
}

/** What somebody typed as an endpoint. Clients and verifiers add paths to it, so it is a plain base URL. */
export function readEndpoint(text: string): ReadEndpoint {
    const trimmed = text.trim();
    if (trimmed === '') return { endpoint: '' };
    let url: URL;
    try {
        url = new URL(trimmed);
    } catch {
        return { error: `"${trimmed}" is not a URL. Give one such as https://gpu.example:9443.` };
    }
    if (url.protocol !== 'https:' && url.protocol !== 'http:') {
        return { error: `The endpoint begins with ${url.protocol}//; clients reach it by https:// or http:// only.` };
    }
    if (url.username !== '' || url.password !== '') {
        return {
            error: 'The endpoint has a user name or password in it, and everybody would read it on chain. Take it out.',
        };
    }
    if (url.search !== '' || url.hash !== '')
        return { error: 'The endpoint is a base URL: leave out what follows ? or #.' };
    const endpoint = url.href.replace(/\/+$/, '');
    const bytes = new TextEncoder().encode(endpoint).length;
    if (bytes > ENDPOINT_BYTES) return { error: `The endpoint has ${bytes} bytes; the chain keeps ${ENDPOINT_BYTES}.` };
    return { endpoint };
}

export type Health =
    | { state: 'well'; ms: number }
    /** It answers, and says that it cannot do its work. */
    | { state: 'unwell'; status: number; text: string }
    | { state: 'silent'; reason: string }
    | { state: 'none' };

const PATIENCE_MS = 4_000;
const MOST_TEXT = 200;

/** Asks an endpoint how it is, from this browser. */
export async function askHealth(endpoint: string, ask: typeof fetch = fetch, signal?: AbortSignal): Promise<Health> {
    if (endpoint === '') return { state: 'none' };
    const read = readEndpoint(endpoint);
    if (read.error !== undefined) return { state: 'silent', reason: read.error };
    const limit = AbortSignal.timeout(PATIENCE_MS);
    const start = performance.now();
    try {
        const response = await ask(`${read.endpoint}/healthz`, {
            signal: signal ? AbortSignal.any([signal, limit]) : limit,
            credentials: 'omit',
            referrerPolicy: 'no-referrer',
        });
        if (response.ok) return { state: 'well', ms: Math.round(performance.now() - start) };
        return { state: 'unwell', status: response.status, text: (await response.text()).slice(0, MOST_TEXT).trim() };
    } catch {
        signal?.throwIfAborted();
        if (limit.aborted) return { state: 'silent', reason: `It did not answer within ${PATIENCE_MS / 1000} s.` };
        return { state: 'silent', reason: 'This browser does not reach it. It may be down, or allow no browsers.' };
    }
}

export function tellHealth(health: Health): string {
    if (health.state === 'well') return `answers in ${health.ms} ms`;
    if (health.state === 'unwell') return `says it is not well (HTTP ${health.status})`;
    return health.state === 'silent' ? 'does not answer' : 'no endpoint';
}
