// Signing a plan once, and sending the same bytes until they have landed or cannot land any more.

import {
    getBase64EncodedWireTransaction,
    getSignatureFromTransaction,
    getTransactionDecoder,
    getTransactionEncoder,
    isKeyPairSigner,
    partiallySignTransaction,
    type Address,
    type KeyPairSigner,
    type Signature,
    type Transaction,
    type TransactionError,
} from '@solana/kit';
import type { Connection } from './cluster';
import { decodeLogs, type AssayEvent } from './events';
import { explain, Failure } from './failure';
import { compile, MAX_BYTES, sizeOf, tooLarge, withBudget, type Lifetime } from './message';
import type { Plan } from './plan';
import { RpcError } from './rpc-error';
import { requireSame } from './signed';
import { pause } from './transport';
import { wakeOnSignature } from './wake';

/** Whoever holds the key: a wallet, or a key of a script. */
export interface WalletSigner {
    address: Address;
    /** Adds the signature to a transaction in its wire form. */
    signTransaction(bytes: Uint8Array): Promise<Uint8Array>;
}

export type SendStatus =
    | { step: 'preparing' }
    | { step: 'signing' }
    | { step: 'sent'; signature: Signature }
    | { step: 'confirmed'; signature: Signature; slot: bigint };

export interface Receipt {
    signature: Signature;
    slot: bigint;
    events: AssayEvent[];
    /** `undefined` when the node has no record of the transaction, and so no events. */
    logs?: readonly string[];
    units?: number;
}

export interface SendOptions {
    onStatus?: (status: SendStatus) => void;
    /** Keys that sign besides the wallet, of accounts that are made for example. */
    signers?: readonly KeyPairSigner[];
    timing?: Partial<Timing>;
}

/** All in milliseconds. */
export interface Timing {
    /** A leader forgets what it cannot place, so the same bytes are sent again this often. */
    resend: number;
    poll: number;
    /** How long the cluster may be out of reach; by then no blockhash lives. */
    lost: number;
}

const TIMING: Timing = { resend: 2_000, poll: 500, lost: 150_000 };

const used = new WeakSet<Plan>();

/** Signs and sends a plan. Whatever goes wrong is a {@link Failure}. */
export async function send(connection: Connection, plan: Plan, wallet: WalletSigner, options: SendOptions = {}): Promise<Receipt> {
    const say = (status: SendStatus) => options.onStatus?.(status);
    if (plan.failure) throw plan.failure;
    if (wallet.address !== plan.feePayer) {
        throw new Failure('other', `The plan is for ${plan.feePayer}, but the wallet is ${wallet.address}.`, { hint: 'Plan again with this wallet.' });
    }
    if (used.has(plan)) throw new Failure('already-sent', 'This was sent already.', { hint: 'Look at your last transactions, or plan it anew.' });
    used.add(plan);
    const sent = { maybe: false };
    try {
        say({ step: 'preparing' });
        const { value: lifetime } = await asked(connection.rpc.getLatestBlockhash({ commitment: 'confirmed' }).send());
        const given = compile(plan, { units: plan.unitLimit, microLamports: plan.priorityMicroLamports }, lifetime);
        if (sizeOf(given) > MAX_BYTES) throw tooLarge(plan.instructions.length, sizeOf(given));
        say({ step: 'signing' });
        const signed = await signedBy(given, wallet, options.signers ?? signersIn(plan));
        return await deliver(connection, plan, signed, lifetime, { say, sent, timing: { ...TIMING, ...options.timing } });
    } catch (error) {
        // What was never sent can be tried again.
        if (!sent.maybe) used.delete(plan);
        throw explain(error);
    }
}

async function asked<T>(answer: Promise<T>): Promise<T> {
    try {
        return await answer;
    } catch (error) {
        throw explain(error);
    }
}

/** Key pairs that instructions carry with them. */
function signersIn(plan: Plan): KeyPairSigner[] {
    const found = new Map<Address, KeyPairSigner>();
    for (const instruction of plan.instructions) {
        for (const meta of instruction.accounts ?? []) {
            const signer = (meta as { signer?: { address: Address } }).signer;
            if (signer && isKeyPairSigner(signer)) found.set(signer.address, signer);
        }
    }
    return [...found.values()];
}

/** The wallet goes first: some add instructions of their own, which whoever signs next has to see. */
async function signedBy(given: Transaction, wallet: WalletSigner, signers: readonly KeyPairSigner[]): Promise<Transaction> {
    const bytes = await wallet.signTransaction(new Uint8Array(getTransactionEncoder().encode(given)));
    let signed: Transaction;
    try {
        signed = getTransactionDecoder().decode(bytes);
    } catch (error) {
        throw new Failure('changed', 'The wallet returned something that is no transaction. Nothing was sent.', { cause: error });
    }
    requireSame(given, signed);
    const others = signers.filter(({ address }) => address !== wallet.address);
    if (others.length > 0) {
        signed = await partiallySignTransaction(
            others.map(({ keyPair }) => keyPair),
            signed as Parameters<typeof partiallySignTransaction>[1],
        );
    }
    const missing = Object.entries(signed.signatures).find(([, signature]) => signature === null || signature.every((byte) => byte === 0));
    if (missing) {
        throw new Failure('rejected', `The signature of ${missing[0]} is missing. Nothing was sent.`, {
            hint: missing[0] === wallet.address ? 'Sign in the wallet.' : 'Give its key as well.',
        });
    }
    return signed;
}

