// Sending the same bytes until they have landed or cannot land any more.

import {
    getBase64EncodedWireTransaction,
    getSignatureFromTransaction,
    type Signature,
    type Transaction,
    type TransactionError,
} from '@solana/kit';
import type { Connection } from './cluster';
import { decodeLogs, type AssayEvent } from './events';
import { explain, Failure } from './failure';
import { withBudget, type Lifetime } from './message';
import type { Plan } from './plan';
import { RpcError } from './rpc-error';
import { pause } from './transport';
import { wakeOnSignature } from './wake';

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

/** All in milliseconds. */
export interface Timing {
    /** A leader forgets what it cannot place, so the same bytes are sent again this often. */
    resend: number;
    poll: number;
    /** How long the cluster may be out of reach; by then no blockhash lives. */
    lost: number;
}

export const TIMING: Timing = { resend: 2_000, poll: 500, lost: 150_000 };

export interface Progress {
    say: (status: SendStatus) => void;
    /** Whether bytes may have reached the cluster. */
    sent: { maybe: boolean };
    timing: Timing;
}

export async function deliver(
    connection: Connection,
    plan: Plan,
    signed: Transaction,
    lifetime: Lifetime,
    { say, sent, timing }: Progress,
): Promise<Receipt> {
    const signature = getSignatureFromTransaction(signed);
    const wire = getBase64EncodedWireTransaction(signed);
    const wake = wakeOnSignature(connection, signature);
    try {
        // It was simulated just now, and a node's own retries would outlive this function.
        const transmit = () =>
            connection.rpc.sendTransaction(wire, { encoding: 'base64', maxRetries: 0n, skipPreflight: true }).send();
        await first(transmit);
        sent.maybe = true;
        say({ step: 'sent', signature });
        const landed = await outcome(connection, signature, lifetime, { transmit, woken: wake.woken, timing });
        if (landed.err !== null) throw await refusedOnChain(connection, plan, signature, landed.err);
        say({ step: 'confirmed', signature, slot: landed.slot });
        const record = await recordOf(connection, signature);
        return {
            signature,
            slot: landed.slot,
            events: decodeLogs(record?.logs ?? []),
            logs: record?.logs,
            units: record?.units,
        };
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

async function outcome(
    connection: Connection,
    signature: Signature,
    lifetime: Lifetime,
    { transmit, woken, timing }: Pursuit,
): Promise<Landed> {
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
    return new Failure(
        'expired',
        'The cluster did not take the transaction in time. Nothing happened, and no fee was paid.',
        { hint: 'Try again.', signature },
    );
}

function unknown(connection: Connection, signature: Signature, cause: unknown): Failure {
    return new Failure(
        'unknown-outcome',
        `The transaction was sent, but ${connection.cluster.rpcUrl} cannot be asked what became of it.`,
        {
            hint: `Look up signature ${signature} before you do it again.`,
            signature,
            cause,
        },
    );
}

async function refusedOnChain(
    connection: Connection,
    plan: Plan,
    signature: Signature,
    err: TransactionError,
): Promise<Failure> {
    const record = await recordOf(connection, signature);
    const why = explain(err, record?.logs ?? [], withBudget(plan.instructions, { units: 0, microLamports: 0n }));
    return new Failure(
        why.kind,
        `${why.sentence} The state changed since it was planned; nothing but the network fee was paid.`,
        { ...why, signature },
    );
}

/** Nodes write their records a moment after they confirm. */
async function recordOf(
    connection: Connection,
    signature: Signature,
): Promise<{ logs: readonly string[]; units?: number } | undefined> {
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
