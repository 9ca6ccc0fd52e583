// Sending what the client builds, without a browser, and reading what it changed.

import {
    fetchStakePool,
    keypairSigner,
    plan,
    send,
    type AssayEvent,
    type Connection,
    type EventData,
    type Failure,
    type WalletSigner,
} from '@assay/client';
import { expect } from '@playwright/test';
import { type Address, type Instruction, type KeyPairSigner, type Signature } from '@solana/kit';
import { fund } from './local';
import { TestWallet } from './wallet';

export const TOKEN = 1_000_000n;

/** Somebody with `times` what the faucet gives: 10 SOL, 1,000 reward tokens and 1,000 local dollars. */
export async function somebody(times = 1): Promise<WalletSigner> {
    const wallet = await TestWallet.create();
    for (let time = 0; time < times; time += 1) await fund(wallet.address);
    return keypairSigner(wallet.secretKey);
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
