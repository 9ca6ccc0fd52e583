import {
    AreaSeries,
    CandlestickSeries,
    createChart,
    HistogramSeries,
    LineSeries,
    type IChartApi,
    type ISeriesApi,
    type SeriesType,
    type UTCTimestamp,
} from 'lightweight-charts';
import { useEffect, useRef, useState } from 'react';
import { useThemeVersion } from '../app/theme';

/** Values are for drawing only: what is read as an amount is formatted from base units elsewhere. */
export type ChartPoint =
    { time: number; value: number } | { time: number; open: number; high: number; low: number; close: number };

export interface ChartSeries {
    kind: 'line' | 'area' | 'candles' | 'bars';
    title?: string;
    /** Ascending by time, Unix seconds, one point a second at most. */
    points: ChartPoint[];
    tone?: 'accent' | 'good' | 'bad' | 'info' | 'warn' | 'muted';
    /** At the bottom, on a scale of its own: volume below prices. */
    below?: boolean;
}

export interface ChartProps {
    series: ChartSeries[];
    height?: number;
    /** How values read on the axis. */
    format?: (value: number) => string;
}

const kinds = { line: LineSeries, area: AreaSeries, candles: CandlestickSeries, bars: HistogramSeries };

export default function ChartCanvas({ series, height = 280, format }: ChartProps) {
    const box = useRef<HTMLDivElement>(null);
    const [chart, setChart] = useState<IChartApi>();
    const theme = useThemeVersion();

    useEffect(() => {
        if (!box.current) return;
        const made = createChart(box.current, { autoSize: true, height });
        setChart(made);
        return () => {
            made.remove();
            setChart(undefined);
        };
    }, [height]);

    useEffect(() => {
        if (chart && box.current) chart.applyOptions(look(box.current, format));
    }, [chart, theme, format]);

    useEffect(() => {
        const element = box.current;
        if (!chart || !element) return;
        const made = series.map((one) => draw(chart, one, element));
        chart.timeScale().fitContent();
        return () => made.forEach((one) => remove(chart, one));
    }, [chart, series, theme]);

    return <div ref={box} className="chart" style={{ height }} />;
}

function remove(chart: IChartApi, one: ISeriesApi<SeriesType>) {
    try {
        chart.removeSeries(one);
    } catch {
        // The chart itself has gone already.
    }
}

function draw(chart: IChartApi, series: ChartSeries, element: HTMLElement): ISeriesApi<SeriesType> {
    const color = resolve(element, series.tone === 'muted' ? '--text-2' : `--${series.tone ?? 'accent'}`);
    const up = resolve(element, '--good');
    const down = resolve(element, '--bad');
    const options = {
        line: { color, lineWidth: 2 as const },
        area: { lineColor: color, topColor: fade(color, 0.28), bottomColor: fade(color, 0), lineWidth: 2 as const },
        candles: { upColor: up, downColor: down, wickUpColor: up, wickDownColor: down, borderVisible: false },
        bars: { color: fade(color, 0.6) },
    }[series.kind];
    const scale = series.below ? { priceScaleId: '', lastValueVisible: false, priceLineVisible: false } : {};
    const made = chart.addSeries(kinds[series.kind], { title: series.title ?? '', ...options, ...scale });
    if (series.below) made.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    made.setData(series.points.map((point) => ({ ...point, time: point.time as UTCTimestamp })));
    return made;
}

function look(element: HTMLElement, format?: (value: number) => string) {
    const line = resolve(element, '--line');
    return {
        layout: {
            background: { color: 'transparent' },
            textColor: resolve(element, '--text-2'),
            fontFamily: getComputedStyle(element).fontFamily,
            // Chart.tsx names and links the library below the drawing.
            attributionLogo: false,
        },
        grid: { vertLines: { visible: false }, horzLines: { color: line } },
        rightPriceScale: { borderColor: line },
        timeScale: { borderColor: line, timeVisible: true, secondsVisible: false, maxBarSpacing: 32 },
        localization: format ? { priceFormatter: format } : {},
    };
}

/** The colour that a custom property comes to in the current theme, as rgb. */
function resolve(element: HTMLElement, name: string): string {
    const before = element.style.color;
    element.style.color = `var(${name})`;
    const color = getComputedStyle(element).color;
    element.style.color = before;
    return color;
}

function fade(color: string, alpha: number): string {
    const [r, g, b] = color.match(/[\d.]+/g) ?? ['0', '0', '0'];
    return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}
