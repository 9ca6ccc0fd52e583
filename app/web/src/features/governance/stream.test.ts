import { expect, it } from 'vitest';
import { releasedOf, vestingError } from './stream';

const vesting = { amount: 1_000n, start: 1_000n, cliff: 1_200n, end: 2_000n };

it('releases evenly after its cliff, as the program’s own tests have it', () => {
    const at = [0n, 1_199n, 1_200n, 1_500n, 1_999n, 2_000n, 9_999n].map((now) => releasedOf(vesting, now));
    expect(at).toEqual([0n, 0n, 200n, 500n, 999n, 1_000n, 1_000n]);
    expect(releasedOf({ ...vesting, amount: 7n }, 1_500n)).toBe(3n);
});

it('says what is wrong with its times', () => {
    expect(vestingError(vesting)).toBeUndefined();
    expect(vestingError({ ...vesting, cliff: 999n })).toMatch(/before the start/);
    expect(vestingError({ ...vesting, end: 1_000n, cliff: 1_000n })).toMatch(/after the start/);
    expect(vestingError({ ...vesting, cliff: 2_001n })).toMatch(/after the end/);
    expect(vestingError({ ...vesting, end: 2n ** 40n })).toMatch(/136 years/);
});
