// The quotes module, loaded when a page first needs a number that a program would compute.

import { loadQuotes, type Quotes } from '@assay/client/quotes';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import url from 'virtual:assay-wasm';

export type { Quotes } from '@assay/client/quotes';

async function load(): Promise<Quotes> {
    if (url === null) throw new Error('This build of the app has no quotes module. Build it with `cargo xtask web`.');
    return loadQuotes(fetch(url));
}

export function useQuotes(): UseQueryResult<Quotes, Error> {
    return useQuery({ queryKey: ['quotes'], queryFn: load, staleTime: Infinity, gcTime: Infinity, retry: 2 });
}
