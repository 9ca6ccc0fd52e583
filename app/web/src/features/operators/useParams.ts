import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Sorting } from '../../components';

/** Filters, search and sorting of a list in the address bar, so that a link shows the same. */
export function useParams(first: Sorting | undefined) {
    const [params, setParams] = useSearchParams();
    const change = useCallback(
        (name: string, value: string | undefined) =>
            setParams(
                (now) => {
                    const next = new URLSearchParams(now);
                    if (value === undefined || value === '') next.delete(name);
                    else next.set(name, value);
                    return next;
                },
                { replace: true },
            ),
        [setParams],
    );
    const sort = params.get('sort');
    const sorting = useMemo(() => (sort === null ? first : readSorting(sort)), [sort, first]);
    const onSort = useCallback(
        (next: Sorting | undefined) => change('sort', next ? `${next.descending ? '-' : ''}${next.key}` : 'none'),
        [change],
    );
    const onSearch = useCallback((text: string) => change('search', text), [change]);
    return { params, change, sorting, onSort, onSearch };
}

function readSorting(text: string): Sorting | undefined {
    if (text === 'none') return undefined;
    return text.startsWith('-') ? { key: text.slice(1), descending: true } : { key: text, descending: false };
}
