import { formatAmount, REWARD_DECIMALS } from '@assay/client';
import { useMemo } from 'react';
import { Amount, Card, Chart, Facts } from '../../components';
import { useEvents } from '../../events';
import { INCOME_EVENTS, incomeOf, type IncomePoint } from '../../features/operators/income';
import { usePriceToken, useRewardToken } from '../../features/operators/useOperators';
import type { OperatorViewProps } from './OperatorView';

export function Income({ row }: OperatorViewProps) {
    const [reward, price] = [useRewardToken(), usePriceToken()];
    const { events } = useEvents({ names: INCOME_EVENTS });
    const points = useMemo(() => incomeOf(events, row.address), [events, row.address]);
    const { earned, pending, yearly } = row.quote;
    const tokens = (units: bigint) => (
        <Amount units={units} decimals={REWARD_DECIMALS} symbol={reward.symbol} maxDecimals={2} />
    );
    return (
        <Card title="Income">
            <div className="columns">
                <Facts
                    numbers
                    items={[
                        ['Earned, commission', tokens(earned.commission)],
                        ['Earned, own bond', tokens(earned.bond)],
                        ['Earned, work', tokens(earned.work)],
                        ['Not claimed yet', tokens(pending)],
                    ]}
                />
                <Facts
                    numbers
                    items={[
                        ['A year, own bond', tokens(yearly.own)],
                        ['A year, commission', tokens(yearly.commission)],
                        ['A year, to backers', tokens(yearly.backers)],
                        [
                            'Settled jobs, value',
                            <Amount
                                key="value"
                                units={row.operator.data.settledValue}
                                decimals={price.decimals}
                                symbol={price.symbol}
                            />,
                        ],
                    ]}
                />
            </div>
            <p className="small muted">
                Work is running and verifying jobs. What a year brings is projected: the emission goes on as scheduled,
                and no stake moves.
            </p>
            <Over points={points} reward={reward.symbol} price={price} />
        </Card>
    );
}

function Over({
    points,
    reward,
    price,
}: {
    points: IncomePoint[];
    reward: string;
    price: { symbol: string; decimals: number };
}) {
    const last = points.at(-1);
    // Only for drawing; what is read comes from the exact amounts.
    const series = useMemo(() => {
        const at = (of: (point: IncomePoint) => bigint, decimals: number) =>
            points.map((point) => ({ time: Number(point.time), value: Number(of(point)) / 10 ** decimals }));
        return [
            {
                kind: 'area' as const,
                title: 'Paid for jobs',
                points: at(({ work }) => work, price.decimals),
                tone: 'accent' as const,
            },
            {
                kind: 'line' as const,
                title: 'Claimed rewards',
                points: at(({ claimed }) => claimed, REWARD_DECIMALS),
                tone: 'good' as const,
            },
        ];
    }, [points, price.decimals]);
    if (!last) return <p className="muted">Nothing was paid to it yet.</p>;
    const text = (units: bigint, decimals: number, symbol: string) =>
        `${formatAmount(units, decimals, { group: true })} ${symbol}`;
    const summary = `Paid for jobs since the first event: ${text(last.work, price.decimals, price.symbol)}. Rewards claimed: ${text(last.claimed, REWARD_DECIMALS, reward)}.`;
    return <Chart series={series} height={220} summary={summary} />;
}
