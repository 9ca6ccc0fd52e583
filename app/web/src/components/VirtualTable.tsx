import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTableModel, type Column, type Sorting } from './tableModel';
import { TableHead } from './TableHead';

interface VirtualTableProps<Row> {
    label: string;
    /** Keep columns and searchText out of the render (module level or memo): rows are sorted again when they change. */
    columns: Column<Row>[];
    rows: readonly Row[];
    rowKey(row: Row): string;
    sorted?: Sorting;
    /** Where Enter and a click on the row lead. */
    onOpen?(row: Row): void;
    /** Shows a search box over what it returns. */
    searchText?(row: Row): string;
    searchLabel?: string;
    /** What was searched for before, and whoever keeps what is: the address bar, for example. */
    search?: string;
    onSearch?(text: string): void;
    onSort?(sorting: Sorting | undefined): void;
    /** More filters, beside the search box. */
    filters?: ReactNode;
    height?: number;
    /** Which rows there are, in words; others begin at the top, which rows that only changed do not. */
    view?: string;
}

const ROW = 42;

/** Thousands of rows: only those on screen are in the page. Arrows, Page, Home and End move; Enter opens. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
    const {
        label,
        columns,
        rows,
        rowKey,
        sorted,
        onOpen,
        searchText,
        searchLabel = 'Search',
        filters,
        height = 560,
        search = '',
        onSearch,
        onSort,
        view = '',
    } = props;
    const id = useId();
    const [text, setText] = useState(search);
    const { shown, sorting, toggle } = useTableModel(rows, columns, sorted, text, searchText, onSort);
    const scroll = useRef<HTMLDivElement>(null);
    const [active, setActive] = useState(0);
    const current = Math.min(active, Math.max(0, shown.length - 1));
    const virtual = useVirtualizer({
        count: shown.length,
        getScrollElement: () => scroll.current,
        estimateSize: () => ROW,
        overscan: 6,
        initialRect: { width: 1000, height },
    });
    const items = virtual.getVirtualItems();
    const before = items[0]?.start ?? 0;
    const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);

    const shownFirst = `${sorting?.key} ${sorting?.descending} ${text} ${view}`;
    useEffect(() => {
        if (scroll.current) scroll.current.scrollTop = 0;
    }, [shownFirst]);

    const opener = useRef(onOpen);
    useEffect(() => {
        opener.current = onOpen;
    });
    const open = useCallback((row: unknown) => opener.current?.(row as Row), []);

    const focusRow = (index: number) => {
        setActive(index);
        virtual.scrollToIndex(index);
        requestAnimationFrame(() =>
            scroll.current?.querySelector<HTMLElement>(`tr[data-index="${index}"]`)?.focus({ preventScroll: true }),
        );
    };
    const keys = (event: KeyboardEvent<HTMLTableSectionElement>) => {
        if (!(event.target instanceof HTMLTableRowElement)) return;
        const row = shown[current];
        if (event.key === 'Enter' && row) return onOpen?.(row);
        const next = target(event.key, current, shown.length, Math.floor(height / ROW) - 1);
        if (next === undefined) return;
        event.preventDefault();
        focusRow(next);
    };

    return (
        <div className="stack-tight">
            {(searchText || filters) && (
                <div className="row">
                    {searchText && (
                        <input
                            className="input"
                            type="search"
                            style={{ maxWidth: 320 }}
                            aria-label={searchLabel}
                            placeholder={searchLabel}
                            aria-controls={id}
                            value={text}
                            onChange={(event) => {
                                setText(event.target.value);
                                onSearch?.(event.target.value);
                            }}
                        />
                    )}
                    {filters}
                    <span className="muted small" role="status">
                        {counted(shown.length, rows.length)}
                    </span>
                </div>
            )}
            <div
                ref={scroll}
                className="table-scroll virtual"
                style={{ maxHeight: height }}
                role="region"
                aria-label={label}
            >
                <table id={id} className="table" aria-label={label} aria-rowcount={shown.length + 1}>
                    <TableHead columns={columns} sorting={sorting} toggle={toggle} />
                    {/* The rows carry the focus; their keys arrive here. */}
                    {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
                    <tbody onKeyDown={keys}>
                        <Spacer height={before} span={columns.length} />
                        {items.map(({ index }) => {
                            const row = shown[index] as Row;
                            return (
                                <VirtualRow
                                    key={rowKey(row)}
                                    row={row}
                                    index={index}
                                    columns={columns as Column<unknown>[]}
                                    inTabOrder={index === current}
                                    onFocus={setActive}
                                    onOpen={onOpen ? open : undefined}
                                />
                            );
                        })}
                        <Spacer height={after} span={columns.length} />
                    </tbody>
                </table>
            </div>
        </div>
    );
}

interface VirtualRowProps {
    row: unknown;
    index: number;
    columns: Column<unknown>[];
    inTabOrder: boolean;
    onFocus(index: number): void;
    onOpen?(row: unknown): void;
}

/** While a list scrolls, rows that stay are not rendered again. */
const VirtualRow = memo(function VirtualRow({ row, index, columns, inTabOrder, onFocus, onOpen }: VirtualRowProps) {
    return (
        <tr
            data-index={index}
            data-link={onOpen ? true : undefined}
            aria-rowindex={index + 2}
            tabIndex={inTabOrder ? 0 : -1}
            style={{ height: ROW, cursor: onOpen && 'pointer' }}
            onFocus={() => onFocus(index)}
            onClick={(event) => {
                if (!(event.target as Element).closest('a, button')) onOpen?.(row);
            }}
        >
            {columns.map((column) => (
                <td key={column.key} className={column.number ? 'number' : 'nowrap'}>
                    {column.cell(row)}
                </td>
            ))}
        </tr>
    );
});

function counted(shown: number, all: number): string {
    const text = (count: number) => count.toLocaleString('en');
    return shown === all ? text(all) : `${text(shown)} of ${text(all)}`;
}

function Spacer({ height, span }: { height: number; span: number }) {
    if (height <= 0) return null;
    return (
        <tr className="spacer" aria-hidden="true">
            <td colSpan={span} style={{ height }} />
        </tr>
    );
}

function target(key: string, index: number, count: number, page: number): number | undefined {
    if (count === 0) return undefined;
    const to = {
        ArrowDown: index + 1,
        ArrowUp: index - 1,
        PageDown: index + page,
        PageUp: index - page,
        Home: 0,
        End: count - 1,
    }[key];
    return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}
