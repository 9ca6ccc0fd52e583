import { formatDuration, REWARD_DECIMALS } from '@assay/client';
import { useMemo } from 'react';
import { Address, Amount, Badge, Card, Countdown, VirtualTable, type Column } from '../../components';
import { formatMultiplier, formatPart } from '../../features/stake/rates';
import type { Position } from '../../features/stake/snapshot';
import type { OperatorViewProps } from './OperatorView';

interface Backer {
    position: Position;
    value: bigint;
    weight: bigint;
}

function columnsOf(total: bigint, weights: bigint): Column<Backer>[] {
    return [
        {
            key: 'position',
            header: 'Position',
            cell: ({ position }) => <Address address={position.address} explorer />,
        },
        {
            key: 'owner',
            header: 'Owner',
            cell: ({ position }) => <Address address={position.data.owner} explorer />,
            sortBy: ({ position }) => position.data.owner,
        },
        {
            key: 'value',
            header: 'Stake',
            number: true,
            cell: ({ value }) => <Amount units={value} decimals={REWARD_DECIMALS} />,
            sortBy: ({ value }) => value,
        },
        {
            key: 'share',
            header: 'Of the backing',
            number: true,
            cell: ({ value }) => formatPart(value, total),
            sortBy: ({ value }) => value,
        },
        {
            key: 'lock',
            header: 'Lock',
            cell: ({ position: { data } }) => (data.lockSeconds === 0 ? 'none' : formatDuration(data.lockSeconds)),
            sortBy: ({ position }) => position.data.lockSeconds,
        },
        {
            key: 'weight',
            header: 'Multiplier',
            number: true,
            cell: ({ position: { data }, weight }) =>
                data.shares === 0n ? '–' : formatMultiplier(Number((weight * 10_000n) / data.shares)),
        },
        {
            key: 'earns',
            header: 'Of what backers earn',
            number: true,
            cell: ({ position, weight }) => (position.data.leavingUntil === 0n ? formatPart(weight, weights) : '–'),
            sortBy: ({ weight }) => weight,
        },
        {
            key: 'state',
            header: '',
            cell: ({ position: { data } }) =>
                data.leavingUntil === 0n ? null : (
                    <Badge tone="warn">
                        leaving, <Countdown until={data.leavingUntil} over="may go" />
                    </Badge>
                ),
        },
    ];
}

/** Values of positions move with slashes, not with time: they are computed when the chain's state changes. */
export function Backers({ row, snapshot, quotes }: OperatorViewProps) {
    const backers = useMemo(() => {
        const { pool, positions } = snapshot;
        return positions
            .filter(({ data }) => data.operator === row.address)
            .map((position): Backer => {
                const { value, weight } = quotes.stake.position({
                    pool: pool.raw,
                    position: position.raw,
                    operator: row.operator.raw,
                    now: pool.data.accruedAt,
                });
                return { position, value, weight };
            });
    }, [row.address, row.operator, snapshot, quotes]);
    const columns = useMemo(() => {
        const total = backers.reduce((sum, { value }) => sum + value, 0n);
        return columnsOf(total, row.operator.data.backingWeight);
    }, [backers, row.operator]);
    return (
        <Card title="Backers">
            {backers.length === 0 ? (
                <p className="muted">Nobody backs it yet.</p>
            ) : (
                <VirtualTable
                    label="Backers"
                    columns={columns}
                    rows={backers}
                    rowKey={({ position }) => position.address}
                    sorted={{ key: 'value', descending: true }}
                    height={Math.min(420, 60 + backers.length * 42)}
                />
            )}
        </Card>
    );
}
