import { KIND_NAMES, KINDS } from '../../features/activity/describe';

interface FiltersProps {
    params: URLSearchParams;
    change(name: string, value: string | undefined): void;
}

/** Unix seconds at which a day begins, UTC. */
export function dayOf(text: string | null): bigint | undefined {
    if (text === null || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
    const milliseconds = Date.parse(`${text}T00:00:00Z`);
    return Number.isNaN(milliseconds) ? undefined : BigInt(milliseconds) / 1000n;
}

export function Filters({ params, change }: FiltersProps) {
    return (
        <>
            <select
                className="select"
                style={{ width: 'auto' }}
                aria-label="Kind"
                value={params.get('kind') ?? ''}
                onChange={(event) => change('kind', event.target.value || undefined)}
            >
                <option value="">All kinds</option>
                {KINDS.map((kind) => (
                    <option key={kind} value={kind}>
                        {KIND_NAMES[kind]}
                    </option>
                ))}
                <option value="failed">Failed</option>
            </select>
            {(['from', 'until'] as const).map((name) => (
                <label key={name} className="row small" style={{ gap: 6 }}>
                    {name === 'from' ? 'From' : 'Until'}, UTC
                    <input
                        type="date"
                        className="input"
                        style={{ width: 'auto' }}
                        value={params.get(name) ?? ''}
                        onChange={(event) => change(name, event.target.value || undefined)}
                    />
                </label>
            ))}
        </>
    );
}
