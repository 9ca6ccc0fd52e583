// Prices for drawing. Numbers here are rounded: what is read as an amount comes from base units elsewhere.

import type { Both, Side } from '@assay/client/actions/amm';
import { moved, type Mark } from './market-data';

export interface Candle {
    time: number;
    open: number;
    high: number;
    low: number;
    close: number;
    /** Whole tokens of the side that volume is counted in. */
    volume: number;
}

/** A mean price between two moments, as the oracle remembers it. */
export interface MeanPrice {
    from: number;
    to: number;
    price: number;
}

export interface Ranged {
    key: '1h' | '24h' | '7d' | 'all';
    label: string;
    /** All there is when it is missing. */
    seconds?: number;
}

export const RANGES: readonly [Ranged, Ranged, Ranged, Ranged] = [
    { key: '1h', label: '1 h', seconds: 3_600 },
    { key: '24h', label: '24 h', seconds: 86_400 },
    { key: '7d', label: '7 d', seconds: 7 * 86_400 },
    { key: 'all', label: 'All' },
];

const STEPS = [60, 300, 900, 2 * 3_600, 8 * 3_600, 86_400, 7 * 86_400];
const MOST = 100;

/** Seconds of a candle such that there are at most so many. */
export function stepOf(from: number, to: number): number {
    return STEPS.find((step) => (to - from) / step <= MOST) ?? Math.ceil((to - from) / MOST);
}

/** Whole tokens of `quote` for one whole token of the other side. */
export function priceOf(reserves: Both<bigint>, decimals: Both<number>, quote: Side): number {
    const [a, b] = [Number(reserves[0]) / 10 ** decimals[0], Number(reserves[1]) / 10 ** decimals[1]];
    const price = quote === 'b' ? b / a : a / b;
    return Number.isFinite(price) ? price : 0;
}

export interface CandleInput {
    marks: readonly Mark[];
    /** Before the first mark, where the node has forgotten the events. */
    means: readonly MeanPrice[];
    decimals: Both<number>;
    quote: Side;
    from: number;
    to: number;
    step: number;
}

interface Point {
    at: number;
    price: number;
    volume: number;
}

/** Candles from `from` to `to`, one for each step in which something is known, each opening where the last one closed. */
export function candles({ marks, means, decimals, quote, from, to, step }: CandleInput): Candle[] {
    const known = marks.map((mark): Point => ({
        at: Number(mark.at),
        price: priceOf(mark.reserves, decimals, quote),
        volume: mark.trade ? Number(moved(mark.trade, quote)) / 10 ** decimals[quote === 'a' ? 0 : 1] : 0,
    }));
    const begins = known[0]?.at ?? Infinity;
    const older = means
        .filter((mean) => mean.to <= begins)
        .map(({ to: at, price }): Point => ({ at, price, volume: 0 }));
    const points = [...older, ...known].filter(({ price }) => price > 0);
    const result: Candle[] = [];
    let last: number | undefined;
    for (const point of points) {
        if (point.at > to) break;
        if (point.at >= from) add(result, point, last, step);
        last = point.price;
    }
    return result;
}

function add(result: Candle[], { at, price, volume }: Point, last: number | undefined, step: number): void {
    const time = Math.floor(at / step) * step;
    const current = result.at(-1);
    if (current?.time === time) {
        current.high = Math.max(current.high, price);
        current.low = Math.min(current.low, price);
        current.close = price;
        current.volume += volume;
        return;
    }
    const open = current?.close ?? last ?? price;
    result.push({ time, open, high: Math.max(open, price), low: Math.min(open, price), close: price, volume });
}

/** A price that reads well on an axis: six significant digits. */
export function priceText(value: number): string {
    if (!Number.isFinite(value) || value === 0) return '0';
    const places = Math.max(0, Math.min(12, 5 - Math.floor(Math.log10(Math.abs(value)))));
    return value
        .toFixed(places)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '');
}
