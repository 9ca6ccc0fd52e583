import { formatDuration, REWARD_DECIMALS, type escrow, type JobRow, type Loaded } from '@assay/client';
import { useMemo } from 'react';
import { Amount, Stats, type StatProps } from '../../components';
import { useAtChainTime, useToken } from '../../cluster';
import { marketFigures } from '../../features/jobs/figures';
import type { PaidIn } from '../../features/jobs/names';
import './market.css';
import { useSettlements } from '../../features/jobs/useJobs';

interface FiguresProps {
    market: Loaded<escrow.Market>;
    jobs: readonly JobRow[];
    paidIn: PaidIn;
}

/** Time changes them little, and there may be many jobs to count. */
const EVERY_SECONDS = 5n;

/** What goes on in one market. */
export function Figures({ market, jobs, paidIn }: FiguresProps) {
    const now = useAtChainTime((time) => time && time - (time % EVERY_SECONDS));
    const reward = useToken()(market.data.rewardMint).symbol;
    const { settled, ready } = useSettlements();
    const figures = useMemo(
        () => (now === undefined ? undefined : marketFigures(market, jobs, settled, now)),
        [market, jobs, settled, now],
    );
    if (!figures) return null;
    const { data } = market;
    const sample = ready ? `of ${figures.sample} settled` : 'reading history';
    const none = <span className="muted">{ready ? 'none yet' : '…'}</span>;
    const items: StatProps[] = [
        { label: 'Open', value: figures.open, note: 'a provider can accept' },
        { label: 'Running', value: figures.running, note: 'accepted, not over' },
        { label: 'Settled in 24 h', value: ready ? figures.settledInDay : '…', note: `${data.jobsSettled} in all` },
        {
            label: 'Paid for settled jobs',
            value: <Amount units={data.valueSettled} maxDecimals={2} {...paidIn} />,
            note: 'fees included',
        },
        {
            label: 'Burnt for fees',
            value: <Amount units={data.feesBurnt} decimals={REWARD_DECIMALS} symbol={reward} maxDecimals={4} />,
            note: 'reward tokens, for good',
        },
        { label: 'Convictions', value: `${figures.convictions}`, note: `${data.jobsExpired} expired` },
        {
            label: 'Median price',
            value:
                figures.medianPrice === undefined ? (
                    none
                ) : (
                    <Amount units={figures.medianPrice} maxDecimals={4} {...paidIn} />
                ),
            note: sample,
        },
        {
            label: 'Median time to settlement',
            value: figures.medianSeconds === undefined ? none : formatDuration(figures.medianSeconds),
            note: sample,
        },
    ];
    return (
        <div className="market-figures">
            <Stats items={items} />
        </div>
    );
}
