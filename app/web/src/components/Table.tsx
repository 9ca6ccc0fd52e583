import { useTableModel, type Column, type Sorting } from './tableModel';
import { TableHead } from './TableHead';

export type { Column, Sorting } from './tableModel';

interface TableProps<Row> {
    label: string;
    columns: Column<Row>[];
    rows: readonly Row[];
    rowKey(row: Row): string;
    sorted?: Sorting;
}

/** For up to a few hundred rows; longer lists are for VirtualTable. */
export function Table<Row>({ label, columns, rows, rowKey, sorted }: TableProps<Row>) {
    const { shown, sorting, toggle } = useTableModel(rows, columns, sorted);
    return (
        // A region that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="table-scroll" role="region" aria-label={label} tabIndex={0}>
            <table className="table" aria-label={label}>
                <TableHead columns={columns} sorting={sorting} toggle={toggle} />
                <tbody>
                    {shown.map((row) => (
                        <tr key={rowKey(row)}>
                            {columns.map((column) => (
                                <td key={column.key} className={column.number ? 'number' : undefined}>
                                    {column.cell(row)}
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}
