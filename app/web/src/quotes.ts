// The quotes module, loaded when a page first needs a number that a program would compute.

import { loadQuotes, type Quotes } from '@assay/client/quotes';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import url from 'virtual:assay-wasm';

export type { Quotes } from '@assay/client/quotes';

/** Where the module is. Throws in a build without it. */
export function quotesUrl(): string {
    if (url === null) throw new Error('This build of the app has no quotes module. Build it with `cargo xtask web`.');
    return new URL(url, window.location.href).href;
}

async function load(): Promise<Quotes> {
    return loadQuotes(fetch(quotesUrl()));
}

export function useQuotes(): UseQueryResult<Quotes, Error> {
    return useQuery({ queryKey: ['quotes'], queryFn: load, staleTime: Infinity, gcTime: Infinity, retry: 2 });
}
