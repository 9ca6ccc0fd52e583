import type { Column, Sorting } from './tableModel';

interface TableHeadProps<Row> {
    columns: Column<Row>[];
    sorting: Sorting | undefined;
    toggle(key: string): void;
}

export function TableHead<Row>({ columns, sorting, toggle }: TableHeadProps<Row>) {
    return (
        <thead>
            <tr>
                {columns.map((column) => {
                    const sorted = sorting?.key === column.key ? sorting : undefined;
                    const direction = sorted ? (sorted.descending ? 'descending' : 'ascending') : undefined;
                    return (
                        <th
                            key={column.key}
                            scope="col"
                            className={column.number ? 'number' : undefined}
                            style={{ width: column.width }}
                            aria-sort={direction}
                        >
                            {column.sortBy ? (
                                <button type="button" onClick={() => toggle(column.key)}>
                                    {column.header}
                                    <span aria-hidden="true">{sorted ? (sorted.descending ? ' ↓' : ' ↑') : ''}</span>
                                </button>
                            ) : (
                                column.header
                            )}
                        </th>
                    );
                })}
            </tr>
        </thead>
    );
}
