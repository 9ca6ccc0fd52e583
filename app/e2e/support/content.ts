// The quotes module, and the job of handwritten digits that comes with the suite.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadQuotes, type JobOrder, type Quotes } from '@assay/client';
import { baseUrl } from './local';

const ROOT = resolve(import.meta.dirname, '../../..');

/** A file of the repository. */
export const fileOf = (path: string) => new Uint8Array(readFileSync(resolve(ROOT, path)));
export const digits = (name: string) => fileOf(`models/digits/${name}`);

export const PRICE = 5_000_000n;
export const quotesModule: Promise<Quotes> = loadQuotes(fileOf('app/client/src/wasm/assay.wasm'));

/** A job that runs the model of handwritten digits. */
export async function order(change: Partial<JobOrder> = {}): Promise<JobOrder> {
    const quotes = await quotesModule;
    const spec = digits('spec.bin');
    return {
        uri: `${baseUrl()}/models/digits`,
        specRoot: quotes.job.spec(spec).specRoot,
        inputRoot: quotes.job.inputs(spec, digits('inputs.safetensors')).inputRoot,
        price: PRICE,
        acceptSeconds: 120,
        runSeconds: 300,
        ...change,
    };
}
