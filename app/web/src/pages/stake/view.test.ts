import { NO_ADDRESS } from '@assay/client';
import { beforeAll, expect, it } from 'vitest';
import { anOperator, aPool, aPosition, aSnapshot, builtQuotes, key } from '../../features/stake/testing';
import type { Quotes } from '../../quotes';
import { mergeable, viewOf } from './view';

const YEAR = 365 * 86_400;
let quotes: Quotes;

beforeAll(async () => {
    quotes = await builtQuotes();
});

it('tells a standing lock from one that is being released and one that is over', () => {
    const view = (lockSeconds: number, lockEndsAt: bigint) => {
        const position = aPosition(key('7'), { operator: NO_ADDRESS, amount: 100n, lockSeconds, lockEndsAt });
        return viewOf(quotes, aSnapshot({ positions: [position] }), position, 1_000n);
    };
    expect(view(YEAR, 0n)).toMatchObject({ locked: true, releasing: false, multiplierBps: 17_500 });
    expect(view(YEAR, 2_000n)).toMatchObject({ locked: false, releasing: true, multiplierBps: 10_000 });
    expect(view(YEAR, 900n)).toMatchObject({ locked: false, releasing: false, multiplierBps: 10_000 });
    expect(view(YEAR, 0n).quote.votingWeight).toBe(175n);
});

it('knows when a position is free of the operator that it leaves', () => {
    const view = (leavingUntil: bigint, retired = 0) => {
        const operator = anOperator(key('9'), { backing: { stake: 50n, shares: 50n }, leavingShares: 50n, retired });
        const position = aPosition(key('7'), { operator: key('9'), shares: 50n, leavingUntil });
        return viewOf(quotes, aSnapshot({ operators: [operator], positions: [position] }), position, 1_000n);
    };
    expect(view(2_000n)).toMatchObject({ leaving: true, left: false });
    expect(view(1_000n)).toMatchObject({ leaving: true, left: true });
    expect(view(0n)).toMatchObject({ leaving: false, left: false });
    expect(view(0n, 1), 'of one that is retired nobody has to wait').toMatchObject({ leaving: false, left: true });
});

it('offers to merge only what the program takes', () => {
    const position = (letter: string, more = {}) =>
        aPosition(key(letter), { operator: NO_ADDRESS, amount: 5n, ...more });
    const positions = [
        position('5'),
        position('6'),
        position('7', { lockSeconds: YEAR }),
        position('8', { kind: 1 }),
        position('9', { openTickets: 1 }),
    ];
    const snapshot = aSnapshot({ pool: aPool(), positions });
    const views = positions.map((it) => viewOf(quotes, snapshot, it, 1_000n));
    const into = (index: number) => mergeable(views, views[index]!, 1_000n).map(({ position: { address } }) => address);
    expect(into(0), 'not into less of a lock').toEqual([key('6')]);
    expect(into(2)).toEqual([key('5'), key('6')]);
    expect(into(3), 'not what vests').toEqual([]);
});
