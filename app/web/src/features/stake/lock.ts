// Lengths of locks as people choose them.

import type { ReadAmount } from '../../components';

export const DAY_SECONDS = 86_400;
/** The program's bound: four years of 365 days. */
export const MAX_LOCK_DAYS = 4 * 365;

export const PRESETS: readonly [label: string, days: number][] = [
    ['None', 0],
    ['30 d', 30],
    ['90 d', 90],
    ['1 y', 365],
    ['2 y', 730],
    ['4 y', MAX_LOCK_DAYS],
];

export interface ReadDays {
    seconds?: number;
    error?: ReadAmount['error'];
}

/** Whole days as somebody types them. `least` is the lock there is, which cannot be made shorter; without one an empty text is no lock. */
export function readDays(text: string, least?: number): ReadDays {
    const trimmed = text.trim();
    if (trimmed.startsWith('-')) return { error: `The lock is ${trimmed} days; it cannot be negative.` };
    if (!/^\d*$/.test(trimmed)) return { error: `"${trimmed}" is not a number of days. Use whole days, as in 90.` };
    if (trimmed === '' && least !== undefined && least > 0) return {};
    const days = Number(trimmed);
    if (days > MAX_LOCK_DAYS) {
        return { error: `${trimmed} days is more than the longest lock, ${MAX_LOCK_DAYS} days (4 years).` };
    }
    const seconds = days * DAY_SECONDS;
    if (least !== undefined && least > 0 && seconds <= least) {
        return { error: `It is locked for ${daysOf(least)} days already. A lock can be made longer, never shorter.` };
    }
    return { seconds };
}

/** Whole days, with a decimal where it is not one: locks of the command line may be of any length. */
export function daysOf(seconds: number): string {
    return seconds % DAY_SECONDS === 0 ? String(seconds / DAY_SECONDS) : (seconds / DAY_SECONDS).toFixed(2);
}

export function dateOf(unix: bigint): string {
    return new Date(Number(unix) * 1000).toLocaleDateString(undefined, { dateStyle: 'medium' });
}

export function momentOf(unix: bigint): string {
    return new Date(Number(unix) * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