interface Progress {
    say: (status: SendStatus) => void;
    /** Whether bytes may have reached the cluster. */
    sent: { maybe: boolean };
    timing: Timing;
}

async function deliver(connection: Connection, plan: Plan, signed: Transaction, lifetime: Lifetime, { say, sent, timing }: Progress): Promise<Receipt> {
    const signature = getSignatureFromTransaction(signed);
    const wire = getBase64EncodedWireTransaction(signed);
    const wake = wakeOnSignature(connection, signature);
    try {
        // It was simulated just now, and a node's own retries would outlive this function.
        const transmit = () => connection.rpc.sendTransaction(wire, { encoding: 'base64', maxRetries: 0n, skipPreflight: true }).send();
        await first(transmit);
        sent.maybe = true;
        say({ step: 'sent', signature });
        const landed = await outcome(connection, signature, lifetime, { transmit, woken: wake.woken, timing });
        if (landed.err !== null) throw await refusedOnChain(connection, plan, signature, landed.err);
        say({ step: 'confirmed', signature, slot: landed.slot });
        const record = await recordOf(connection, signature);
        return { signature, slot: landed.slot, events: decodeLogs(record?.logs ?? []), logs: record?.logs, units: record?.units };
    } finally {
        wake.stop();
    }
}

/** A refusal is final and nothing was taken; without an answer it may have been. */
async function first(transmit: () => Promise<unknown>): Promise<void> {
    try {
        await transmit();
    } catch (error) {
        const refused = error instanceof RpcError && (error.details.code ?? 0) < 0;
        if (refused || (error instanceof RpcError && error.kind === 'rate-limited')) {
            throw new Failure('rpc', `${error.message} Nothing was sent.`, { cause: error, code: error.details.code });
        }
    }
}

interface Landed {
    slot: bigint;
    err: TransactionError | null;
}

interface Pursuit {
    transmit: () => Promise<unknown>;
    woken: () => Promise<void>;
    timing: Timing;
}

async function outcome(connection: Connection, signature: Signature, lifetime: Lifetime, { transmit, woken, timing }: Pursuit): Promise<Landed> {
    let sentAt = Date.now();
    let heardAt = Date.now();
    for (;;) {
        await Promise.race([pause(timing.poll), woken()]);
        try {
            // Asked in this order: a transaction that is unknown after the last block for it never lands.
            const height = await connection.rpc.getBlockHeight({ commitment: 'confirmed' }).send();
            const over = height > lifetime.lastValidBlockHeight;
            const status = await statusOf(connection, signature, over);
            heardAt = Date.now();
            if (status && status.confirmationStatus !== 'processed') return { slot: status.slot, err: status.err };
            if (!status && over) throw expired(signature);
        } catch (error) {
            if (error instanceof Failure) throw error;
            if (Date.now() - heardAt > timing.lost) throw unknown(connection, signature, error);
        }
        if (Date.now() - sentAt >= timing.resend) {
            sentAt = Date.now();
            // It may have landed already, which the next question tells.
            await transmit().catch(() => undefined);
        }
    }
}

async function statusOf(connection: Connection, signature: Signature, searchTransactionHistory: boolean) {
    const { value } = await connection.rpc.getSignatureStatuses([signature], { searchTransactionHistory }).send();
    return value[0];
}

function expired(signature: Signature): Failure {
    return new Failure('expired', 'The cluster did not take the transaction in time. Nothing happened, and no fee was paid.', { hint: 'Try again.', signature });
}

function unknown(connection: Connection, signature: Signature, cause: unknown): Failure {
    return new Failure('unknown-outcome', `The transaction was sent, but ${connection.cluster.rpcUrl} cannot be asked what became of it.`, {
        hint: `Look up signature ${signature} before you do it again.`,
        signature,
        cause,
    });
}

async function refusedOnChain(connection: Connection, plan: Plan, signature: Signature, err: TransactionError): Promise<Failure> {
    const record = await recordOf(connection, signature);
    const why = explain(err, record?.logs ?? [], withBudget(plan.instructions, { units: 0, microLamports: 0n }));
    return new Failure(why.kind, `${why.sentence} The state changed since it was planned; nothing but the network fee was paid.`, { ...why, signature });
}

/** Nodes write their records a moment after they confirm. */
async function recordOf(connection: Connection, signature: Signature): Promise<{ logs: readonly string[]; units?: number } | undefined> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
        try {
            const config = { commitment: 'confirmed', encoding: 'base64', maxSupportedTransactionVersion: 0 } as const;
            const meta = (await connection.rpc.getTransaction(signature, config).send())?.meta;
            if (meta?.logMessages) return { logs: meta.logMessages, units: Number(meta.computeUnitsConsumed ?? 0n) };
        } catch {
            // It has landed: without its record only the events are missing.
        }
        await pause(200 * (attempt + 1));
    }
    return undefined;
}
