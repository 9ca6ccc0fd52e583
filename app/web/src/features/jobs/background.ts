// What a job's files come to, worked out by a worker of their own.

import type { JobSpec } from '@assay/client';
import { quotesUrl } from '../../quotes';
import type { Checked, Chosen } from './upload';

export type Task = { kind: 'at'; uri: string } | { kind: 'spec'; file: File } | { kind: 'files'; files: Chosen };
export interface Asked {
    wasm: string;
    task: Task;
}
export type Answer = { done: Checked | JobSpec } | { failed: { name: string; message: string } };

/** One worker for each task: its memory is free again once it is done, and an abandoned task ends at once. */
function inBackground<T extends Checked | JobSpec>(task: Task, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const worker = new Worker(new URL('./content.worker.ts', import.meta.url), { type: 'module' });
    return new Promise<T>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        worker.addEventListener('error', ({ message }) =>
            reject(
                new Error(
                    `The files could not be checked: ${message || 'the checker did not start'}. Reload the page.`,
                ),
            ),
        );
        worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
            if ('done' in data) resolve(data.done as T);
            else reject(Object.assign(new Error(data.failed.message), { name: data.failed.name }));
        });
        worker.postMessage({ wasm: quotesUrl(), task } satisfies Asked);
    }).finally(() => worker.terminate());
}

/** Fetches the files under a base URI and checks them. */
export const checkAt = (uri: string, signal: AbortSignal) => inBackground<Checked>({ kind: 'at', uri }, signal);
export const readSpec = (file: File, signal: AbortSignal) => inBackground<JobSpec>({ kind: 'spec', file }, signal);
export const checkChosen = (files: Chosen, signal: AbortSignal) =>
    inBackground<Checked>({ kind: 'files', files }, signal);
