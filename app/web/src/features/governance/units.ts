import { AmountError, formatAmount, formatBps, parseAmount } from '@assay/client';

// Parameters as people write and read them. Every value is a bigint in the program's own unit.

export type Unit = 'bps' | 'seconds' | 'hours' | 'count' | 'reward' | 'payment' | 'sol' | 'flag';

const SPANS: [name: string, seconds: bigint][] = [
    ['d', 86_400n],
    ['h', 3_600n],
    ['min', 60n],
    ['s', 1n],
];

/** Exact: "2 d 1 h", never rounded to the larger unit. */
export function formatSpan(seconds: bigint): string {
    if (seconds === 0n) return '0 s';
    let left = seconds;
    const parts: string[] = [];
    for (const [name, length] of SPANS) {
        const whole = left / length;
        if (whole > 0n) parts.push(`${whole} ${name}`);
        left -= whole * length;
    }
    return parts.join(' ');
}

export class UnitError extends Error {
    override readonly name = 'UnitError';
}

const SPAN = /^(\d{1,9})\s*(d|h|min|m|s)(?![a-z\d])\s*/;

/** "7d", "1 h 30 min" or "90s"; a number alone would leave its unit to be guessed. */
export function parseSpan(text: string): bigint {
    let left = text.trim().toLowerCase();
    let seconds = 0n;
    do {
        const found = SPAN.exec(left);
        const length = SPANS.find(([name]) => name === found?.[2] || (name === 'min' && found?.[2] === 'm'))?.[1];
        if (!found?.[1] || length === undefined) {
            throw new UnitError(`"${text.trim()}" is no length of time. Write for instance 7 d, 1 h 30 min or 90 s.`);
        }
        seconds += BigInt(found[1]) * length;
        left = left.slice(found[0].length);
    } while (left !== '');
    return seconds;
}

export interface Decimals {
    /** Of the token that a market is paid in. */
    payment: number;
    /** Of the reward token. */
    reward: number;
}

function decimalsOf(unit: Unit, decimals: Decimals): number {
    if (unit === 'bps') return 2;
    if (unit === 'sol') return 9;
    if (unit === 'payment') return decimals.payment;
    if (unit === 'reward') return decimals.reward;
    return 0;
}

/** As it stands in a field. */
export function fieldText(unit: Unit, value: bigint, decimals: Decimals): string {
    if (unit === 'seconds') return formatSpan(value);
    return formatAmount(value, decimalsOf(unit, decimals));
}

/** With its unit, to be read. */
export function valueText(unit: Unit, value: bigint, decimals: Decimals): string {
    if (unit === 'seconds') return formatSpan(value);
    if (unit === 'flag') return value === 0n ? 'no' : 'yes';
    const text = formatAmount(value, decimalsOf(unit, decimals), { group: true });
    if (unit === 'bps') return formatBps(value);
    if (unit === 'hours') return `${text} h`;
    if (unit === 'sol') return `${text} SOL`;
    return text;
}

/** Throws {@link UnitError} with what is wrong and how it is written. */
export function parseField(unit: Unit, text: string, decimals: Decimals): bigint {
    if (unit === 'seconds') return parseSpan(text);
    const number = unit === 'bps' ? text.trim().replace(/\s*%$/, '') : text;
    try {
        return parseAmount(number, decimalsOf(unit, decimals));
    } catch (error) {
        if (!(error instanceof AmountError)) throw error;
        if (unit === 'bps' && error.kind === 'too-many-decimals') {
            throw new UnitError(
                'A share has at most two digits after the point: a hundredth of a percent is the least.',
            );
        }
        throw new UnitError(error.kind === 'empty' ? 'Say a value, or take the present one.' : error.message);
    }
}
