import { NO_ADDRESS } from '@assay/client';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Quotes } from '../../quotes';
import { highestCommission, offers } from './operators';
import { reportOf } from './report';
import { anOperator, aPool, aPosition, aSnapshot, aTicket, builtQuotes, key } from './testing';

const [alice, bob, operator] = [key('3'), key('4'), key('9')];
const TOKEN = 1_000_000n;
let quotes: Quotes;

beforeAll(async () => {
    quotes = await builtQuotes();
});

describe('the report', () => {
    it('counts stake as the owners’ wherever it is', () => {
        // Half of the backing was slashed: 30 shares are worth 15.
        const of = anOperator(operator, {
            authority: bob,
            ownBond: 60n,
            cooling: { stake: 10n, shares: 10n },
            backing: { stake: 15n, shares: 30n },
            leavingShares: 10n,
            earnedBond: 3n,
            earnedWork: 4n,
            settledValue: 500n,
        });
        const snapshot = aSnapshot({
            operators: [of],
            positions: [
                aPosition(key('7'), { owner: alice, operator, shares: 20n }),
                aPosition(key('8'), { owner: alice, operator: NO_ADDRESS, amount: 100n, kind: 1 }),
            ],
            tickets: [
                aTicket(key('A'), { source: operator, operator, owner: bob, shares: 10n }),
                aTicket(key('B'), { source: key('7'), operator, owner: alice, shares: 10n }),
                aTicket(key('C'), { source: key('8'), operator: NO_ADDRESS, owner: alice, shares: 5n }),
            ],
        });
        const report = reportOf(quotes, snapshot, 0n);
        expect(report.stake.holders).toEqual([
            [alice, 120n],
            [bob, 70n],
        ]);
        expect(report.stake.measured).toMatchObject({ holders: 2, total: 190n, nakamoto: 1, top10: 1 });
        expect(report.votes.holders, 'what vests has no vote').toEqual([[alice, 10n]]);
        expect(report.income.holders).toEqual([[operator, 7n]]);
        expect(report.settled.holders).toEqual([[operator, 500n]]);
    });

    it('measures nothing where nobody holds anything', () => {
        const report = reportOf(quotes, aSnapshot({}), 0n);
        expect(report.stake).toEqual({
            holders: [],
            measured: { holders: 0, total: 0n, gini: 0, nakamoto: 0, top10: 0 },
        });
    });
});

describe('operators to back', () => {
    const pool = aPool({
        epochSeconds: 86_400,
        epochEmission: 1_000n * TOKEN,
        nextEmission: 1_000n * TOKEN,
        emissionCap: 10n ** 15n,
        decayQ32: 0xffff_ffff,
        securityBps: 10_000,
        totalWeight: 300n * TOKEN,
        totalEffective: 300n * TOKEN,
        saturation: 10,
    });
    const bonded = (address: string, commissionBps: number, more = {}) =>
        anOperator(key(address), {
            ownBond: 100n * TOKEN,
            weight: 100n * TOKEN,
            ownWeight: 100n * TOKEN,
            effective: 30n * TOKEN,
            commissionBps,
            ...more,
        });

    it('come best first, and those who take nobody in last', () => {
        const all = [
            bonded('5', 2_000),
            bonded('6', 0, { jailedUntil: 50n }),
            bonded('7', 500),
            bonded('8', 0, { retired: 1 }),
        ];
        const found = offers(quotes, aSnapshot({ pool, operators: all }), {
            amount: 10n * TOKEN,
            lockSeconds: 0,
            now: 10n,
        });
        expect(found.map(({ operator: { address } }) => address)).toEqual(['7', '5', '6', '8'].map(key));
        expect(found.map(({ refusal }) => refusal)).toEqual([undefined, undefined, 'jailed', 'retired']);
        expect(found[0]!.yearly!.reward).toBeGreaterThan(found[1]!.yearly!.reward);
        expect(found[2]!.yearly).toBeNull();
        expect(found[0]!.saturationBps).toBe(33_333n);
    });

    it('tell a commission that is announced, and accept no rise beyond it', () => {
        const rising = bonded('5', 500, { nextCommissionBps: 800, commissionAt: 1_000n });
        const [offer] = offers(quotes, aSnapshot({ pool, operators: [rising] }), {
            amount: 0n,
            lockSeconds: 0,
            now: 100n,
        });
        expect([offer!.commissionBps, offer!.announced]).toEqual([500, { bps: 800, at: 1_000n }]);
        expect(highestCommission(rising)).toBe(800);
        const [later] = offers(quotes, aSnapshot({ pool, operators: [rising] }), {
            amount: 0n,
            lockSeconds: 0,
            now: 2_000n,
        });
        expect([later!.commissionBps, later!.announced]).toEqual([800, undefined]);
    });
});
