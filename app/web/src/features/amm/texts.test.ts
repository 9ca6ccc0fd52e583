import type { amm } from '@assay/client';
import { describe, expect, it } from 'vitest';
import { feeText, launchOf, releaseText, shortDecimal } from './texts';

describe('a price', () => {
    it.each([
        ['192.145512345', '192.1455'],
        ['0.005204391234567', '0.005204391'],
        ['12345678901.5', '12345678901'],
        ['0.000000000000123456789', '0.0000000000001234567'],
        ['5000', '5000'],
        ['1.10000000', '1.1'],
        ['nonsense', 'nonsense'],
    ])('%s is cut to %s', (text, short) => expect(shortDecimal(text)).toBe(short));
});

describe('a fee', () => {
    it('names its parts only when there are several', () => {
        expect(feeText({ tier: 30, launch: 0, surcharge: 0, total: 30 })).toBe('0.3\u00a0%');
        expect(feeText({ tier: 30, launch: 470, surcharge: 12, total: 512 })).toBe(
            '5.12\u00a0%: tier 0.3\u00a0%, launch 4.7\u00a0%, surcharge 0.12\u00a0%',
        );
    });
});

describe('a launch', () => {
    const pool = { launch: { terms: { opensAt: 100n, seconds: 50 } } } as amm.LiquidityPool;
    it('waits, runs and ends', () => {
        expect(launchOf(pool, 99n)).toEqual({ at: 'waiting', opensAt: 100n });
        expect(launchOf(pool, 100n)).toEqual({ at: 'running', until: 150n });
        expect(launchOf(pool, 150n)).toEqual({ at: 'over' });
    });
});

describe('a lock', () => {
    it('says when it gives back what is in it', () => {
        expect(releaseText({ startsAt: 0n, endsAt: 0n }, 5n)).toBe('never');
        expect(releaseText({ startsAt: 1n, endsAt: 5n }, 5n)).toBe('all of it, now');
        expect(releaseText({ startsAt: 1n, endsAt: 3_605n }, 5n)).toBe('evenly, all of it in 1 h');
        expect(releaseText({ startsAt: 10n, endsAt: 20n }, 5n)).toMatch(/^evenly from .* until .*/);
    });
});
