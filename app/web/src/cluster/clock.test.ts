import { describe, expect, it } from 'vitest';
import { ChainClock } from './clock';

describe('the chain clock between reads', () => {
    it('is unknown until it was read, then ticks with ours', () => {
        const clock = new ChainClock();
        expect(clock.now(0)).toBeUndefined();
        clock.read(1_000n, 0);
        expect(clock.now(999)).toBe(1_000n);
        expect(clock.now(61_500)).toBe(1_061n);
    });

    it('does not step back for a reading that came a little late', () => {
        const clock = new ChainClock();
        clock.read(1_000n, 0);
        clock.read(1_009n, 10_000);
        expect(clock.now(10_000)).toBe(1_010n);
    });

    it('follows a clock that was moved, forward and back', () => {
        const clock = new ChainClock();
        clock.read(1_000n, 0);
        clock.read(90_000n, 5_000);
        expect(clock.now(6_000)).toBe(90_001n);
        clock.read(1_500n, 7_000);
        expect(clock.now(7_000)).toBe(1_500n);
    });

    it('catches up when ours runs slow', () => {
        const clock = new ChainClock();
        clock.read(1_000n, 0);
        clock.read(1_006n, 5_000);
        expect(clock.now(5_000)).toBe(1_006n);
    });
});
