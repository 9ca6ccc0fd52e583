import { ACCOUNTS, discover, toBase64, type Connection } from '@assay/client';
import type { CDPSession, Page } from '@playwright/test';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { localConfig } from './local';
import { getAddressDecoder } from '@solana/kit';

/**
 * Puts a node before the real one whose answer about jobs holds this many: a local chain with so many takes hours to make. They are made by the
 * program's own codec; everything else is the chain's.
 */
export async function manyJobs(page: Page, chain: Connection, count: number): Promise<() => void> {
    const { markets } = await discover(chain);
    const { kind } = ACCOUNTS.job;
    const encode = kind.encoder.encode as (job: object) => Uint8Array;
    const zeros = kind.decoder.decode(new Uint8Array(kind.decoder.fixedSize));
    const now = await chain.unixTime();
    const accounts = Array.from({ length: count }, (_, at) => {
        const data = encode({
            ...zeros,
            market: markets[0]!.address,
            client: keyOf(at % 97, 1),
            operator: at % 8 === 0 ? zeros.operator : keyOf(at % 31, 2),
            status: at % 8,
            tier: at % 2,
            price: BigInt(1_000_000 + at * 37),
            postedAt: now - BigInt(at * 13),
            acceptBy: now + BigInt(at % 600),
            commitBy: now + BigInt(at % 600),
            challengeUntil: now + BigInt(at % 600),
        });
        const account = {
            data: [toBase64(data), 'base64'],
            executable: false,
            lamports: 1,
            owner: kind.program,
            rentEpoch: 0,
            space: data.length,
        };
        return { pubkey: keyOf(at, 3), account };
    });
    const node = createServer((request, response) => void answer(request, response, chain.cluster.rpcUrl, accounts));
    await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
    const rpcUrl = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
    const config = await localConfig();
    await page.route('**/local/config.json', (route) => route.fulfill({ json: { ...config, rpcUrl } }));
    return () => node.close();
}

/** Passes a request on to the real node, unless it asks for all jobs. */
async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    rpcUrl: string,
    accounts: object[],
): Promise<void> {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', '*');
    if (request.method === 'OPTIONS') return void response.end();
    const body = await text(request);
    const { id, method, params } = JSON.parse(body) as Asked;
    const asksForJobs =
        method === 'getProgramAccounts' && params[1].filters.some(({ memcmp }) => memcmp?.bytes === JOBS);
    response.setHeader('content-type', 'application/json');
    if (asksForJobs) {
        const result = { context: { slot: 1, apiVersion: '2' }, value: accounts };
        return void response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
    }
    const real = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    response.end(await real.text());
}

const JOBS = toBase64(ACCOUNTS.job.kind.discriminator);

interface Asked {
    id: unknown;
    method: string;
    params: [string, { filters: { memcmp?: { bytes: string } }[] }];
}

function keyOf(number: number, space: number): string {
    const bytes = new Uint8Array(32).fill(space);
    new DataView(bytes.buffer).setUint32(0, number);
    return getAddressDecoder().decode(bytes);
}

const STEPS = 120;

/** Processor time of the page's main thread so far, seconds: what others do on this machine does not count. */
async function busy(session: CDPSession): Promise<number> {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

/** Scrolls the list from top to bottom, and measures what each step takes: the page's work, and the slowest frame, milliseconds. */
export async function measureScrolling(page: Page): Promise<{ work: number; worst: number }> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const before = await busy(session);
    const worst = await page.getByRole('region', { name: 'Jobs' }).evaluate(async (box, steps) => {
        let slowest = 0;
        let last = await new Promise<number>(requestAnimationFrame);
        for (let step = 0; step < steps; step += 1) {
            box.scrollTop = (box.scrollHeight / steps) * step;
            const now = await new Promise<number>(requestAnimationFrame);
            slowest = Math.max(slowest, now - last);
            last = now;
        }
        return Math.round(slowest);
    }, STEPS);
    const work = ((await busy(session)) - before) * 1000;
    return { work: work / STEPS, worst };
}
