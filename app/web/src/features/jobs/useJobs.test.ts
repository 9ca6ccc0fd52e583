import type { JobRow } from '@assay/client';
import type { Address } from '@solana/kit';
import { expect, test } from 'vitest';
import { jobsIn, merged, unseen } from './useJobs';

const row = (address: string, slot: bigint, status = 0) => ({ address, slot, data: { status } }) as unknown as JobRow;
const event = (job: string, slot: bigint) => ({ data: { job }, slot });

test('only what happened since a job was read makes it read again', () => {
    const jobs = [row('a', 100n), row('b', 120n)];
    const told = [
        event('a', 99n),
        event('a', 100n),
        event('b', 110n),
        event('b', 121n),
        // Not in the list: closed before it was read, and posted since.
        event('c', 80n),
        event('d', 101n),
    ];
    expect(jobsIn(unseen(jobs, told) as never)).toEqual(['a', 'b', 'd']);
    expect(unseen([], told)).toEqual(told);
    expect(jobsIn([{ data: { market: 'm' } }, event('a', 1n), event('a', 2n)] as never)).toEqual(['a']);
});

test('what was read again takes the place of what was there, and nothing else is touched', () => {
    const [a, b, c] = [row('a', 5n), row('b', 5n), row('c', 5n)] as const;
    const named = ['b', 'c', 'd', 'e'] as Address[];
    const now = merged([a, b, c], named, [row('b', 6n, 4), undefined, row('d', 6n), undefined]);
    expect(now.map(({ address, data }) => [address, data.status])).toEqual([
        ['a', 0],
        ['b', 4],
        ['d', 0],
    ]);
    expect(now[0]).toBe(a);
    // A slow answer does not undo a newer one.
    expect(merged([b], ['b' as Address], [row('b', 4n, 4)])).toEqual([b]);
});
