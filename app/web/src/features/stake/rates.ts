// Rates and multipliers for people to read; what they are computed from is the programs' own arithmetic.

import { formatAmount, formatBps } from '@assay/client';

interface Yearly {
    reward: bigint;
    stake: bigint;
}

/** Reward of a year by stake, in basis points, rounded down: what is promised is not more than what comes. */
export function rateBps({ reward, stake }: Yearly): bigint {
    return stake === 0n ? 0n : (reward * 10_000n) / stake;
}

/** Basis points as a percentage; decimals that nobody reads are left out of large ones. */
export function formatRate(bps: bigint): string {
    return bps < 10_000n ? formatBps(bps) : `${formatAmount(bps / 100n, 0, { group: true })} %`;
}

export const formatYearly = (yearly: Yearly | null | undefined): string => (yearly ? formatRate(rateBps(yearly)) : '–');

/** 17500 is "1.75 ×". */
export const formatMultiplier = (bps: number): string => `${formatAmount(BigInt(Math.floor(bps / 100)), 2)}\u00a0×`;

/** "4 – 9.5 %", or one rate when they are the same. */
export function formatRange(rates: readonly bigint[]): string {
    if (rates.length === 0) return '–';
    const low = rates.reduce((least, rate) => (rate < least ? rate : least));
    const high = rates.reduce((most, rate) => (rate > most ? rate : most));
    return low === high ? formatRate(low) : `${formatRate(low).replace(' %', '')} – ${formatRate(high)}`;
}

/** A part of a whole as a percentage with one decimal. */
export function formatPart(part: bigint, whole: bigint): string {
    return whole === 0n ? '–' : `${formatAmount((part * 1_000n) / whole, 1)} %`;
}
