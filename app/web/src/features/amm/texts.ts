// How fees, prices, launches and locks read.

import { formatAmount, formatBps, formatDuration, type amm } from '@assay/client';
import { LP_DECIMALS } from '@assay/client/actions/amm';

export interface FeeBps {
    tier: number;
    launch: number;
    surcharge: number;
    total: number;
}

/** A percentage that stays on one line. */
export const percent = (bps: number | bigint): string => formatBps(bps).replace(' ', '\u00a0');

/** The parts of a fee. */
export function feeText({ tier, launch, surcharge, total }: FeeBps): string {
    const parts = [launch > 0 && `launch ${percent(launch)}`, surcharge > 0 && `surcharge ${percent(surcharge)}`];
    const extra = parts.filter(Boolean);
    return extra.length === 0 ? percent(total) : `${percent(total)}: tier ${percent(tier)}, ${extra.join(', ')}`;
}

/** Digits of a price that are shown. */
export const DIGITS = 7;

/** The first digits of a decimal text, cut. */
export function shortDecimal(text: string): string {
    const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
    if (!match) return text;
    const [whole, fraction] = [match[1] ?? '0', match[2] ?? ''];
    const before = whole.replace(/^0*/, '').length;
    const zeros = before > 0 ? 0 : (/^0*/.exec(fraction)?.[0].length ?? 0);
    const cut = fraction.slice(0, Math.max(0, DIGITS - before) + zeros).replace(/0+$/, '');
    return cut === '' ? whole : `${whole}.${cut}`;
}

export type LaunchState = { at: 'waiting'; opensAt: bigint } | { at: 'running'; until: bigint } | { at: 'over' };

export function launchOf({ launch }: amm.LiquidityPool, now: bigint): LaunchState {
    const { opensAt, seconds } = launch.terms;
    if (now < opensAt) return { at: 'waiting', opensAt };
    const until = opensAt + BigInt(seconds);
    return now < until ? { at: 'running', until } : { at: 'over' };
}

/** When a lock gives its liquidity back. */
export function releaseText({ startsAt, endsAt }: amm.Release, now: bigint): string {
    if (endsAt === 0n) return 'never';
    if (endsAt <= now) return 'all of it, now';
    if (now < startsAt) return `evenly from ${dateText(startsAt)} until ${dateText(endsAt)}`;
    return `evenly, all of it in ${formatDuration(endsAt - now)}`;
}

export const dateText = (unix: bigint): string =>
    new Date(Number(unix) * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const SENSELESS_BPS = 100_000_000n;

/** A rate a year, which the first staker of a young farm can make absurd. */
export const rateText = (bps: bigint): string => (bps > SENSELESS_BPS ? '>1,000,000\u00a0%' : percent(bps));

/** An amount with its token, exact. */
export const amountText = (units: bigint, { decimals, symbol }: { decimals: number; symbol: string }): string =>
    `${formatAmount(units, decimals, { group: true })} ${symbol}`;

/** LP tokens as they are called here. */
export const LP = { decimals: LP_DECIMALS, symbol: 'LP' };

/** `part` of `whole`, basis points, or a mark for less than one of them. */
export function shareText(part: bigint, whole: bigint): string {
    if (whole === 0n || part === 0n) return percent(0);
    const bps = (part * 10_000n) / whole;
    return bps === 0n ? '<0.01\u00a0%' : percent(bps);
}
