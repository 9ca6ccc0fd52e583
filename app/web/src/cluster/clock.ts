/** Readings of the chain's clock that lie so close to what was expected are jitter, not a move. */
const JITTER_SECONDS = 2;

/**
 * The chain's clock between two reads. It ticks with ours, follows each reading, and does not step back for a reading
 * that only came a little late.
 */
export class ChainClock {
    private base: { unix: bigint; atMs: number } | undefined;

    read(unix: bigint, atMs: number): void {
        const expected = this.now(atMs);
        const behind = expected === undefined ? 0n : expected - unix;
        if (behind > 0n && behind <= JITTER_SECONDS) return;
        this.base = { unix, atMs };
    }

    now(atMs: number): bigint | undefined {
        if (!this.base) return undefined;
        return this.base.unix + BigInt(Math.max(0, Math.floor((atMs - this.base.atMs) / 1000)));
    }
}
