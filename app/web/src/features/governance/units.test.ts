import { describe, expect, it } from 'vitest';
import { fieldText, formatSpan, parseField, parseSpan, UnitError, valueText, type Unit } from './units';

const decimals = { payment: 6, reward: 6 };

describe('lengths of time', () => {
    it('are exact both ways', () => {
        for (const seconds of [0n, 1n, 59n, 60n, 3_661n, 86_400n, 604_800n, 90_061n]) {
            expect(parseSpan(formatSpan(seconds))).toBe(seconds);
        }
        for (const same of ['90m', '1h 30m', '1 h 30 min', ' 5400 S ']) expect(parseSpan(same)).toBe(5_400n);
        expect(formatSpan(604_800n)).toBe('7 d');
        expect(formatSpan(90_061n)).toBe('1 d 1 h 1 min 1 s');
    });

    it.each(['', '7', '1.5h', '-1d', '7 days', '1d2h', '9999999999d', '5 h 3'])('%j is none', (text) => {
        expect(() => parseSpan(text)).toThrow(UnitError);
    });
});

describe('values', () => {
    it.each<[Unit, bigint, string, string]>([
        ['bps', 250n, '2.5', '2.5 %'],
        ['bps', 1n, '0.01', '0.01 %'],
        ['seconds', 3_600n, '1 h', '1 h'],
        ['reward', 1_500_000n, '1.5', '1.5'],
        ['sol', 10_000_000n, '0.01', '0.01 SOL'],
        ['count', 5n, '5', '5'],
        ['hours', 168n, '168', '168 h'],
    ])('%s %s', (unit, value, field, shown) => {
        expect(fieldText(unit, value, decimals)).toBe(field);
        expect(valueText(unit, value, decimals)).toBe(shown);
        expect(parseField(unit, field, decimals)).toBe(value);
    });

    it('reads percentages with their sign and refuses finer ones than there are', () => {
        expect(parseField('bps', ' 2.5 % ', decimals)).toBe(250n);
        expect(() => parseField('bps', '2.505', decimals)).toThrow(/two digits/);
        expect(() => parseField('count', '', decimals)).toThrow(/present one/);
        expect(() => parseField('count', '1.5', decimals)).toThrow(UnitError);
    });
});
