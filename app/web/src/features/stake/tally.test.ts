import { describe, expect, it } from 'vitest';
import { lorenz, millionths, poorerHalf, Tally, totalOf, type Holders } from './tally';

const of = (...amounts: bigint[]): Holders => amounts.map((amount, at) => [`holder ${at}`, amount] as const);

describe('a tally', () => {
    it('adds up what each holds, and leaves out who holds nothing', () => {
        const tally = new Tally();
        tally.add('alice', 60n);
        tally.add('bob', 100n);
        tally.add('alice', 50n);
        tally.add('carol', 0n);
        expect(tally.holders()).toEqual([
            ['alice', 110n],
            ['bob', 100n],
        ]);
    });

    it('orders equals by name, so that the table does not jump', () => {
        const tally = new Tally();
        for (const who of ['c', 'a', 'b']) tally.add(who, 1n);
        expect(tally.holders().map(([who]) => who)).toEqual(['a', 'b', 'c']);
    });

    it('is exact beyond what floating point holds', () => {
        expect(totalOf(of(2n ** 63n, 1n))).toBe(2n ** 63n + 1n);
        expect(millionths(1n, 3n)).toBe(333_333);
        expect(millionths(1n, 0n)).toBe(0);
    });
});

describe('the Lorenz curve', () => {
    it('is the diagonal when all hold the same', () => {
        for (const { holders, held } of lorenz(of(5n, 5n, 5n, 5n))) expect(held).toBeCloseTo(holders, 5);
    });

    it('begins at nothing, ends at everything and hangs below the diagonal', () => {
        const curve = lorenz(of(90n, 9n, 1n));
        expect(curve).toEqual([
            { holders: 0, held: 0 },
            { holders: 1 / 3, held: 0.01 },
            { holders: 2 / 3, held: 0.1 },
            { holders: 1, held: 1 },
        ]);
    });

    it('has an end however many holders there are', () => {
        const curve = lorenz(of(...Array.from({ length: 1_001 }, () => 7n)));
        expect(curve.length).toBeLessThanOrEqual(202);
        expect(curve.at(-1)).toEqual({ holders: 1, held: 1 });
    });

    it('is nothing when nobody holds anything', () => {
        expect(lorenz([])).toEqual([]);
        expect(poorerHalf([])).toBe(0);
    });

    it('tells what the poorer half has', () => {
        expect(poorerHalf(of(70n, 20n, 9n, 1n))).toBe(0.1);
        expect(poorerHalf(of(80n, 15n, 5n))).toBe(0.05);
    });
});
