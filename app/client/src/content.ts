// Fetching a job's files, never more of them than allowed.

export const MIB = 1 << 20;
/** What is taken of a stranger's content; the daemons' limits. */
export const SPEC_BYTES = 4 * MIB;
export const TENSOR_BYTES = 2_048 * MIB;
const TIMEOUT_MS = 300_000;

export type ContentErrorKind =
    'bad-uri' | 'mixed' | 'unfetchable' | 'too-large' | 'wrong-root' | 'no-endpoint' | 'not-revealed';

export class ContentError extends Error {
    override readonly name = 'ContentError';
    constructor(
        readonly kind: ContentErrorKind,
        sentence: string,
        options?: ErrorOptions,
    ) {
        super(sentence, options);
    }
}

/** The address of the file `name` in the folder `base`. */
export function fileUrl(base: string, name: string): URL {
    let url: URL;
    try {
        url = new URL(base);
    } catch {
        throw new ContentError('bad-uri', `"${base}" is not a URI. Give http://host/folder or https://host/folder.`);
    }
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
        throw new ContentError(
            'bad-uri',
            `"${base}" cannot be fetched from here. Give http://host/folder or https://host/folder.`,
        );
    }
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/${name}`;
    return url;
}

/** Reads a file, or fails as soon as it is known to be longer than `limit`. */
export async function fetchFile(
    base: string,
    name: string,
    limit: number,
    signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
    const url = fileUrl(base, name);
    refuseMixed(url);
    const time = AbortSignal.timeout(TIMEOUT_MS);
    try {
        const response = await fetch(url, { signal: signal ? AbortSignal.any([signal, time]) : time });
        if (!response.ok)
            throw new ContentError(
                'unfetchable',
                `${url} cannot be fetched: HTTP status ${response.status}. Check the URI.`,
            );
        if (Number(response.headers.get('content-length') ?? 0) > limit) throw tooLarge(url, limit);
        return await readAll(response, url, limit);
    } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof ContentError) throw error;
        const reason = time.aborted
            ? `no answer within ${TIMEOUT_MS / 1_000} s`
            : 'nothing answers, or it does not allow other sites to read (CORS)';
        throw new ContentError('unfetchable', `${url} cannot be fetched: ${reason}.`, { cause: error });
    }
}

/** Browsers refuse plain HTTP from a page over HTTPS without saying why; this machine is the exception. */
function refuseMixed(url: URL): void {
    const page = (globalThis as { location?: { protocol?: string } }).location?.protocol;
    const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
    if (page === 'https:' && url.protocol === 'http:' && !isHere) {
        throw new ContentError(
            'mixed',
            `${url} is plain HTTP, which this page over HTTPS may not read. Serve it over HTTPS.`,
        );
    }
}

async function readAll(response: Response, url: URL, limit: number): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const reader = response.body?.getReader();
    for (;;) {
        const part = await reader?.read();
        if (!part || part.done) break;
        length += part.value.length;
        if (length > limit) {
            await reader?.cancel();
            throw tooLarge(url, limit);
        }
        chunks.push(part.value);
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
        bytes.set(chunk, at);
        at += chunk.length;
    }
    return bytes;
}

function tooLarge(url: URL, limit: number): ContentError {
    return new ContentError('too-large', `${url} is larger than the ${limit} bytes that are taken.`);
}
