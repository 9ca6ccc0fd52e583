import { ACCOUNTS, discover, toBase64, type Connection } from '@assay/client';
import type { Page } from '@playwright/test';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { localConfig } from './local';
import { getAddressDecoder } from '@solana/kit';

/**
 * Puts a node before the real one whose answer about jobs holds this many: a local chain with so many takes hours to make. They are made by the
 * program's own codec; everything else is the chain's.
 */
export async function manyJobs(page: Page, chain: Connection, count: number): Promise<ManyJobs> {
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
        return { address: keyOf(at, 3), data };
    });
    const told: ManyJobs = { slot: Number(await chain.slot()), bytes: 0, answers: 0, close: () => node.close() };
    const node = createServer((request, response) => {
        void answer(request, response, chain.cluster.rpcUrl, accounts, told);
    });
    await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
    const rpcUrl = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
    const config = await localConfig();
    await page.route('**/local/config.json', (route) => route.fulfill({ json: { ...config, rpcUrl } }));
    return told;
}

export interface ManyJobs {
    /** When the answer was true; what happened before is not read again. */
    slot: number;
    /** How long the last answer was that listed them, and how many there were. */
    bytes: number;
    answers: number;
    close(): void;
}

interface Account {
    address: string;
    data: Uint8Array;
}

/** Passes a request on to the real node, unless it asks for all jobs. */
async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    rpcUrl: string,
    accounts: readonly Account[],
    told: ManyJobs,
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
        const { offset, length } = params[1].dataSlice ?? { offset: 0, length: Infinity };
        const value = accounts.map((account) => listed(account, offset, length));
        const result = { context: { slot: told.slot, apiVersion: '2' }, value };
        const body = JSON.stringify({ jsonrpc: '2.0', id, result });
        told.bytes = Buffer.byteLength(body);
        told.answers += 1;
        return void response.end(body);
    }
    const real = await fetch(rpcUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    response.end(await real.text());
}

/** As a node lists an account, of which the part that is asked for. */
function listed({ address, data }: Account, offset: number, length: number): object {
    const account = {
        data: [toBase64(data.subarray(offset, offset + length)), 'base64'],
        executable: false,
        lamports: 1,
        owner: ACCOUNTS.job.kind.program,
        rentEpoch: 0,
        space: data.length,
    };
    return { pubkey: address, account };
}

const JOBS = toBase64(ACCOUNTS.job.kind.discriminator);

interface Asked {
    id: unknown;
    method: string;
    params: [string, { filters: { memcmp?: { bytes: string } }[]; dataSlice?: { offset: number; length: number } }];
}

function keyOf(number: number, space: number): string {
    const bytes = new Uint8Array(32).fill(space);
    new DataView(bytes.buffer).setUint32(0, number);
    return getAddressDecoder().decode(bytes);
}
