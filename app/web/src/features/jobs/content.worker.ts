// Reads and hashes a job's files beside the page: hundreds of megabytes take seconds, in which nothing else would move.

import { fetchContent } from '@assay/client';
import { loadQuotes } from '@assay/client/quotes';
import type { Answer, Asked, Task } from './background';
import { checkFiles, type Checked, type Chosen, type FileBytes } from './upload';

async function bytesOf(file: File | undefined): Promise<Uint8Array | undefined> {
    return file && new Uint8Array(await file.arrayBuffer());
}

async function read(files: Chosen): Promise<FileBytes> {
    const names = Object.keys(files) as (keyof Chosen)[];
    const all = await Promise.all(names.map(async (name) => [name, await bytesOf(files[name])] as const));
    return Object.fromEntries(all);
}

async function run(wasm: string, task: Task): Promise<Checked | Checked['parsed']> {
    const quotes = await loadQuotes(fetch(wasm));
    switch (task.kind) {
        case 'at':
            return fetchContent(task.uri, quotes);
        case 'spec':
            return quotes.job.spec((await bytesOf(task.file))!);
        case 'files':
            return checkFiles(await read(task.files), quotes);
    }
}

addEventListener('message', ({ data: { wasm, task } }: MessageEvent<Asked>) => {
    run(wasm, task).then(
        (done) => postMessage({ done } satisfies Answer),
        (error: unknown) => {
            const { name, message } = error instanceof Error ? error : new Error(String(error));
            postMessage({ failed: { name, message } } satisfies Answer);
        },
    );
});
