// Sending what the client builds, without a browser, and reading what it changed.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
    addresses,
    fetchStakePool,
    fromBase64,
    keypairSigner,
    loadQuotes,
    plan,
    send,
    TOKEN_PROGRAM,
    type AssayEvent,
    type Connection,
    type EventData,
    type Failure,
    type WalletSigner,
} from '@assay/client';
import { expect } from '@playwright/test';
import {
    createKeyPairSignerFromPrivateKeyBytes,
    getAddressEncoder,
    type Address,
    type Instruction,
    type KeyPairSigner,
    type Signature,
} from '@solana/kit';
import { fund } from './support/local';

export const TOKEN = 1_000_000n;

export const quotesModule = loadQuotes(readFileSync(resolve(import.meta.dirname, '../client/src/wasm/assay.wasm')));

/** Somebody with `times` what the faucet gives: 10 SOL, 1,000 reward tokens and 1,000 local dollars. */
export async function somebody(times = 1): Promise<WalletSigner> {
    const seed = crypto.getRandomValues(new Uint8Array(32));
    const { address } = await createKeyPairSignerFromPrivateKeyBytes(seed);
    for (let time = 0; time < times; time += 1) await fund(address);
    return keypairSigner(Uint8Array.from([...seed, ...getAddressEncoder().encode(address)]));
}

export interface Done {
    signature: Signature;
    events: AssayEvent[];
    /** The chain's clock when it ran. */
    at: bigint;
    /** What the payer paid for it, without rent. */
    fee: bigint;
}

/** Plans, signs, sends, and waits until it is confirmed. */
export async function act(
    chain: Connection,
    wallet: WalletSigner,
    given: Instruction | readonly Instruction[] | Promise<Instruction | readonly Instruction[]>,
    signers: readonly KeyPairSigner[] = [],
): Promise<Done> {
    const instructions = [await given].flat() as Instruction[];
    const made = await plan(chain, { instructions, feePayer: wallet.address });
    const { signature, slot, events } = await send(chain, made, wallet, { signers });
    return { signature, events, at: await chain.rpc.getBlockTime(slot).send(), fee: made.feeLamports };
}

/** Why the cluster would refuse it. */
export async function refusal(
    chain: Connection,
    wallet: WalletSigner,
    given: Instruction | readonly Instruction[] | Promise<Instruction | readonly Instruction[]>,
): Promise<Failure> {
    const made = await plan(chain, { instructions: [await given].flat() as Instruction[], feePayer: wallet.address });
    expect(made.failure, 'it is refused').toBeDefined();
    return made.failure!;
}

export function eventOf<N extends AssayEvent['name']>({ events }: Done, name: N): EventData<N> {
    const found = events.find((event) => event.name === name);
    expect(found, `an event ${name}`).toBeDefined();
    return found!.data as EventData<N>;
}

export const lamportsOf = async (chain: Connection, account: Address): Promise<bigint> =>
    (await chain.rpc.getBalance(account, { commitment: 'confirmed' }).send()).value;

/** The amount in a token account; 0 where there is none. */
export async function amountIn(chain: Connection, account: Address): Promise<bigint> {
    const data = await dataOf(chain, account);
    return data.length < 72 ? 0n : new DataView(data.buffer, data.byteOffset).getBigUint64(64, true);
}

export const tokensOf = async (
    chain: Connection,
    owner: Address,
    mint: Address,
    tokenProgram: Address = TOKEN_PROGRAM,
): Promise<bigint> => amountIn(chain, await addresses.associated(owner, mint, tokenProgram));

export async function dataOf(chain: Connection, account: Address): Promise<Uint8Array> {
    const config = { commitment: 'confirmed', encoding: 'base64' } as const;
    const { value } = await chain.rpc.getAccountInfo(account, config).send();
    return value ? fromBase64(value.data[0]) : new Uint8Array();
}

/** Waits until the chain has begun its next epoch, so that stake has earned. */
export async function anEpoch(chain: Connection, pool: Address): Promise<void> {
    const epoch = async () => (await fetchStakePool(chain, pool)).data.epoch;
    const before = await epoch();
    await expect.poll(epoch, { timeout: 40_000 }).toBeGreaterThan(before);
}

const MOST_ATTEMPTS = 8;

/**
 * Reads, acts, and returns both; again when somebody else wrote `account` in between, as the chain's daemons do, because what was read does
 * not tell what must come of it then.
 */
export async function undisturbed<T>(
    chain: Connection,
    account: Address,
    read: () => Promise<T>,
    does: (before: T) => Promise<Done>,
): Promise<{ before: T; done: Done }> {
    const signatures = async () => {
        const found = await chain.rpc.getSignaturesForAddress(account, { limit: 50, commitment: 'confirmed' }).send();
        return new Set(found.map(({ signature }) => signature));
    };
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
        const known = await signatures();
        const before = await read();
        const done = await does(before);
        const others = [...(await signatures())].filter((one) => !known.has(one) && one !== done.signature);
        if (others.length === 0) return { before, done };
    }
    throw new Error(`others wrote ${account} in each of ${MOST_ATTEMPTS} attempts`);
}
