import { lazy, Suspense, type ReactNode } from 'react';
import { Skeleton } from './Notes';
import type { ChartProps } from './ChartCanvas';

const ChartCanvas = lazy(() => import('./ChartCanvas'));

export type { ChartProps, ChartSeries, ChartPoint } from './ChartCanvas';

/** Lines, areas or candles over time. `summary` says in words what the drawing shows. */
export function Chart({ summary, caption, ...props }: ChartProps & { summary: string; caption?: ReactNode }) {
    return (
        <figure className="stack-tight">
            <div role="img" aria-label={summary}>
                <Suspense fallback={<Skeleton lines={4} label="Loading the chart" />}>
                    <ChartCanvas {...props} />
                </Suspense>
            </div>
            <figcaption className="small muted row-between">
                <span>{caption ?? summary}</span>
                <a className="muted" href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
                    Chart: TradingView
                </a>
            </figcaption>
        </figure>
    );
}
