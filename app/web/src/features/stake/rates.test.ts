import { describe, expect, it } from 'vitest';
import { daysOf, readDays } from './lock';
import { formatMultiplier, formatPart, formatRange, formatYearly, rateBps } from './rates';

describe('rates', () => {
    it('are rounded down, exactly', () => {
        expect(rateBps({ reward: 999n, stake: 10_000n })).toBe(999n);
        expect(rateBps({ reward: 2n ** 63n, stake: 3n * 2n ** 63n })).toBe(3_333n);
        expect(rateBps({ reward: 5n, stake: 0n })).toBe(0n);
        expect(formatYearly({ reward: 125n, stake: 1_000n })).toBe('12.5 %');
        expect(formatYearly({ reward: 123_456n, stake: 100n })).toBe('123,456 %');
        expect(formatYearly(null)).toBe('–');
    });

    it('read as a range, or as one', () => {
        expect(formatRange([950n, 400n, 700n])).toBe('4 – 9.5 %');
        expect(formatRange([400n, 400n])).toBe('4 %');
        expect(formatRange([])).toBe('–');
    });

    it('show multipliers and parts', () => {
        expect(formatMultiplier(17_599)).toBe('1.75\u00a0×');
        expect(formatMultiplier(40_000)).toBe('4\u00a0×');
        expect(formatPart(1n, 3n)).toBe('33.3 %');
        expect(formatPart(1n, 0n)).toBe('–');
    });
});

describe('a lock that is typed', () => {
    it('is whole days', () => {
        expect(readDays(' 90 ')).toEqual({ seconds: 90 * 86_400 });
        expect(readDays('')).toEqual({ seconds: 0 });
        for (const wrong of ['1.5', '1,000', 'a year', '1e3'])
            expect(readDays(wrong).error).toContain('not a number of days');
    });

    it('is neither negative nor longer than the program allows', () => {
        expect(readDays('-3').error).toContain('negative');
        expect(readDays('1460').seconds).toBe(1_460 * 86_400);
        expect(readDays('1461').error).toContain('1460 days');
        expect(readDays('99999999999999999999').error).toContain('longest lock');
    });

    it('is longer than the one there is', () => {
        const least = 90 * 86_400;
        expect(readDays('90', least).error).toContain('never shorter');
        expect(readDays('', least)).toEqual({});
        expect(readDays('91', least).seconds).toBe(91 * 86_400);
    });

    it('shows locks of odd lengths', () => {
        expect(daysOf(86_400 * 30)).toBe('30');
        expect(daysOf(129_600)).toBe('1.50');
    });
});
