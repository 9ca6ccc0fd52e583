interface Vesting {
    amount: bigint;
    start: bigint;
    cliff: bigint;
    end: bigint;
}

/** Why the program would take no such stream; the times as they would be. */
export function vestingError({ start, cliff, end }: Vesting): string | undefined {
    if (cliff < start) return 'The cliff is before the start.';
    if (end <= start) return 'The end must be after the start.';
    if (cliff > end) return 'The cliff is after the end.';
    if (end - start > 0xffff_ffffn) return 'A stream takes 136 years at the most.';
    return undefined;
}
