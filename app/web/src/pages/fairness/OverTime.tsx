import type { Concentration } from '@assay/client/quotes';
import { useMemo, useState } from 'react';
import { useDeployment } from '../../cluster';
import { Chart, Field, Note, Skeleton, type ChartSeries } from '../../components';
import { useTransactions } from '../../events';
import { momentOf } from '../../features/stake/lock';
import type { Rebuilt } from '../../features/stake/rebuild';
import { measured } from '../../features/stake/report';
import { sample, sameHolders } from '../../features/stake/series';
import { totalOf, type Holders } from '../../features/stake/tally';
import type { Quotes } from '../../quotes';
import { formatGini, type Measure } from './measures';

type Figure = 'gini' | 'nakamoto' | 'top10';
const FIGURES: Record<Figure, { label: string; format(value: number): string }> = {
    gini: { label: 'Gini coefficient', format: formatGini },
    nakamoto: { label: 'Nakamoto coefficient', format: (value) => value.toFixed(0) },
    top10: { label: 'Share of the top ten', format: (value) => `${value.toFixed(1)} %` },
};

/** Holders of a measure as the events have them. */
function holdersOf(state: Rebuilt, measure: Measure, quotes: Quotes, pool: Uint8Array): Holders {
    switch (measure.key) {
        case 'stake':
            return state.stake();
        case 'votes':
            return state.votes(
                (amount, lockSeconds) => quotes.stake.preview({ pool, amount, lockSeconds, now: 0n }).weight,
            );
        case 'income':
            return state.income();
        case 'settled':
            return state.settled();
        default:
            return state.liquidity(measure.key);
    }
}

const value = ({ gini, nakamoto, top10 }: Concentration, figure: Figure) =>
    figure === 'top10' ? 100 * top10 : figure === 'gini' ? gini : nakamoto;

export function OverTime({ measure, quotes }: { measure: Measure; quotes: Quotes }) {
    const { stakePool } = useDeployment();
    const { transactions, ready, state } = useTransactions();
    const [figure, setFigure] = useState<Figure>('gini');
    const { key } = measure;
    const series = useMemo(
        () =>
            sample(stakePool.address, transactions, (rebuilt) => {
                const holders = holdersOf(rebuilt, { key } as Measure, quotes, stakePool.raw);
                return { holders, measured: measured(quotes, holders).measured };
            }),
        [stakePool, transactions, key, quotes],
    );
    const { label, format } = FIGURES[figure];
    const chart = useMemo(
        (): ChartSeries[] => [
            {
                kind: 'line',
                points: series.points.map(({ at, value: { measured: it } }) => ({
                    time: Number(at),
                    value: value(it, figure),
                })),
            },
        ],
        [series, figure],
    );
    const last = series.points.at(-1)?.value;
    if (!ready || (state.status === 'loading' && series.points.length === 0))
        return <Skeleton lines={4} label="Reading the events" />;
    if (!series.complete || last === undefined) {
        return (
            <Note title="It cannot be told over time">
                <p>
                    The events that this node still has do not go back to the beginning of the pool, and without them
                    nobody knows who held what. Use a node with the whole history.
                </p>
            </Note>
        );
    }
    return (
        <div className="stack">
            <Field label="Figure">
                {(ids) => (
                    <select
                        {...ids}
                        className="select"
                        style={{ maxWidth: 280 }}
                        value={figure}
                        onChange={(event) => setFigure(event.target.value as Figure)}
                    >
                        {Object.entries(FIGURES).map(([name, { label: text }]) => (
                            <option key={name} value={name}>
                                {text}
                            </option>
                        ))}
                    </select>
                )}
            </Field>
            <Chart
                series={chart}
                format={format}
                height={240}
                summary={`${label} of ${measure.title} by ${series.step}, now ${format(value(last.measured, figure))}.`}
                caption={
                    <>
                        One point for each {series.step} in which something happened, rebuilt from the chain&apos;s
                        events; complete from {momentOf(series.since ?? 0n)} on.{' '}
                        <Remark measure={measure} rebuilt={last.holders} />
                    </>
                }
            />
        </div>
    );
}

/** What the events do not say, or whether they come to what is on chain. */
function Remark({ measure, rebuilt }: { measure: Measure; rebuilt: Holders }) {
    if (measure.key === 'income') {
        return <>Events tell income when it is claimed or synced, so the last point can be below what is earned now.</>;
    }
    // A slash is shared out in whole units, and rounding goes to those who stay.
    if (sameHolders(rebuilt, measure.now.holders, 10n)) return <>The last point is what is on chain now.</>;
    const [events, chain] = [totalOf(rebuilt), totalOf(measure.now.holders)];
    return events === chain ? (
        <>The sum is the chain&apos;s, but tokens changed hands without an event of the suite.</>
    ) : (
        <>
            The last point differs from what is on chain now, by events that are still being read or that no event
            tells.
        </>
    );
}
