import { describe, expect, it } from 'vitest';
import { readShares, votedText, wholly } from './ballot';

describe('ballot', () => {
    it('goes wholly to one choice', () => {
        expect(wholly('against')).toEqual({ forBps: 0, againstBps: 10_000, abstainBps: 0 });
    });

    it('is divided by percentages that are 100 together', () => {
        expect(readShares({ for: '33.34', against: ' 33.33 %', abstain: '33.33' })).toEqual({
            ballot: { forBps: 3_334, againstBps: 3_333, abstainBps: 3_333 },
        });
        expect(readShares({ for: '100', against: '', abstain: '' })).toEqual({ ballot: wholly('for') });
    });

    it.each([
        [{ for: '50', against: '49', abstain: '' }, /these are 99 %/],
        [{ for: '101', against: '', abstain: '' }, /for: a share is 100 %/],
        [{ for: '', against: '-1', abstain: '' }, /against: /],
        [{ for: '50.001', against: '49.999', abstain: '' }, /for: /],
        [{ for: '', against: '', abstain: '' }, /these are 0 %/],
    ])('%j is refused with its reason', (shares, sentence) => {
        const read = readShares(shares);
        expect('error' in read && read.error).toMatch(sentence);
    });

    it('is told in words', () => {
        const amount = (units: bigint) => `${units}`;
        expect(votedText({ forWeight: 3n, againstWeight: 0n, abstainWeight: 1n }, amount)).toBe('3 for, 1 abstaining');
    });
});
