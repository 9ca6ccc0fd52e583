import { describe, expect, it } from 'vitest';
import { DEFAULTS, limitsAt, readPercent, readSettings } from './settings';

describe('a percentage', () => {
    it.each([
        ['0.5', 50],
        ['1', 100],
        ['100', 10_000],
        ['0', 0],
        ['0.01', 1],
    ])('%s is %d basis points', (text, bps) => expect(readPercent(text)).toEqual({ bps }));

    it.each([
        ['', /enter/i],
        ['-1', /negative/],
        ['0.005', /3 decimals.*a percentage here has 2/],
        ['100.01', /more than the whole/],
        ['0,5', /point/],
        ['half', /not an amount/],
    ])('"%s" is none, and it says why', (text, sentence) => expect(readPercent(text).error).toMatch(sentence));
});

describe('settings', () => {
    it('ask for no mean unless one is named', () => {
        const { tolerance } = readSettings(DEFAULTS);
        expect(tolerance).toEqual({ slippageBps: 50, deadlineSeconds: 60, meanBps: 0, meanSeconds: 0 });
        expect(readSettings({ ...DEFAULTS, withinMean: '2' }).tolerance).toMatchObject({
            meanBps: 200,
            meanSeconds: 600,
        });
    });

    it('that make no sense give no tolerance', () => {
        expect(readSettings({ ...DEFAULTS, slippage: 'x' }).tolerance).toBeUndefined();
        const zero = readSettings({ ...DEFAULTS, withinMean: '0' });
        expect([zero.tolerance, zero.meanError]).toEqual([undefined, expect.stringContaining('more than 0 %')]);
    });

    it('warn of much and of next to nothing', () => {
        expect(readSettings({ ...DEFAULTS, slippage: '5' }).warning).toMatch(/5 % somebody/);
        expect(readSettings({ ...DEFAULTS, slippage: '0.05' }).warning).toMatch(/smallest other trade/);
        expect(readSettings(DEFAULTS).warning).toBeUndefined();
    });

    it('count the deadline from the chain’s time', () => {
        const tolerance = readSettings({ ...DEFAULTS, deadlineSeconds: 300 }).tolerance;
        expect(tolerance && limitsAt(tolerance, 1_000n).deadline).toBe(1_300n);
    });
});
