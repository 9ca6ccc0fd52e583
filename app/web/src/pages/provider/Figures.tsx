import { formatBps, REWARD_DECIMALS } from '@assay/client';
import { Amount, Stats, When } from '../../components';
import { useRewardToken } from '../../features/operators/useOperators';
import type { OperatorViewProps } from './OperatorView';

export function Figures({ row, record }: OperatorViewProps) {
    const { symbol } = useRewardToken();
    const { data } = row.operator;
    const tokens = (units: bigint) => (
        <Amount units={units} decimals={REWARD_DECIMALS} symbol={symbol} maxDecimals={2} />
    );
    const over = data.settledJobs + data.failedJobs + data.convictions;
    return (
        <Stats
            items={[
                {
                    label: 'At stake',
                    value: tokens(row.quote.stake),
                    note: `${row.backers} ${row.backers === 1 ? 'backer' : 'backers'}`,
                },
                { label: 'Free for new jobs', value: tokens(row.quote.freeBond) },
                {
                    label: 'Backers earn a year',
                    value: row.rateBps === undefined ? 'takes nobody in' : formatBps(row.rateBps),
                    note: 'projected for one token without a lock',
                },
                { label: 'Earned so far', value: tokens(row.income), note: 'commission, own bond and work' },
                {
                    label: 'Jobs settled',
                    value: data.settledJobs,
                    note:
                        over === 0
                            ? 'none is over yet'
                            : `${data.failedJobs} missed, ${data.convictions} convicted; ${formatBps(row.completedBps ?? 0)} completed`,
                },
                {
                    label: 'Reputation',
                    value: row.quote.reputation.toLocaleString('en'),
                    note: 'of 1,000,000; halves every 30 days',
                },
                {
                    label: 'Last active',
                    value: record?.lastSeen === undefined ? 'not seen' : <When at={record.lastSeen} />,
                    note: 'something done on chain by its daemon',
                },
            ]}
        />
    );
}
