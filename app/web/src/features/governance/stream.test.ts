import { expect, it } from 'vitest';
import { vestingError } from './stream';

const vesting = { amount: 1_000n, start: 1_000n, cliff: 1_200n, end: 2_000n };

it('says what is wrong with its times', () => {
    expect(vestingError(vesting)).toBeUndefined();
    expect(vestingError({ ...vesting, cliff: 999n })).toMatch(/before the start/);
    expect(vestingError({ ...vesting, end: 1_000n, cliff: 1_000n })).toMatch(/after the start/);
    expect(vestingError({ ...vesting, cliff: 2_001n })).toMatch(/after the end/);
    expect(vestingError({ ...vesting, end: 2n ** 40n })).toMatch(/136 years/);
});
