import { SentenceError } from './sentence';

// The text that a proposal carries the hash of.

/** Longest title and URI, bytes of UTF-8. */
export const TITLE_BYTES = 80;
export const URI_BYTES = 128;
const MOST_BYTES = 262_144;
const PATIENCE_MS = 10_000;

export const byteLength = (text: string): number => new TextEncoder().encode(text).length;

export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)));
}

export const hex = (bytes: Iterable<number>): string =>
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** The text itself as a URI, when it is short enough to be its own place. */
export function dataUri(text: string): string | undefined {
    const uri = `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`;
    return uri.length <= URI_BYTES ? uri : undefined;
}

function decodeDataUri(uri: string): Uint8Array {
    const comma = uri.indexOf(',');
    if (comma < 0) throw new SentenceError('The data: URI of the text has no comma, so it has no content.');
    const body = uri.slice(comma + 1);
    try {
        if (/;base64$/i.test(uri.slice(0, comma))) return Uint8Array.from(atob(body), (char) => char.charCodeAt(0));
        return new TextEncoder().encode(decodeURIComponent(body));
    } catch {
        throw new SentenceError('The data: URI of the text is malformed.');
    }
}

/** The bytes at a URI. Throws a {@link SentenceError} that says why they cannot be had. */
export async function readText(uri: string, signal?: AbortSignal): Promise<Uint8Array> {
    if (/^data:/i.test(uri)) return decodeDataUri(uri);
    if (!/^https?:\/\//i.test(uri)) {
        throw new SentenceError('The text is not behind http://, https:// or data:, so a browser cannot read it.');
    }
    const limit = AbortSignal.timeout(PATIENCE_MS);
    const either = signal ? AbortSignal.any([signal, limit]) : limit;
    let response: Response;
    try {
        response = await fetch(uri, { signal: either, credentials: 'omit', referrerPolicy: 'no-referrer' });
    } catch {
        signal?.throwIfAborted();
        const why = limit.aborted ? `did not answer within ${PATIENCE_MS / 1_000} s` : 'cannot be reached';
        throw new SentenceError(`${uri} ${why}, or does not let other sites read it (CORS).`);
    }
    if (!response.ok) throw new SentenceError(`${uri} answered with HTTP status ${response.status}.`);
    return limited(response, uri);
}

async function limited(response: Response, uri: string): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const reader = response.body?.getReader();
    for (;;) {
        const next = await reader?.read();
        if (!next || next.done) break;
        length += next.value.length;
        if (length > MOST_BYTES) {
            await reader?.cancel();
            throw new SentenceError(
                `The text at ${uri} is longer than ${MOST_BYTES / 1_024} KiB; it is not read further.`,
            );
        }
        chunks.push(next.value);
    }
    const bytes = new Uint8Array(length);
    chunks.reduce((at, chunk) => (bytes.set(chunk, at), at + chunk.length), 0);
    return bytes;
}

export type TextCheck =
    | { kind: 'none' }
    | { kind: 'same'; text: string }
    | { kind: 'differs'; found: string; expected: string }
    | { kind: 'unreadable'; sentence: string };

/** The text at a proposal's URI against the hash that was frozen of it. A text that differs is not returned. */
export async function checkText(uri: string, textHash: ArrayLike<number>, signal?: AbortSignal): Promise<TextCheck> {
    if (uri === '') return { kind: 'none' };
    let bytes: Uint8Array;
    try {
        bytes = await readText(uri, signal);
    } catch (error) {
        if (!(error instanceof SentenceError)) throw error;
        return { kind: 'unreadable', sentence: error.message };
    }
    const [found, expected] = [hex(await sha256(bytes)), hex(Array.from(textHash))];
    return found === expected
        ? { kind: 'same', text: new TextDecoder().decode(bytes) }
        : { kind: 'differs', found, expected };
}
