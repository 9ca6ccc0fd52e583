// A job from its content to its result.

import type { Address, Instruction } from '@solana/kit';
import { fetchOperator, findJob, type Loaded } from './accounts';
import { postJob, randomNonce, type MarketAt } from './actions/escrow';
import * as addresses from './addresses';
import { fromHex, toHex } from './bytes';
import type { Connection } from './cluster';
import { ContentError, fetchFile, SPEC_BYTES, TENSOR_BYTES } from './content';
import type { Job } from './generated/escrow/accounts';
import type { JobRequestArgs } from './generated/escrow/types';
import type { JobSpec, Quotes } from './quotes';
import { RpcError } from './rpc-error';
import { jobStatus, jobUri, operatorEndpoint, TIER_COMMITTEE } from './states';
import { pause } from './transport';
import { forEach, wakeOn } from './wake';

/** Longest content URI of a job, bytes of UTF-8. */
export const URI_BYTES = 128;

/** A job's files, read and checked. */
export interface Content {
    spec: Uint8Array<ArrayBuffer>;
    parsed: JobSpec;
    /** 64 hexadecimal digits. */
    inputRoot: string;
}

/** Fetches spec, weights and inputs under `base` and computes their roots. The weights must be those of the spec. */
export async function fetchContent(base: string, quotes: Quotes, signal?: AbortSignal): Promise<Content> {
    const spec = await fetchFile(base, 'spec.bin', SPEC_BYTES, signal);
    const parsed = quotes.job.spec(spec);
    const inputs = await fetchFile(base, 'inputs.safetensors', TENSOR_BYTES, signal);
    const { inputRoot } = quotes.job.inputs(spec, inputs);
    if (parsed.weights.length > 0) {
        quotes.job.weights(spec, await fetchFile(base, 'weights.safetensors', TENSOR_BYTES, signal));
    }
    return { spec, parsed, inputRoot };
}

export interface JobOrder {
    uri: string;
    specRoot: string;
    inputRoot: string;
    /** Payment base units, the fee included. */
    price: bigint;
    acceptSeconds: number;
    runSeconds: number;
    /** Who has to be satisfied before it is paid: a committee, unless said otherwise. */
    tier?: number;
    maxExternalValue?: bigint;
    heartbeatSeconds?: number;
    minReputation?: number;
    minClass?: number;
    /** Drawn at random unless given; it must be kept until the committee is drawn. */
    seed?: Uint8Array;
    nonce?: bigint;
}

export interface NewJob {
    address: Address;
    nonce: bigint;
    seed: Uint8Array;
    request: JobRequestArgs;
    instructions: Instruction[];
}

/** The instructions that post a job, its address, and the client's seed. Nothing is sent. */
export async function newJob(market: MarketAt, client: Address, order: JobOrder, quotes: Quotes): Promise<NewJob> {
    const uri = new TextEncoder().encode(order.uri);
    if (uri.length > URI_BYTES) {
        throw new ContentError(
            'bad-uri',
            `The URI has ${uri.length} bytes, and ${URI_BYTES} is the most. Use a shorter one.`,
        );
    }
    const seed = order.seed ?? crypto.getRandomValues(new Uint8Array(32));
    const nonce = order.nonce ?? randomNonce();
    const { commitment } = quotes.job.seedCommitment({ seed: toHex(seed) });
    const request: JobRequestArgs = {
        nonce,
        price: order.price,
        maxExternalValue: order.maxExternalValue ?? 0n,
        specRoot: rootOf(order.specRoot),
        inputRoot: rootOf(order.inputRoot),
        seedCommitment: rootOf(commitment),
        acceptSeconds: order.acceptSeconds,
        runSeconds: order.runSeconds,
        heartbeatSeconds: order.heartbeatSeconds ?? 0,
        minReputation: order.minReputation ?? 0,
        minClass: order.minClass ?? 0,
        tier: order.tier ?? TIER_COMMITTEE,
        uri: [...uri],
    };
    return {
        address: await addresses.job(client, nonce),
        nonce,
        seed,
        request,
        instructions: await postJob(market, client, request),
    };
}

