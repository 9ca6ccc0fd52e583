import { useDeferredValue, useMemo, useState, type ReactNode } from 'react';

export type SortValue = bigint | number | string | undefined;

export interface Column<Row> {
    key: string;
    header: ReactNode;
    cell(row: Row): ReactNode;
    /** What rows are sorted by; a column without it cannot be sorted. */
    sortBy?(row: Row): SortValue;
    /** Right-aligned. */
    number?: boolean;
    /** A CSS width. */
    width?: string;
}

export interface Sorting {
    key: string;
    descending: boolean;
}

// A collator costs much to make, and `localeCompare` makes one each time.
const { compare: compareTexts } = new Intl.Collator();

/** Missing values last, whichever way it is sorted. */
export function compare(a: SortValue, b: SortValue, descending: boolean): number {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    const texts = typeof a === 'string' && typeof b === 'string';
    const order = texts ? compareTexts(a, b) : a < b ? -1 : a > b ? 1 : 0;
    return descending ? -order : order;
}

export function sortRows<Row>(rows: readonly Row[], columns: Column<Row>[], sorting?: Sorting): readonly Row[] {
    const by = columns.find((column) => column.key === sorting?.key)?.sortBy;
    if (!by || !sorting) return rows;
    return rows
        .map((row) => ({ row, value: by(row) }))
        .sort((a, b) => compare(a.value, b.value, sorting.descending))
        .map(({ row }) => row);
}

/** Rows that have all the words; `lowerCase` gives what they are searched in. */
export function filterRows<Row>(rows: readonly Row[], text: string, lowerCase?: (row: Row) => string): readonly Row[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0 || !lowerCase) return rows;
    return rows.filter((row) => {
        const found = lowerCase(row);
        return words.every((word) => found.includes(word));
    });
}

/** What a row is searched in, in lower case, made once for as long as the row is the same. */
export function remembered<Row>(searchText: (row: Row) => string): (row: Row) => string {
    const texts = new WeakMap<object, string>();
    return (row) => {
        if (typeof row !== 'object' || row === null) return searchText(row).toLowerCase();
        const known = texts.get(row) ?? searchText(row).toLowerCase();
        texts.set(row, known);
        return known;
    };
}

/** Rows as they are shown, and what a click on a header does: up, down, as they came. */
export function useTableModel<Row>(
    rows: readonly Row[],
    columns: Column<Row>[],
    initial?: Sorting,
    text = '',
    searchText?: (row: Row) => string,
    onSort?: (sorting: Sorting | undefined) => void,
) {
    const [sorting, setSorting] = useState<Sorting | undefined>(initial);
    // Typing goes on while a long list is looked through.
    const words = useDeferredValue(text);
    const textOf = useMemo(() => searchText && remembered(searchText), [searchText]);
    const ordered = useMemo(() => sortRows(rows, columns, sorting), [rows, columns, sorting]);
    const shown = useMemo(() => filterRows(ordered, words, textOf), [ordered, words, textOf]);
    const toggle = (key: string) => {
        const next = toggled(sorting, key);
        setSorting(next);
        onSort?.(next);
    };
    return { shown, sorting, toggle };
}

function toggled(now: Sorting | undefined, key: string): Sorting | undefined {
    if (now?.key !== key) return { key, descending: false };
    return now.descending ? undefined : { key, descending: true };
}
