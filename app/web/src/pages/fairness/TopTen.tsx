import { useCallback, useMemo } from 'react';
import { useDeployment } from '../../cluster';
import { Address, Amount, Table, type Column } from '../../components';
import { formatPart } from '../../features/stake/rates';
import { totalOf } from '../../features/stake/tally';
import { useOperatorName } from '../../features/stake/useStake';
import type { Measure } from './measures';

interface Row {
    rank: number;
    address: string;
    amount: bigint;
}

export function TopTen({ measure }: { measure: Measure }) {
    const { now, decimals, who, title } = measure;
    const operatorName = useOperatorName();
    const { stakePool } = useDeployment();
    const farms = stakePool.address;
    const name = useCallback(
        (address: string) => (address === farms ? 'the pool’s farms' : operatorName(address)),
        [farms, operatorName],
    );
    const total = totalOf(now.holders);
    const rows = useMemo(
        () => now.holders.slice(0, 10).map(([address, amount], index): Row => ({ rank: index + 1, address, amount })),
        [now],
    );
    const columns = useMemo(
        (): Column<Row>[] => [
            { key: 'rank', header: 'Rank', cell: ({ rank }) => rank },
            {
                key: 'address',
                header: who === 'owner' ? 'Owner' : 'Operator',
                cell: ({ address }) => (
                    <Address
                        address={address}
                        name={name(address)}
                        to={who === 'operator' ? `/providers/${address}` : undefined}
                        explorer={who === 'owner'}
                    />
                ),
            },
            {
                key: 'amount',
                header: 'Holds',
                number: true,
                cell: ({ amount }) => <Amount units={amount} decimals={decimals} maxDecimals={2} />,
            },
            { key: 'part', header: 'Of all', number: true, cell: ({ amount }) => formatPart(amount, total) },
        ],
        [who, decimals, total, name],
    );
    if (rows.length === 0) return null;
    return (
        <Table
            label={`The top ten by ${title.toLowerCase()}`}
            columns={columns}
            rows={rows}
            rowKey={({ address }) => address}
        />
    );
}
