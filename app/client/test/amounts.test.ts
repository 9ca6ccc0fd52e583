import { describe, expect, test } from 'vitest';
import { AmountError, formatAmount, formatBps, formatDuration, formatRate, parseAmount, U64_MAX } from '../src/amounts';

const kindOf = (text: string, decimals: number) => {
    try {
        return parseAmount(text, decimals);
    } catch (error) {
        return (error as AmountError).kind;
    }
};

describe('parseAmount', () => {
    test.each([
        ['0', 6, 0n],
        ['1', 6, 1_000_000n],
        ['.5', 6, 500_000n],
        ['5.', 6, 5_000_000n],
        ['0.000001', 6, 1n],
        ['1.1000000000', 6, 1_100_000n],
        [' 12.5 ', 9, 12_500_000_000n],
        ['1,234.5', 6, 1_234_500_000n],
        ['1,234,567', 0, 1_234_567n],
        ['1 234.5', 6, 1_234_500_000n],
        ['1\u202f234\u202f567', 0, 1_234_567n],
        ['1_234.5', 6, 1_234_500_000n],
        ["1'234", 0, 1_234n],
        ['18446744073709.551615', 6, U64_MAX],
        ['9007199.254740993', 9, 9_007_199_254_740_993n],
    ])('%j with %i decimals', (text, decimals, units) => {
        expect(parseAmount(text, decimals)).toBe(units);
    });

    test.each([
        ['', 6, 'empty'],
        ['   ', 6, 'empty'],
        ['.', 6, 'malformed'],
        ['1,5', 6, 'malformed'],
        ['1,234', 6, 'malformed'],
        ['1,23,456.7', 6, 'malformed'],
        ['1.2.3', 6, 'malformed'],
        ['1 23', 6, 'malformed'],
        ['1 234_567', 6, 'malformed'],
        ['1e3', 6, 'malformed'],
        ['0x10', 6, 'malformed'],
        ['٣', 6, 'malformed'],
        ['abc', 6, 'malformed'],
        ['+1', 6, 'malformed'],
        ['-1', 6, 'negative'],
        ['−1', 6, 'negative'],
        ['0.0000001', 6, 'too-many-decimals'],
        ['1.5', 0, 'too-many-decimals'],
        ['18446744073709.551616', 6, 'too-large'],
        ['99999999999999999999999999999', 6, 'too-large'],
    ])('%j with %i decimals is %s', (text, decimals, kind) => {
        expect(kindOf(text, decimals)).toBe(kind);
    });

    test('a comma is answered with what to do', () => {
        expect(() => parseAmount('1,5', 6)).toThrow(/Use a point/);
    });
});

describe('formatAmount', () => {
    test.each([
        [0n, 6, {}, '0'],
        [1n, 6, {}, '0.000001'],
        [1_500_000n, 6, {}, '1.5'],
        [U64_MAX, 0, { group: true }, '18,446,744,073,709,551,615'],
        [1_234_567_890_123n, 6, { group: true, maxDecimals: 2 }, '1,234,567.89…'],
        [1_999_999n, 6, { maxDecimals: 2 }, '1.99…'],
        [1_990_000n, 6, { maxDecimals: 2 }, '1.99'],
        [1n, 6, { maxDecimals: 4 }, '<0.0001'],
        [-1n, 6, { maxDecimals: 4 }, '>-0.0001'],
        [1n, 6, { maxDecimals: 0 }, '<1'],
        [-1_500_000n, 6, {}, '-1.5'],
        [1_500_000n, 6, { sign: true }, '+1.5'],
        [0n, 6, { sign: true }, '0'],
    ])('%s with %i decimals and %j', (units, decimals, format, text) => {
        expect(formatAmount(units, decimals, format)).toBe(text);
    });

    test('what is shown in full is read back', () => {
        for (const units of [0n, 1n, 10n, 999_999n, 123_456_789n, (1n << 53n) + 1n, U64_MAX]) {
            for (const decimals of [0, 6, 9]) expect(parseAmount(formatAmount(units, decimals), decimals)).toBe(units);
        }
    });
});

test('basis points, durations and rates', () => {
    expect([formatBps(250), formatBps(1n), formatBps(10_000)]).toEqual(['2.5 %', '0.01 %', '100 %']);
    expect([0, 59, 60, 3_661, 86_400, 90_061].map(formatDuration)).toEqual([
        '0 s',
        '59 s',
        '1 min',
        '1 h 1 min',
        '1 d',
        '1 d 1 h',
    ]);
    expect(formatDuration(-61n)).toBe('-1 min 1 s');
    expect(formatRate({ units: 3_000_000_000n, decimals: 9 }, { units: 1_000_000n, decimals: 6 })).toBe('0.333333');
    expect(formatRate({ units: 1n, decimals: 9 }, { units: 1_000_000n, decimals: 6 })).toBe('1,000,000,000');
    expect(formatRate({ units: 0n, decimals: 9 }, { units: 1n, decimals: 6 })).toBe('–');
});
