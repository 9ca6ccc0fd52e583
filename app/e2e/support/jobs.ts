// Jobs without the page, and a provider whose only hand is the test: what is due on its jobs nobody else does.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import {
    addresses,
    discover,
    escrow,
    fetchBondLedger,
    fetchJob,
    fetchOperator,
    keypairSigner,
    newJob,
    operatorEndpoint,
    plan,
    ROLE_PROVIDER,
    send,
    toHex,
    type Connection,
    type JobOrder,
    type Loaded,
    type NewJob,
    type WalletSigner,
} from '@assay/client';
import type { DueStep } from '@assay/client/actions/escrow';
import { depositBond, registerOperator } from '@assay/client/actions/operator';
import {
    createKeyPairSignerFromBytes,
    createNoopSigner,
    type Address,
    type Instruction,
    type KeyPairSigner,
} from '@solana/kit';
import { order, quotesModule } from './content';
import { fund } from './local';
import { TestWallet } from './wallet';

/** Somebody with a key and the faucet's gift. */
export interface Party {
    address: Address;
    signer: WalletSigner;
    keys: KeyPairSigner;
}

export async function party(): Promise<Party> {
    const wallet = await TestWallet.create();
    await fund(wallet.address);
    const keys = await createKeyPairSignerFromBytes(wallet.secretKey);
    return { address: wallet.address, signer: await keypairSigner(wallet.secretKey), keys };
}

/** Sends what one party pays for and others sign too. */
export async function does(
    chain: Connection,
    who: Party,
    instructions: readonly Instruction[],
    others: readonly Party[] = [],
) {
    const made = await plan(chain, { instructions, feePayer: who.address });
    return send(chain, made, who.signer, { signers: others.map(({ keys }) => keys) });
}

export async function marketOf(chain: Connection) {
    return (await discover(chain)).markets[0]!;
}
export type MarketAccount = Awaited<ReturnType<typeof marketOf>>;

export interface Provider extends Party {
    operator: Address;
}

/** Serves as every job's data what a daemon serves of one: the verifiers check it against the roots. */
export async function serves(chain: Connection, original: Address): Promise<{ server: Server; endpoint: string }> {
    const { operator } = (await fetchJob(chain, original)).data;
    const from = operatorEndpoint((await fetchOperator(chain, operator)).data);
    const server = createServer((request, response) => {
        // The daemon may rest while the clock moves; who asks asks again.
        passOn(request, response, from, original).catch(() => response.writeHead(502).end());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return { server, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function passOn(request: IncomingMessage, response: ServerResponse, from: string, original: Address) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url!.replace(/^\/v1\/jobs\/\w+/, `/v1/jobs/${original}`);
    const headers = Object.entries(request.headers).filter(([name]) => /^(accept|content-type|range)$/.test(name));
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const answer = await fetch(from + path, { method: request.method, headers: headers as [string, string][], body });
    const bytes = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(bytes);
}

/** A provider with bond and without a daemon. Whoever owns it is its agent, too. */
export async function provider(chain: Connection, endpoint = '', bond = 200_000_000n): Promise<Provider> {
    const who = await party();
    const { stakePool, rewardMint } = await discover(chain);
    const pool = { address: stakePool.address, rewardMint };
    const operator = await addresses.operator(pool.address, who.address);
    const profile = { agent: who.address, priceFloor: 0n, region: 0, capacity: 1, endpoint };
    await does(chain, who, [
        await registerOperator(pool, who.address, ROLE_PROVIDER, profile),
        await depositBond(pool, who.address, operator, bond),
    ]);
    return { ...who, operator };
}

/** Posts a job and has it accepted in the same transaction, so that no daemon can be quicker. */
export async function taken(
    chain: Connection,
    market: MarketAccount,
    client: Party,
    by: Provider,
    change: Partial<JobOrder> = {},
): Promise<NewJob> {
    const job = await newJob(market, client.address, await order(change), await quotesModule);
    const ledger = await addresses.ledger(by.operator);
    const accept = escrow.getAcceptInstruction({
        agent: createNoopSigner(by.address),
        market: market.address,
        job: job.address,
        pool: market.data.pool,
        operator: by.operator,
        ledger,
        escrowSigner: await addresses.escrowSigner(),
        lockSlot: await freeSlot(chain, ledger),
    });
    await does(chain, client, [...job.instructions, accept], [by]);
    return job;
}

async function freeSlot(chain: Connection, ledger: Address): Promise<number> {
    const { locks } = (await fetchBondLedger(chain, ledger)).data;
    return locks.findIndex(({ amount }) => amount === 0n);
}

export interface Roots {
    traceRoot: Uint8Array;
    outputRoot: Uint8Array;
}

/** Commits to a result and reveals it. */
export async function shows(chain: Connection, by: Provider, job: Address, { traceRoot, outputRoot }: Roots) {
    const salt = crypto.getRandomValues(new Uint8Array(32));
    const quotes = await quotesModule;
    const { commitment } = quotes.job.commitment({
        job,
        provider: by.operator,
        traceRoot: toHex(traceRoot),
        outputRoot: toHex(outputRoot),
        salt: toHex(salt),
    });
    const common = { agent: createNoopSigner(by.address), operator: by.operator, job };
    const hash = Uint8Array.from(Buffer.from(commitment, 'hex'));
    await does(chain, by, [escrow.getCommitInstruction({ ...common, commitment: hash })]);
    await does(chain, by, [escrow.getRevealInstruction({ ...common, traceRoot, outputRoot, salt })]);
}

/** What the module says is due on a job now. */
export async function dueOn(chain: Connection, job: Loaded<escrow.Job>, hasSeed = false): Promise<DueStep | null> {
    const [now, slot] = await Promise.all([chain.unixTime(), chain.slot()]);
    return (await quotesModule).escrow.due({ job: job.raw, now, slot, hasSeed });
}

/** Waits until something is due on a job. */
export async function untilDue(chain: Connection, address: Address, hasSeed = false) {
    for (let tries = 0; tries < 300; tries += 1) {
        const job = await fetchJob(chain, address);
        const due = await dueOn(chain, job, hasSeed);
        if (due) return { job, due };
        await new Promise((done) => setTimeout(done, 200));
    }
    throw new Error(`nothing became due on ${address}`);
}
