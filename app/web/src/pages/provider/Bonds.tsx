import { addresses, fetchBondLedger, NO_ADDRESS, REWARD_DECIMALS } from '@assay/client';
import type { Address as Key } from '@solana/kit';
import { useChainQuery } from '../../cluster';
import { Address, Amount, Card, Facts, Progress, Table, type Column } from '../../components';
import { useRefreshOn } from '../../events';
import { useRewardToken } from '../../features/operators/useOperators';
import type { OperatorViewProps } from './OperatorView';

interface Lock {
    job: string;
    amount: bigint;
}

const columns: Column<Lock>[] = [
    {
        key: 'job',
        header: 'Job',
        cell: ({ job }) => <Address address={job} to={`/jobs/${job}`} />,
        sortBy: ({ job }) => job,
    },
    {
        key: 'amount',
        header: 'Locked',
        number: true,
        cell: ({ amount }) => <Amount units={amount} decimals={REWARD_DECIMALS} />,
        sortBy: ({ amount }) => amount,
    },
];

/** The bonds that the operator has locked; one that was closed has none. */
export function useLocks(operator: Key, count: number) {
    useRefreshOn({ names: ['BondLocked', 'BondReleased', 'BondSlashed'], address: operator }, ['ledger', operator]);
    return useChainQuery(
        ['ledger', operator],
        async (connection): Promise<Lock[]> => {
            const ledger = await fetchBondLedger(connection, await addresses.ledger(operator));
            return ledger.data.locks.filter(({ job }) => job !== NO_ADDRESS);
        },
        { enabled: count > 0 },
    );
}

export function Bonds({ row, snapshot }: OperatorViewProps) {
    const { symbol } = useRewardToken();
    const { data } = row.operator;
    const locks = useLocks(row.operator.address, data.openLocks);
    const tokens = (units: bigint) => <Amount units={units} decimals={REWARD_DECIMALS} symbol={symbol} />;
    const text = (units: bigint) => `${(units / 1_000_000n).toLocaleString('en')} ${symbol}`;
    const usable = data.locked + row.quote.freeBond;
    return (
        <Card title="Bond">
            <Facts
                numbers
                items={[
                    ['Own bond', tokens(data.ownBond)],
                    ['Backing', tokens(row.backing)],
                    ['Cooling down, still slashable', tokens(data.cooling.stake)],
                    ['Locked for jobs', tokens(data.locked)],
                    ['Free for new jobs', tokens(row.quote.freeBond)],
                ]}
            />
            <Progress
                label="Of what may be locked"
                total={usable}
                parts={[{ label: 'locked', value: data.locked, text: text(data.locked) }]}
                legend={
                    <span>
                        {data.openLocks} {data.openLocks === 1 ? 'lock' : 'locks'}; at most{' '}
                        {snapshot.pool.data.bondFactorBps / 100} % of the stake may be locked at one time
                    </span>
                }
            />
            {data.openLocks > 0 && locks.data && (
                <Table label="Locked bonds" columns={columns} rows={locks.data} rowKey={({ job }) => job} />
            )}
            <p className="small muted">
                A wrong number costs the lock of its job: the own bond first, then what is cooling down, then the
                backers.
            </p>
        </Card>
    );
}
