import { describe, expect, it } from 'vitest';
import { EMPTY, lockNotes, readRelease, unixOf } from './release';

const local = (unix: number) => {
    const date = new Date(unix * 1000);
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
const NOW = 1_800_000_000n;
const LATER = 1_800_000_600n;

describe('a release', () => {
    it('until a time happens all at once', () => {
        const form = { ...EMPTY, kind: 'until', ends: local(Number(LATER)) } as const;
        expect(readRelease(form, NOW).value).toEqual({ startsAt: LATER - 1n, endsAt: LATER });
    });

    it('that is even starts now unless it says otherwise', () => {
        const form = { ...EMPTY, kind: 'vested', ends: local(Number(LATER)) } as const;
        expect(readRelease(form, NOW).value).toEqual({ startsAt: NOW, endsAt: LATER });
        const starts = local(Number(LATER) - 60);
        expect(readRelease({ ...form, starts }, NOW).value).toEqual({ startsAt: LATER - 60n, endsAt: LATER });
        expect(readRelease({ ...form, starts: local(Number(LATER)) }, NOW).startError).toMatch(/before it ends/);
    });

    it('for ever is zeros', () => {
        expect(readRelease({ ...EMPTY, kind: 'ever' }, NOW).value).toEqual({ startsAt: 0n, endsAt: 0n });
    });

    it('in the past or nowhere is none', () => {
        expect(readRelease({ ...EMPTY, ends: local(Number(NOW) - 60) }, NOW)).toEqual({
            endError: expect.stringMatching(/passed/),
        });
        expect(readRelease(EMPTY, NOW)).toEqual({});
        expect(unixOf('yesterday')).toBeUndefined();
    });

    it('is said in words, with whose it will be', () => {
        expect(lockNotes(1_500_000n, { startsAt: 0n, endsAt: 0n })[0]).toBe(
            '1.5 LP is locked for ever: nobody can ever take it out.',
        );
        expect(lockNotes(1n, { startsAt: LATER - 1n, endsAt: LATER })[0]).toMatch(/until .*before, by anybody/);
        expect(lockNotes(1n, { startsAt: NOW, endsAt: LATER }, 'them').at(-1)).toMatch(/belong to them/);
    });
});
