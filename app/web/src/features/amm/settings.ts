// How much worse than quoted a trade may become, and until when it may happen.

import { formatBps, parseAmount, type amm } from '@assay/client';
import { useMemo } from 'react';
import { useDraft } from '../../components';

export interface Settings {
    /** Percent, as text. */
    slippage: string;
    deadlineSeconds: number;
    /** Percent, as text; empty asks for nothing. */
    withinMean: string;
    meanSeconds: number;
}

export const DEFAULTS: Settings = { slippage: '0.5', deadlineSeconds: 60, withinMean: '', meanSeconds: 600 };

export interface Tolerance {
    slippageBps: number;
    deadlineSeconds: number;
    meanBps: number;
    meanSeconds: number;
}

const PERCENT_DECIMALS = 2;
const WHOLE = 10_000n;
const LARGE = 100;
const TINY = 10;

interface ReadPercent {
    bps?: number;
    error?: string;
}

/** Basis points of a percentage; the sentence where it is none. */
export function readPercent(text: string): ReadPercent {
    try {
        const bps = parseAmount(text, PERCENT_DECIMALS);
        if (bps > WHOLE) return { error: `${text} % is more than the whole: choose at most 100 %.` };
        return { bps: Number(bps) };
    } catch (error) {
        return {
            error:
                error instanceof Error
                    ? error.message.replace('this token has', 'a percentage here has')
                    : String(error),
        };
    }
}

/** What is unwise about a slippage, in words. */
export function warningOf(bps: number): string | undefined {
    if (bps > LARGE)
        return `With ${formatBps(bps)} somebody who trades before you can make you pay up to that much more.`;
    if (bps < TINY)
        return `With ${formatBps(bps)} the smallest other trade makes yours fail. Nothing is lost then but the network fee.`;
    return undefined;
}

export interface ReadSettings {
    tolerance?: Tolerance;
    slippageError?: string;
    meanError?: string;
    warning?: string;
}

export function readSettings({ slippage, deadlineSeconds, withinMean, meanSeconds }: Settings): ReadSettings {
    const allowed = readPercent(slippage);
    const mean = withinMean.trim() === '' ? { bps: 0 } : readPercent(withinMean);
    const zero = mean.bps === 0 && withinMean.trim() !== '';
    const meanError = zero ? 'Give more than 0 %, or leave it empty to ask for nothing.' : mean.error;
    const warning = allowed.bps === undefined ? undefined : warningOf(allowed.bps);
    if (allowed.bps === undefined || mean.bps === undefined || meanError) {
        return { slippageError: allowed.error, meanError, warning };
    }
    const meanBps = mean.bps;
    return {
        tolerance: { slippageBps: allowed.bps, deadlineSeconds, meanBps, meanSeconds: meanBps > 0 ? meanSeconds : 0 },
        warning,
    };
}

export function limitsAt({ deadlineSeconds, meanBps, meanSeconds }: Tolerance, now: bigint): amm.Limits {
    return { deadline: now + BigInt(deadlineSeconds), meanBps, meanSeconds };
}

/** Kept while the tab lives, for swaps and liquidity alike. */
export function useSettings() {
    const draft = useDraft('swap-settings', DEFAULTS);
    const read = useMemo(() => readSettings(draft.value), [draft.value]);
    return { settings: draft.value, change: draft.change, ...read };
}
