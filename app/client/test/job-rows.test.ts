import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ACCOUNTS } from '../src/accounts';
import { toBase64 } from '../src/bytes';
import { connect, parseCluster } from '../src/cluster';
import { JOB_ROW_SLICE, jobSummary, listJobRows, type JobSummary } from '../src/job-rows';
import { httpTransport } from '../src/long-answers';

interface Call {
    params: [string, { dataSlice?: unknown }];
}

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

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

/** A node that answers every call as `answer` says; returns its URL. */
async function node(answer: (call: Call) => unknown, status = 200): Promise<string> {
    const server = createServer(async (request, response) => {
        let body = '';
        for await (const chunk of request) body += String(chunk);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer(JSON.parse(body) as Call)));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    stops.push(() => server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

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
    const url = await node(({ params }) => {
        const { offset, length } = JOB_ROW_SLICE;
        asked.push(params[1].dataSlice);
        const value = jobs.map((raw) => ({
            pubkey: key,
            account: { data: [toBase64(raw.subarray(offset, offset + length)), 'base64'], owner: kind.program },
        }));
        return { jsonrpc: '2.0', id: 1, result: { context: { slot: 7 }, value } };
    });
    const rows = await listJobRows(connect(parseCluster(url)));
    expect(asked).toEqual([JOB_ROW_SLICE]);
    expect(JOB_ROW_SLICE.length).toBeLessThan(kind.decoder.fixedSize / 2);
    expect(rows).toEqual(jobs.map((raw) => ({ address: key, data: picked(raw), slot: 7n })));
});

test('a list of accounts keeps its slot exact and tells what the node answered instead', async () => {
    const payload = { jsonrpc: '2.0', id: 1, method: 'getProgramAccounts', params: ['x', { offset: 8n }] };
    const answer = { result: { context: { slot: 412_345_678 }, value: [] } };
    expect(await httpTransport(await node(() => answer))({ payload })).toEqual(answer);
    await expect(httpTransport(await node(() => 'busy', 503))({ payload })).rejects.toThrow(/503/);
});
