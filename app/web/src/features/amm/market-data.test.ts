import type { AssayEvent } from '@assay/client';
import { describe, expect, it } from 'vitest';
import { candles, priceText, stepOf } from './candles';
import { feeRate, feesOf, marksOf, tradesOf, volumeOf, type Recorded } from './market-data';

const POOL = 'pool';

function record(blockTime: number | null, name: string, data: object, pool = POOL): Recorded {
    const event = { program: 'amm', name, data: { pool, ...data } } as unknown as AssayEvent;
    return { event, signature: `s${blockTime}`, slot: 1n, blockTime: blockTime === null ? null : BigInt(blockTime) };
}

const created = record(0, 'PoolCreated', { amountA: 1_000n, amountB: 4_000n });
const swap = (
    at: number,
    aToB: bigint,
    sent: bigint,
    received: bigint,
    reserveA: bigint,
    reserveB: bigint,
    pool = POOL,
) =>
    record(
        at,
        'Swapped',
        { user: 'u', aToB, sent, received, fee: 10n, protocolFee: 2n, creatorFee: 1n, reserveA, reserveB },
        pool,
    );

const history = [
    created,
    swap(7_200, 1n, 100n, 300n, 1_100n, 3_700n),
    swap(7_230, 0n, 300n, 80n, 1_020n, 4_000n, 'other'),
    swap(7_260, 0n, 300n, 80n, 1_020n, 4_000n),
    record(7_300, 'Burnt', {
        sent: 50n,
        burnt: 200n,
        fee: 1n,
        protocolFee: 0n,
        creatorFee: 0n,
        reserveA: 1_070n,
        reserveB: 3_800n,
    }),
    record(null, 'Swapped', {}),
];

describe('what happened in a pool', () => {
    const marks = marksOf(POOL, 'b', history);
    const trades = tradesOf(marks);

    it('is of that pool only, in order', () => {
        expect(marks.map(({ at }) => at)).toEqual([0n, 7_200n, 7_260n, 7_300n]);
        expect(trades.map(({ from, user }) => [from, user])).toEqual([
            ['a', 'u'],
            ['b', 'u'],
            ['a', null],
        ]);
    });

    it('counts volume in one side, whichever was paid', () => {
        expect(volumeOf(trades, 'b', 0n)).toBe(300n + 300n + 200n);
        expect(volumeOf(trades, 'b', 7_260n)).toBe(500n);
        expect(volumeOf(trades, 'a', 0n)).toBe(100n + 80n + 50n);
    });

    it('tells fees in one side, the others at the price right after', () => {
        // 10 of a at 3,700 for 1,100; 10 of b; 1 of a at 3,800 for 1,070.
        expect(feesOf(trades, 'b', 0n)).toBe(33n + 10n + 3n);
        expect(feesOf(trades, 'b', 0n, 'kept')).toBe(23n + 7n + 3n);
    });

    it('tells a rate over the time there is, and none when that is too short', () => {
        const rate = feeRate(marks, 'b', [1_070n, 3_800n], 86_400n, 7n * 86_400n);
        expect(rate).toEqual({ seconds: 86_400n, bps: (33n * 10_000n * 365n) / 7_600n });
        expect(feeRate(marks, 'b', [1_070n, 3_800n], 3_599n, 86_400n)).toBeUndefined();
        expect(feeRate([], 'b', [1n, 1n], 86_400n, 86_400n)).toBeUndefined();
    });
});

describe('candles', () => {
    const marks = marksOf(POOL, 'b', history);
    const input = { marks, means: [], decimals: [0, 0], quote: 'b', from: 0, to: 10_000, step: 60 } as const;

    it('open where the last one closed, and hold what was traded in them', () => {
        const made = candles(input);
        expect(made.map(({ time }) => time)).toEqual([0, 7_200, 7_260]);
        expect(made[1]).toMatchObject({ open: 4, high: 4, low: 3_700 / 1_100, close: 3_700 / 1_100, volume: 300 });
        expect(made[2]).toMatchObject({ open: 3_700 / 1_100, high: 4_000 / 1_020, close: 3_800 / 1_070, volume: 500 });
    });

    it('know the price from before the range', () => {
        expect(candles({ ...input, from: 7_200 })[0]).toMatchObject({ time: 7_200, open: 4 });
    });

    it('begin with what the oracle remembers of the time without events', () => {
        const means = [
            { from: -600, to: -300, price: 5 },
            { from: 7_000, to: 7_190, price: 9 },
        ];
        const made = candles({ ...input, means, from: -1_000 });
        expect(made.map(({ close }) => close).slice(0, 2)).toEqual([5, 4]);
    });

    it('turn around with the quote, and respect decimals', () => {
        expect(candles({ ...input, quote: 'a' })[0]?.close).toBe(0.25);
        expect(candles({ ...input, decimals: [3, 6] })[0]?.close).toBeCloseTo(0.004, 12);
    });

    it('never are too many', () => {
        for (const span of [60, 3_600, 86_400, 7 * 86_400, 400 * 86_400, 9_999 * 86_400]) {
            expect(span / stepOf(0, span)).toBeLessThanOrEqual(100);
        }
        expect([3_600, 86_400, 7 * 86_400].map((span) => stepOf(0, span))).toEqual([60, 900, 7_200]);
    });
});

describe('a price on an axis', () => {
    it.each([
        [0, '0'],
        [1, '1'],
        [1234.5678, '1234.57'],
        [0.000123456789, '0.000123457'],
        [250000, '250000'],
        [NaN, '0'],
    ])('%d reads %s', (value, text) => expect(priceText(value)).toBe(text));
});
