import type { RowFilter } from '../../features/operators/row';

interface FiltersProps {
    filter: RowFilter;
    classes: number[];
    change(name: string, value: string | undefined): void;
}

export function Filters({ filter, classes, change }: FiltersProps) {
    return (
        <>
            <select
                className="select"
                style={{ width: 'auto' }}
                aria-label="Role"
                value={filter.role ?? ''}
                onChange={(event) => change('role', event.target.value || undefined)}
            >
                <option value="">All roles</option>
                <option value="Provider">Providers</option>
                <option value="Verifier">Verifiers</option>
            </select>
            <select
                className="select"
                style={{ width: 'auto' }}
                aria-label="Class"
                value={filter.class ?? ''}
                onChange={(event) => change('class', event.target.value || undefined)}
            >
                <option value="">All classes</option>
                {classes.map((one) => (
                    <option key={one} value={one}>
                        Class {one} and above
                    </option>
                ))}
            </select>
            <label className="row small" style={{ gap: 6 }}>
                <input
                    type="checkbox"
                    checked={filter.all === true}
                    onChange={(event) => change('all', event.target.checked ? '1' : undefined)}
                />
                Also those that take no work
            </label>
        </>
    );
}
