import type { RpcTransport } from '@solana/kit';
import { afterEach, expect, test, vi } from 'vitest';
import { ACCOUNTS } from '../src/accounts';
import { toBase64 } from '../src/bytes';
import { connect, parseCluster } from '../src/cluster';
import { JOB_ROW_SLICE, jobSummary, listJobRows, type JobSummary } from '../src/job-rows';
import { httpTransport } from '../src/long-answers';

const { kind } = ACCOUNTS.job;

/** A job none of whose bytes are like their neighbours. */
function someJob(seed: number): Uint8Array {
    const raw = Uint8Array.from({ length: kind.decoder.fixedSize }, (_, at) => (at * 41 + seed * 97 + (at >> 3)) % 251);
    raw.set(kind.discriminator);
    return raw;
}

function picked(raw: Uint8Array): JobSummary {
    const whole = kind.decoder.decode(raw);
    const names = Object.keys(jobSummary(raw)) as (keyof JobSummary)[];
    return Object.fromEntries(names.map((name) => [name, whole[name]])) as unknown as JobSummary;
}

afterEach(() => vi.unstubAllGlobals());

test('a row has what the codec of the whole account reads', () => {
    const row = jobSummary(someJob(1));
    expect(row).toEqual(picked(someJob(1)));
    expect(Object.keys(row)).toEqual(expect.arrayContaining(['client', 'operator', 'price', 'status', 'tier']));
    expect(jobSummary(someJob(2))).not.toEqual(row);
});

test('a list asks for the part of each account that rows need, and reads it where it lies', async () => {
    const key = 'JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG';
    const jobs = [3, 4, 5].map(someJob);
    const asked: unknown[] = [];
    const transport = (async ({ payload }: { payload: { params: [string, { dataSlice: unknown }] } }) => {
        const { offset, length } = JOB_ROW_SLICE;
        asked.push(payload.params[1].dataSlice);
        const value = jobs.map((raw) => ({
            pubkey: key,
            account: { data: [toBase64(raw.subarray(offset, offset + length)), 'base64'], owner: kind.program },
        }));
        return { jsonrpc: '2.0', id: 1, result: { context: { slot: 7 }, value } };
    }) as unknown as RpcTransport;
    const rows = await listJobRows(connect(parseCluster('http://127.0.0.1:1'), { transport }));
    expect(asked).toEqual([JOB_ROW_SLICE]);
    expect(JOB_ROW_SLICE.length).toBeLessThan(kind.decoder.fixedSize / 2);
    expect(rows).toEqual(jobs.map((raw) => ({ address: key, data: picked(raw), slot: 7n })));
});

test('a list of accounts keeps its slot exact and tells what the node answered instead', async () => {
    const ask = (answer: Response) => {
        vi.stubGlobal('fetch', () => Promise.resolve(answer));
        const payload = { jsonrpc: '2.0', id: 1, method: 'getProgramAccounts', params: ['x', { offset: 8n }] };
        return httpTransport('http://127.0.0.1:1')({ payload });
    };
    expect(await ask(Response.json({ result: { context: { slot: 412_345_678 }, value: [] } }))).toEqual({
        result: { context: { slot: 412_345_678 }, value: [] },
    });
    await expect(ask(new Response('busy', { status: 503 }))).rejects.toThrow(/503/);
});
