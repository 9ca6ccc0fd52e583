// Content that is still files in the browser.

import { formatAmount, MIB, URI_BYTES, type JobSpec } from '@assay/client';
import type { Quotes } from '../../quotes';

export const FILES = ['spec.bin', 'weights.safetensors', 'inputs.safetensors'] as const;
export type FileName = (typeof FILES)[number];
export type Chosen = Partial<Record<FileName, File>>;
export type FileBytes = Partial<Record<FileName, Uint8Array>>;

/** Most bytes that the local server takes of a file. */
export const FILE_LIMITS: Record<FileName, number> = {
    'spec.bin': 4 * MIB,
    'weights.safetensors': 256 * MIB,
    'inputs.safetensors': 256 * MIB,
};

/** What a job's content comes to, wherever it is. */
export interface Checked {
    parsed: JobSpec;
    inputRoot: string;
    spec: Uint8Array;
}

export function bytesText(bytes: number | bigint): string {
    const count = BigInt(bytes);
    if (count < 1024n) return `${count} bytes`;
    const [unit, size] = count < 1n << 20n ? ['KiB', 1n << 10n] : ['MiB', 1n << 20n];
    // Tenths, computed in whole numbers.
    return `${formatAmount((count * 10n) / size, 1)} ${unit}`;
}

/** Why a file cannot be one of a job, before it is read. */
export function fileError(name: FileName, size: number): string | undefined {
    if (size === 0) return `The file is empty. Choose the job's ${name}.`;
    const limit = FILE_LIMITS[name];
    if (size <= limit) return undefined;
    const count = (bytes: number) => formatAmount(BigInt(bytes), 0, { group: true });
    return `The file has ${count(size)} bytes, and ${count(limit)} is the most for ${name}. Serve larger ones yourself and give their URI.`;
}

/** Checks files against each other and computes their roots. Throws the sentence of what is wrong. */
export function checkFiles(files: FileBytes, quotes: Quotes): Checked {
    const spec = files['spec.bin'];
    if (!spec) throw new Error('Choose the spec.bin of the job.');
    const parsed = quotes.job.spec(spec);
    const inputs = files['inputs.safetensors'];
    if (!inputs) throw new Error('Choose the inputs.safetensors of the job.');
    const { inputRoot } = quotes.job.inputs(spec, inputs);
    const weights = files['weights.safetensors'];
    if (parsed.weights.length > 0) {
        if (!weights)
            throw new Error(
                `The spec has ${parsed.weights.length} weights. Choose the weights.safetensors of the job.`,
            );
        quotes.job.weights(spec, weights);
    }
    return { parsed, inputRoot, spec };
}

const HERE = ['127.0.0.1', 'localhost', '[::1]'];

/** Why a URI cannot be a job's; undefined for one that can, and for an empty one. */
export function uriError(uri: string, page: { protocol: string }): string | undefined {
    const text = uri.trim();
    if (text === '') return undefined;
    const length = new TextEncoder().encode(text).length;
    if (length > URI_BYTES)
        return `The URI has ${length} bytes, and ${URI_BYTES} is the most that a job keeps. Use a shorter one.`;
    let url: URL;
    try {
        url = new URL(text);
    } catch {
        return 'That is not a URI. Give the folder of the files, such as https://host/folder.';
    }
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
        return `Browsers and providers cannot fetch from ${url.protocol} Give a URI that begins with https:// or http://.`;
    }
    if (url.username || url.password)
        return 'The URI has a password in it, and everybody can read it on chain. Take it out.';
    if (page.protocol === 'https:' && url.protocol === 'http:' && !HERE.includes(url.hostname)) {
        return 'This page came over HTTPS and may not read plain HTTP, so the files cannot be checked. Serve them over HTTPS.';
    }
    return undefined;
}

/** Two checks of the same content agree; what differs, in words. */
export function difference(here: Checked, there: Checked): string | undefined {
    if (here.parsed.specRoot !== there.parsed.specRoot) {
        return `The spec.bin at the URI has the root ${there.parsed.specRoot}, and the file that you chose ${here.parsed.specRoot}. Put the same file there.`;
    }
    if (here.inputRoot !== there.inputRoot) {
        return `The inputs.safetensors at the URI have the root ${there.inputRoot}, and the file that you chose ${here.inputRoot}. Put the same file there.`;
    }
    return undefined;
}

/** Puts the files where the local chain's providers can fetch them, and returns the URI. */
export async function uploadLocal(files: Chosen, id: string, origin: string): Promise<string> {
    const base = `${origin}/local/jobs/${id}`;
    for (const name of FILES) {
        const body = files[name];
        if (!body) continue;
        const response = await fetch(`${base}/${name}`, { method: 'PUT', body });
        if (response.ok) continue;
        const said = (await response.text()).trim();
        throw new Error(said || `The local server did not take ${name}: it answered ${response.status}.`);
    }
    return base;
}
