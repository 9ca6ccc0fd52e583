import { formatDuration, listBenchmarkClasses, type escrow, type Loaded } from '@assay/client';
import { useChainQuery, useDeployment } from '../../cluster';
import { Card, Skeleton, Table, type Column } from '../../components';

type Class = Loaded<escrow.BenchmarkClass>;

export function useClasses() {
    const { stakePool } = useDeployment();
    return useChainQuery(
        ['classes', stakePool.address],
        async (connection) => {
            const classes = await listBenchmarkClasses(connection, { pool: stakePool.address });
            return classes.sort((one, other) => one.data.terms.class - other.data.terms.class);
        },
        { staleTime: 60_000 },
    );
}

const weightBytes = ({ width, weights }: Class['data']['terms']) => BigInt(width) ** 2n * BigInt(weights);

function size(bytes: bigint): string {
    if (bytes >= 1n << 20n) return `${(bytes >> 20n).toLocaleString('en')} MiB`;
    return bytes >= 1n << 10n ? `${bytes >> 10n} KiB` : `${bytes} bytes`;
}

const columns: Column<Class>[] = [
    {
        key: 'class',
        header: 'Class',
        cell: ({ data }) => <strong>{data.terms.class}</strong>,
        sortBy: ({ data }) => data.terms.class,
    },
    {
        key: 'weights',
        header: 'Weights in memory',
        number: true,
        cell: ({ data }) => size(weightBytes(data.terms)),
        sortBy: ({ data }) => weightBytes(data.terms),
    },
    { key: 'steps', header: 'Products', number: true, cell: ({ data }) => data.terms.steps },
    {
        key: 'rows',
        header: 'Rows × width',
        number: true,
        cell: ({ data }) => `${data.terms.rows} × ${data.terms.width}`,
    },
    { key: 'slots', header: 'Due within', number: true, cell: ({ data }) => `${data.terms.slots} slots` },
    { key: 'draws', header: 'Elements shown', number: true, cell: ({ data }) => data.terms.draws },
    {
        key: 'answer',
        header: 'Time to show',
        number: true,
        cell: ({ data }) => formatDuration(data.terms.answerSeconds),
    },
    {
        key: 'window',
        header: 'Open to refute',
        number: true,
        cell: ({ data }) => formatDuration(data.terms.windowSeconds),
    },
];

/** Classes of hardware, and what shows them. */
export function Classes() {
    const { data } = useClasses();
    return (
        <Card title="Classes of hardware">
            <p className="small">
                Jobs may ask for a class; the larger, the stronger. An operator gets one by a benchmark: it multiplies
                through weights that fill the memory and follow from a seed that the chain draws when it begins. The
                result is due within slots, then the chain draws elements that are recomputed on chain. One wrong number
                fails it.
            </p>
            {!data ? (
                <Skeleton lines={2} />
            ) : data.length === 0 ? (
                <p className="muted">There are no classes on this cluster; jobs cannot ask for one.</p>
            ) : (
                <Table label="Classes" columns={columns} rows={data} rowKey={({ address }) => address} />
            )}
            <p className="small muted">
                Show one with <code>assay worker benchmark --class NUMBER</code>, on the machine of the daemon.
            </p>
        </Card>
    );
}