function rootOf(text: string): Uint8Array {
    const bytes = fromHex(text);
    if (bytes?.length !== 32) throw new ContentError('wrong-root', `"${text}" is not a root of 64 hexadecimal digits.`);
    return bytes;
}

export interface WaitOptions {
    signal?: AbortSignal;
    /** Called with every state that is seen; `undefined` is a job that was closed. */
    onChange?: (job: Loaded<Job> | undefined) => void;
    pollMs?: number;
}

/** Waits until a job is as wanted. A cluster that cannot be asked for a while is asked again. */
export async function waitForJob(
    connection: Connection,
    job: Address,
    until: (job: Loaded<Job> | undefined) => boolean,
    { signal, onChange, pollMs = 1_000 }: WaitOptions = {},
): Promise<Loaded<Job> | undefined> {
    const changed = wakeOn(async (abortSignal, wake) => {
        const pending = connection.subscriptions.accountNotifications(job, {
            commitment: 'confirmed',
            encoding: 'base64',
        });
        await forEach(await pending.subscribe({ abortSignal }), wake);
    });
    let seen: string | undefined;
    try {
        for (;;) {
            signal?.throwIfAborted();
            const found = await findJob(connection, job).catch(passing);
            if (found !== 'unknown') {
                const now = found ? toHex(found.raw) : '';
                if (now !== seen) onChange?.(found);
                seen = now;
                if (until(found)) return found;
            }
            await Promise.race([changed.woken(), pause(pollMs, signal)]);
        }
    } finally {
        changed.stop();
    }
}

function passing(error: unknown): 'unknown' {
    if (error instanceof RpcError && error.kind !== 'bad-answer') return 'unknown';
    throw error;
}

export interface Result {
    /** The numbers, row by row, little-endian. */
    bytes: Uint8Array<ArrayBuffer>;
    /** The same as `output.safetensors`. */
    file: Uint8Array<ArrayBuffer>;
    /** 64 hexadecimal digits; the root that the chain has. */
    outputRoot: string;
    shape: JobSpec['output'];
}

/** The result from its provider, if it is the one that the chain has the root of. */
export async function downloadResult(
    connection: Connection,
    job: Loaded<Job>,
    quotes: Quotes,
    known: { spec?: Uint8Array; signal?: AbortSignal } = {},
): Promise<Result> {
    if (job.data.outputRoot.every((byte) => byte === 0)) {
        throw new ContentError(
            'not-revealed',
            `The job is ${jobStatus(job.data)} and has no result yet. Wait until it is revealed.`,
        );
    }
    const operator = await fetchOperator(connection, job.data.operator);
    const endpoint = operatorEndpoint(operator.data);
    if (endpoint === '')
        throw new ContentError(
            'no-endpoint',
            `Operator ${operator.address} names no endpoint to download from. Ask it for the result.`,
        );
    const spec = known.spec ?? (await fetchFile(jobUri(job.data), 'spec.bin', SPEC_BYTES, known.signal));
    const parsed = quotes.job.spec(spec);
    requireRoot('spec', parsed.specRoot, job.data.specRoot, jobUri(job.data));
    const bytes = await fetchFile(
        `${endpoint}/v1/jobs/${job.address}`,
        'output',
        Number(parsed.output.bytes),
        known.signal,
    );
    const { outputRoot, shape, file } = quotes.job.output(spec, bytes);
    requireRoot('result', outputRoot, job.data.outputRoot, endpoint);
    return { bytes, file, outputRoot, shape };
}

function requireRoot(what: string, actual: string, expected: Iterable<number>, from: string): void {
    const wanted = toHex(expected);
    if (actual === wanted) return;
    throw new ContentError(
        'wrong-root',
        `The ${what} from ${from} has root ${actual}, but the chain says ${wanted}: it is not the job's.`,
    );
}
