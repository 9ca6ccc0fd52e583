import type { amm } from '@assay/client';
import { describe, expect, it } from 'vitest';
import type { MintView } from '../../features/amm/model';
import { creationNotes, EMPTY, readLaunch } from './create';

const fees = { feeBps: 30, creatorBps: 1_000, launchBps: 5_000, launchHours: 48 } as amm.Fees;
const reward = { symbol: 'ASSAY', decimals: 6 } as MintView;
const token = { symbol: 'SOL', decimals: 9 } as MintView;

describe('launch terms', () => {
    it('are none unless they are given', () => {
        expect(readLaunch(EMPTY, fees)).toEqual({
            value: { opensAt: 0n, seconds: 0, feeBps: 0, capBps: 0 },
            errors: {},
        });
    });

    it('are hours and percentages', () => {
        const { value } = readLaunch({ ...EMPTY, launchHours: '24', launchFee: '20', launchCap: '0.5' }, fees);
        expect(value).toEqual({ opensAt: 0n, seconds: 86_400, feeBps: 2_000, capBps: 50 });
    });

    it.each([
        [{ launchHours: '49' }, 'launchHours', /48 hours/],
        [{ launchHours: '1.5' }, 'launchHours', /whole hours/],
        [{ launchHours: '-1' }, 'launchHours', /whole hours/],
        [{ launchFee: '5' }, 'launchFee', /needs a launch/],
        [{ launchHours: '1', launchFee: '51' }, 'launchFee', /50/],
        [{ launchHours: '1', launchFee: '-3' }, 'launchFee', /negative/],
        [{ launchHours: '1', launchCap: '0.05' }, 'launchCap', /0\.1/],
        [{ launchCap: '5' }, 'launchCap', /needs a launch/],
        [{ opens: 'soon' }, 'opens', /no time/],
    ] as const)('%j are refused', (change, field, sentence) => {
        const read = readLaunch({ ...EMPTY, ...change }, fees);
        expect(read.value).toBeUndefined();
        expect(read.errors[field]).toMatch(sentence);
    });
});

describe('what cannot be undone', () => {
    const creation = {
        reward,
        token,
        amounts: { reward: 200_000_000n, token: 1_000_000_000n },
        fees,
        launch: { opensAt: 0n, seconds: 0, feeBps: 0, capBps: 0 },
        creatorShare: false,
    };

    it('is the price, what stays, the address, and the share', () => {
        const notes = creationNotes(creation);
        expect(notes[0]).toMatch(/1 ASSAY = 0\.005 SOL/);
        expect(notes.join(' ')).toMatch(/0\.001 LP that stays with nobody.*cannot be closed.*never get a creator/);
        expect(notes).toHaveLength(5);
    });

    it('names the terms of a launch', () => {
        const launch = { opensAt: 0n, seconds: 7_200, feeBps: 2_000, capBps: 50 };
        const last = creationNotes({ ...creation, launch, creatorShare: true }).at(-1);
        expect(last).toMatch(/lasts 2 h.*20.*0\.5.*cannot be changed/);
    });
});
