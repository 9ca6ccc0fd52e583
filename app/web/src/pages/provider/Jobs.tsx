import { REWARD_DECIMALS } from '@assay/client';
import { useMemo } from 'react';
import { Address, Amount, Badge, Card, VirtualTable, When, type Column, type Tone } from '../../components';
import type { JobOfOperator } from '../../features/operators/record';
import { usePriceToken } from '../../features/operators/useOperators';
import type { OperatorViewProps } from './OperatorView';

const tones: Record<JobOfOperator['outcome'], Tone> = {
    running: 'info',
    settled: 'good',
    expired: 'warn',
    convicted: 'bad',
};

function columnsOf(price: { symbol: string; decimals: number }): Column<JobOfOperator>[] {
    return [
        { key: 'job', header: 'Job', cell: ({ job }) => <Address address={job} to={`/jobs/${job}`} /> },
        { key: 'as', header: 'As', cell: (entry) => entry.as, sortBy: (entry) => entry.as },
        {
            key: 'outcome',
            header: 'Outcome',
            cell: ({ outcome }) => <Badge tone={tones[outcome]}>{outcome}</Badge>,
            sortBy: ({ outcome }) => outcome,
        },
        {
            key: 'paid',
            header: `Paid, ${price.symbol}`,
            number: true,
            cell: ({ paid }) => (paid === 0n ? '–' : <Amount units={paid} decimals={price.decimals} />),
            sortBy: ({ paid }) => paid,
        },
        {
            key: 'slashed',
            header: 'Slashed',
            number: true,
            cell: ({ slashed }) => (slashed === 0n ? '–' : <Amount units={slashed} decimals={REWARD_DECIMALS} />),
            sortBy: ({ slashed }) => slashed,
        },
        {
            key: 'beats',
            header: 'Heartbeats',
            number: true,
            cell: ({ heartbeats }) => heartbeats,
            sortBy: ({ heartbeats }) => heartbeats,
        },
        {
            key: 'at',
            header: 'Last event',
            cell: ({ at }) => (at === null ? '–' : <When at={at} />),
            sortBy: ({ at }) => at ?? undefined,
        },
    ];
}

const searchText = ({ job, outcome, as }: JobOfOperator) => `${job} ${outcome} ${as}`;

export function Jobs({ record, history }: OperatorViewProps) {
    const price = usePriceToken();
    const columns = useMemo(() => columnsOf(price), [price]);
    const jobs = record?.jobs ?? [];
    return (
        <Card title="Jobs">
            {jobs.length === 0 ? (
                <p className="muted">{history.ready ? 'It has run and verified nothing yet.' : 'Reading events…'}</p>
            ) : (
                <VirtualTable
                    label="Jobs of this operator"
                    columns={columns}
                    rows={jobs}
                    rowKey={({ job }) => job}
                    searchText={searchText}
                    searchLabel="Search by job or outcome"
                    height={Math.min(420, 60 + jobs.length * 42)}
                />
            )}
        </Card>
    );
}
