import { formatDuration, REWARD_DECIMALS } from '@assay/client';
import { Address, Amount, Card, Table, When, type Column } from '../../components';
import { useEvents, type ChainEvent } from '../../events';
import type { OperatorViewProps } from './OperatorView';

type Slash = ChainEvent<'BondSlashed'>;

const amount = (units: bigint) => <Amount units={units} decimals={REWARD_DECIMALS} />;

const columns: Column<Slash>[] = [
    {
        key: 'when',
        header: 'When',
        cell: ({ blockTime }) => (blockTime === null ? '–' : <When at={blockTime} />),
        sortBy: ({ slot }) => slot,
    },
    { key: 'job', header: 'Job', cell: ({ data }) => <Address address={data.job} to={`/jobs/${data.job}`} /> },
    {
        key: 'amount',
        header: 'Slashed',
        number: true,
        cell: ({ data }) => amount(data.amount),
        sortBy: ({ data }) => data.amount,
    },
    {
        key: 'backers',
        header: 'Of it from backers',
        number: true,
        cell: ({ data }) => amount(data.fromBackers),
        sortBy: ({ data }) => data.fromBackers,
    },
    { key: 'challenger', header: 'To the challenger', number: true, cell: ({ data }) => amount(data.toChallenger) },
    { key: 'client', header: 'To the client', number: true, cell: ({ data }) => amount(data.toClient) },
    { key: 'burnt', header: 'Burnt', number: true, cell: ({ data }) => amount(data.burnt) },
    {
        key: 'jail',
        header: 'Jailed for',
        cell: ({ data, blockTime }) =>
            blockTime === null || data.jailedUntil <= blockTime ? '–' : formatDuration(data.jailedUntil - blockTime),
    },
];

export function Slashes({ row, history }: OperatorViewProps) {
    const { events } = useEvents({ names: ['BondSlashed'], address: row.address });
    const own = events.filter(({ data }) => data.operator === row.address);
    const { convictions } = row.operator.data;
    return (
        <Card title="Slashes and convictions">
            {own.length > 0 ? (
                <Table
                    label="Slashes"
                    columns={columns}
                    rows={own}
                    rowKey={({ id }) => id}
                    sorted={{ key: 'when', descending: true }}
                />
            ) : (
                <p className="muted">
                    {convictions === 0
                        ? 'Never convicted, and nothing was slashed.'
                        : `${convictions} ${convictions === 1 ? 'conviction' : 'convictions'}; ${history.ready ? 'the events are older than what was read' : 'reading events…'}`}
                </p>
            )}
        </Card>
    );
}
