interface Vesting {
    amount: bigint;
    start: bigint;
    cliff: bigint;
    end: bigint;
}

/** What of a stream is the recipient's at `now`, rounded down as the program does. */
export function releasedOf({ amount, start, cliff, end }: Vesting, now: bigint): bigint {
    if (now >= end) return amount;
    if (now < cliff || now <= start) return 0n;
    const [left, whole] = [end - now, end - start];
    return amount - (amount * left + whole - 1n) / whole;
}

/** Why the program would take no such stream; the times as they would be. */
export function vestingError({ start, cliff, end }: Vesting): string | undefined {
    if (cliff < start) return 'The cliff is before the start.';
    if (end <= start) return 'The end must be after the start.';
    if (cliff > end) return 'The cliff is after the end.';
    if (end - start > 0xffff_ffffn) return 'A stream takes 136 years at the most.';
    return undefined;
}
