// Signing a plan, once.

import {
    getTransactionDecoder,
    getTransactionEncoder,
    isKeyPairSigner,
    partiallySignTransaction,
    type Address,
    type KeyPairSigner,
    type Transaction,
} from '@solana/kit';
import type { Connection } from './cluster';
import { deliver, TIMING, type Receipt, type SendStatus, type Timing } from './deliver';
import { explain, Failure } from './failure';
import { compile, MAX_BYTES, sizeOf, tooLarge } from './message';
import type { Plan } from './plan';
import { requireSame } from './signed';

/** Whoever holds the key: a wallet, or a key of a script. */
export interface WalletSigner {
    address: Address;
    /** Adds the signature to a transaction in its wire form. */
    signTransaction(bytes: Uint8Array): Promise<Uint8Array>;
}

export interface SendOptions {
    onStatus?: (status: SendStatus) => void;
    /** Keys that sign besides the wallet, of accounts that are made for example. */
    signers?: readonly KeyPairSigner[];
    timing?: Partial<Timing>;
}

const used = new WeakSet<Plan>();

/** Signs and sends a plan. Whatever goes wrong is a {@link Failure}. */
export async function send(
    connection: Connection,
    plan: Plan,
    wallet: WalletSigner,
    options: SendOptions = {},
): Promise<Receipt> {
    const say = (status: SendStatus) => options.onStatus?.(status);
    if (plan.failure) throw plan.failure;
    if (wallet.address !== plan.feePayer) {
        throw new Failure('other', `The plan is for ${plan.feePayer}, but the wallet is ${wallet.address}.`, {
            hint: 'Plan again with this wallet.',
        });
    }
    if (used.has(plan))
        throw new Failure('already-sent', 'This was sent already.', {
            hint: 'Look at your last transactions, or plan it anew.',
        });
    used.add(plan);
    const sent = { maybe: false };
    try {
        say({ step: 'preparing' });
        const { value: lifetime } = await asked(connection.rpc.getLatestBlockhash({ commitment: 'confirmed' }).send());
        const given = compile(plan, { units: plan.unitLimit, microLamports: plan.priorityMicroLamports }, lifetime);
        if (sizeOf(given) > MAX_BYTES) throw tooLarge(plan.instructions.length, sizeOf(given));
        say({ step: 'signing' });
        const signed = await signedBy(given, wallet, options.signers ?? signersIn(plan));
        return await deliver(connection, plan, signed, lifetime, {
            say,
            sent,
            timing: { ...TIMING, ...options.timing },
        });
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
async function signedBy(
    given: Transaction,
    wallet: WalletSigner,
    signers: readonly KeyPairSigner[],
): Promise<Transaction> {
    const bytes = await wallet.signTransaction(new Uint8Array(getTransactionEncoder().encode(given)));
    let signed: Transaction;
    try {
        signed = getTransactionDecoder().decode(bytes);
    } catch (error) {
        throw new Failure('changed', 'The wallet returned something that is no transaction. Nothing was sent.', {
            cause: error,
        });
    }
    requireSame(given, signed);
    const others = signers.filter(({ address }) => address !== wallet.address);
    if (others.length > 0) {
        signed = await partiallySignTransaction(
            others.map(({ keyPair }) => keyPair),
            signed as Parameters<typeof partiallySignTransaction>[1],
        );
    }
    const missing = Object.entries(signed.signatures).find(
        ([, signature]) => signature === null || signature.every((byte) => byte === 0),
    );
    if (missing) {
        throw new Failure('rejected', `The signature of ${missing[0]} is missing. Nothing was sent.`, {
            hint: missing[0] === wallet.address ? 'Sign in the wallet.' : 'Give its key as well.',
        });
    }
    return signed;
}
