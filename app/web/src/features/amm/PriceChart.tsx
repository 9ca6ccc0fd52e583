import { at, other } from '@assay/client/actions/amm';
import { useMemo } from 'react';
import { Button, Chart, Empty, Skeleton, type ChartSeries } from '../../components';
import type { Quotes } from '../../quotes';
import { candles, priceOf, priceText, RANGES, stepOf, type MeanPrice } from './candles';
import { decimalsOf, mintOn, reservesOf, stateOf, type PoolView } from './model';
import { quoted } from './quoting';
import { usePoolHistory } from './usePoolHistory';
import { useSearchParams } from 'react-router';
import './amm.css';

/** The price of the reward token in a pool's other token, and what was traded. */
export function PriceChart({ view, quotes, now }: { view: PoolView; quotes: Quotes; now: bigint }) {
    const [params, setParams] = useSearchParams();
    const range = RANGES.find(({ key }) => key === params.get('range')) ?? RANGES[1];
    const { marks, loaded } = usePoolHistory(view);
    const quote = other(view.reward);
    const minute = now - (now % 60n);
    const means = useMemo(() => meansOf(view, quotes, minute), [view, quotes, minute]);
    const made = useMemo(() => {
        const to = Number(minute) + 60;
        const begins = Math.min(Number(marks[0]?.at ?? minute), means[0]?.from ?? Infinity);
        const from = Math.max(begins, range.seconds === undefined ? 0 : to - range.seconds);
        return candles({ marks, means, decimals: decimalsOf(view), quote, from, to, step: stepOf(from, to) });
    }, [marks, means, view, quote, range, minute]);
    const series = useMemo(
        (): ChartSeries[] => [
            { kind: 'candles', points: made.map(({ volume: _, ...candle }) => candle) },
            { kind: 'bars', tone: 'muted', below: true, points: volumes(made) },
        ],
        [made],
    );
    const [base, token] = [at(view.mints, view.reward).symbol, mintOn(view, quote).symbol];
    const first = made[0]?.open;
    const last = priceOf(reservesOf(view), decimalsOf(view), quote);
    const volume = made.reduce((sum, candle) => sum + candle.volume, 0);
    const summary =
        `${base} in ${token}, ${range.label}: now ${priceText(last)}` +
        (first === undefined ? '' : `, at the beginning ${priceText(first)}; ${priceText(volume)} ${token} traded.`);
    return (
        <div className="stack-tight">
            <div className="row-between">
                <strong>
                    {priceText(last)}{' '}
                    <span className="muted">
                        {token} for one {base}
                    </span>
                </strong>
                <div className="choices" role="group" aria-label="Range of the chart">
                    {RANGES.map(({ key, label }) => (
                        <Button
                            key={key}
                            small
                            aria-pressed={key === range.key}
                            onClick={() =>
                                setParams(
                                    (before) => {
                                        before.set('range', key);
                                        return before;
                                    },
                                    { replace: true },
                                )
                            }
                        >
                            {label}
                        </Button>
                    ))}
                </div>
            </div>
            {!loaded && made.length === 0 && <Skeleton lines={5} label="Reading the history" />}
            {loaded && made.length === 0 && (
                <Empty title="Nothing was traded in this time">Choose a longer range, or make the first trade.</Empty>
            )}
            {made.length > 0 && <Chart series={series} format={priceText} summary={summary} height={300} />}
        </div>
    );
}

const volumes = (made: ReturnType<typeof candles>) => made.map(({ time, volume }) => ({ time, value: volume }));

function meansOf(view: PoolView, quotes: Quotes, now: bigint): MeanPrice[] {
    const told = quoted(() => quotes.amm.observations({ pool: stateOf(view, now) })).value;
    // For drawing only.
    return (told?.prices ?? []).map(({ from, to, a, b }) => ({
        from: Number(from),
        to: Number(to),
        price: Number(view.reward === 'a' ? a : b),
    }));
}
