import { describe, expect, it } from 'vitest';
import { compare, filterRows, remembered, sortRows, type Column } from './tableModel';

interface Row {
    name: string;
    units?: bigint;
}

const columns: Column<Row>[] = [
    { key: 'name', header: 'Name', cell: (row) => row.name, sortBy: (row) => row.name },
    { key: 'units', header: 'Units', cell: (row) => String(row.units), sortBy: (row) => row.units },
    { key: 'plain', header: 'Plain', cell: (row) => row.name },
];
const rows: Row[] = [
    { name: 'b', units: 9_007_199_254_740_993n },
    { name: 'a' },
    { name: 'c', units: 9_007_199_254_740_992n },
];
const names = (shown: readonly Row[]) => shown.map((row) => row.name).join('');

describe('tables', () => {
    it('sort amounts that floating point cannot tell apart', () => {
        expect(names(sortRows(rows, columns, { key: 'units', descending: false }))).toBe('cba');
        expect(names(sortRows(rows, columns, { key: 'units', descending: true }))).toBe('bca');
    });

    it('keep missing values last both ways', () => {
        expect(compare(undefined, 1n, false)).toBeGreaterThan(0);
        expect(compare(undefined, 1n, true)).toBeGreaterThan(0);
    });

    it('leave the rows as they came when nothing sorts them', () => {
        expect(sortRows(rows, columns)).toBe(rows);
        expect(sortRows(rows, columns, { key: 'plain', descending: false })).toBe(rows);
    });

    it('are searched in lower case, which is made once for each row', () => {
        let made = 0;
        const text = remembered((row: Row) => {
            made += 1;
            return `${row.name.toUpperCase()} Row`;
        });
        expect(names(filterRows(rows, 'ROW b', text))).toBe('b');
        expect(names(filterRows(rows, 'row C', text))).toBe('c');
        expect(made).toBe(rows.length);
    });

    it('find rows that have all the words, in any case', () => {
        const text = (row: Row) => `${row.name} row`;
        expect(names(filterRows(rows, 'ROW b', text))).toBe('b');
        expect(names(filterRows(rows, 'b c', text))).toBe('');
        expect(filterRows(rows, '  ', text)).toBe(rows);
    });
});
