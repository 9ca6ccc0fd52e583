// Amounts are base units in a bigint. Text is made and read digit by digit, never through floating point.

export const U64_MAX = (1n << 64n) - 1n;
export const SOL_DECIMALS = 9;
export const REWARD_DECIMALS = 6;

export type AmountErrorKind = 'empty' | 'malformed' | 'negative' | 'too-many-decimals' | 'too-large';

export class AmountError extends Error {
    override readonly name = 'AmountError';
    constructor(
        readonly kind: AmountErrorKind,
        sentence: string,
    ) {
        super(sentence);
    }
}

const SPACES = /[ \u00a0\u2009\u202f_']/;

/** Base units of an amount as a person types or pastes it. */
export function parseAmount(text: string, decimals: number): bigint {
    const trimmed = text.trim();
    if (trimmed === '') throw new AmountError('empty', 'Enter an amount.');
    if (/^[-\u2212]/.test(trimmed)) {
        throw new AmountError('negative', `The amount is ${trimmed}; it cannot be negative.`);
    }
    const plain = withoutGrouping(trimmed);
    const match = /^(\d*)(?:\.(\d*))?$/.exec(plain);
    const [whole, fraction] = [match?.[1] ?? '', match?.[2] ?? ''];
    if (!match || (whole === '' && fraction === '')) throw malformed(trimmed);
    const significant = fraction.replace(/0+$/, '');
    if (significant.length > decimals) {
        throw new AmountError(
            'too-many-decimals',
            decimals === 0
                ? `${trimmed} has a fraction, but this token comes in whole units only.`
                : `${trimmed} has ${significant.length} decimals, but this token has ${decimals}.`,
        );
    }
    const units = BigInt(whole + significant.padEnd(decimals, '0') || '0');
    if (units > U64_MAX) {
        const most = formatAmount(U64_MAX, decimals, { group: true });
        throw new AmountError('too-large', `${trimmed} is more than the most there can be, ${most}.`);
    }
    return units;
}

/** Removes separators of thousands where they can be nothing else. */
function withoutGrouping(text: string): string {
    const [whole, ...rest] = text.split('.');
    if (rest.length > 1) throw malformed(text);
    const tail = rest.length === 1 ? `.${rest[0]}` : '';
    if (whole!.includes(',')) {
        // "1,234" can be one and a bit to some people, so a comma needs a point or a second comma beside it.
        const grouped = /^\d{1,3}(,\d{3})+$/.test(whole!);
        const clear = tail !== '' || whole!.split(',').length > 2;
        if (!grouped || !clear) throw commaFound(text);
        return whole!.replaceAll(',', '') + tail;
    }
    const separator = SPACES.exec(whole!)?.[0];
    if (separator === undefined) return text;
    const groups = whole!.split(separator);
    const grouped = /^\d{1,3}$/.test(groups[0]!) && groups.slice(1).every((group) => /^\d{3}$/.test(group));
    if (!grouped) throw malformed(text);
    return groups.join('') + tail;
}

function commaFound(text: string): AmountError {
    return new AmountError(
        'malformed',
        `In "${text}" a comma can mean thousands or decimals. Use a point for decimals, as in 1.5, and no comma.`,
    );
}

function malformed(text: string): AmountError {
    return new AmountError(
        'malformed',
        `"${text}" is not an amount. Use digits, and a point for decimals, as in 12.5.`,
    );
}

export interface AmountFormat {
    /** Separates thousands with commas. */
    group?: boolean;
    /** Cuts towards zero after so many decimals and marks what was cut with "…". */
    maxDecimals?: number;
    /** Shows "+" on what is positive. */
    sign?: boolean;
}

/** The exact decimal text of base units. */
export function formatAmount(units: bigint, decimals: number, format: AmountFormat = {}): string {
    const negative = units < 0n;
    const digits = (negative ? -units : units).toString().padStart(decimals + 1, '0');
    const whole = digits.slice(0, digits.length - decimals);
    const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
    const most = Math.max(0, format.maxDecimals ?? decimals);
    const cut = fraction.length > most;
    const shown = cut ? fraction.slice(0, most) : fraction;
    const prefix = negative ? '-' : format.sign && units > 0n ? '+' : '';
    if (cut && /^0*$/.test(whole + shown)) return nearlyZero(prefix, most);
    const left = format.group ? grouped(whole) : whole;
    return `${prefix}${left}${shown === '' ? '' : `.${shown}`}${cut ? '…' : ''}`;
}

/** Less than what can be shown, but not nothing. */
function nearlyZero(prefix: string, places: number): string {
    const least = places === 0 ? '1' : `0.${'0'.repeat(places - 1)}1`;
    return prefix === '-' ? `>-${least}` : `${prefix}<${least}`;
}

function grouped(digits: string): string {
    return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Basis points as a percentage: 250 is "2.5 %". */
export function formatBps(bps: bigint | number): string {
    return `${formatAmount(BigInt(bps), 2)} %`;
}

const UNITS = [
    [86_400n, 'd'],
    [3_600n, 'h'],
    [60n, 'min'],
    [1n, 's'],
] as const;

/** Seconds in the two largest units that are needed: "2 d 3 h", "45 s". */
export function formatDuration(seconds: bigint | number): string {
    let left = typeof seconds === 'bigint' ? seconds : BigInt(Math.floor(seconds));
    if (left < 0n) return `-${formatDuration(-left)}`;
    const first = UNITS.findIndex(([size]) => left >= size);
    if (first < 0) return '0 s';
    const parts: string[] = [];
    for (const [size, name] of UNITS.slice(first, first + 2)) {
        const count = left / size;
        left %= size;
        if (count > 0n) parts.push(`${count} ${name}`);
    }
    return parts.join(' ');
}

export interface RateSide {
    units: bigint;
    decimals: number;
}

/** How much of `quote` one whole token of `base` is worth, to so many significant digits. */
export function formatRate(base: RateSide, quote: RateSide, significant = 6): string {
    if (base.units <= 0n) return '–';
    if (quote.units <= 0n) return '0';
    const numerator = quote.units * 10n ** BigInt(base.decimals);
    const denominator = base.units * 10n ** BigInt(quote.decimals);
    let places = 0;
    const enough = 10n ** BigInt(significant - 1);
    while (places < 24 && (numerator * 10n ** BigInt(places)) / denominator < enough) places += 1;
    const scaled = (numerator * 10n ** BigInt(places)) / denominator;
    return formatAmount(scaled, places, { group: true });
}
