// Holders of stake, and what governance left on chain, without the page.

import {
    addresses,
    discover,
    fetchPosition,
    keypairSigner,
    listPositions,
    plan,
    send,
    type Connection,
    type Loaded,
    type stake,
    type WalletSigner,
} from '@assay/client';
import { governanceOf, type Governance } from '@assay/client/actions/governor';
import { newId, openPosition, stakePoolOf } from '@assay/client/actions/stake';
import type { Address, Instruction } from '@solana/kit';
import { fund, moveClock } from './support/local';
import { TestWallet } from './support/wallet';

export const TOKEN = 1_000_000n;
export const HOUR = 3_600n;

export interface Holder {
    signer: WalletSigner;
    position: Loaded<stake.Position>;
}

export async function sent(chain: Connection, signer: WalletSigner, instructions: Instruction[]) {
    const made = await plan(chain, { instructions, feePayer: signer.address });
    return send(chain, made, signer);
}

/** Stakes out of the wallet's tokens, locked for as long as possible, which weighs most. */
export async function stakes(chain: Connection, wallet: TestWallet, amount: bigint): Promise<Holder> {
    const signer = await keypairSigner(wallet.secretKey);
    const at = await stakePoolOf((await discover(chain)).rewardMint);
    const id = newId();
    const terms = { id, amount, lockSeconds: 4 * 365 * 86_400 };
    await sent(chain, signer, await openPosition(at, wallet.address, terms));
    return { signer, position: await fetchPosition(chain, await addresses.position(at.pool, id)) };
}

/** Another wallet with stake. */
export async function newHolder(chain: Connection, amount = 1_000n * TOKEN): Promise<Holder> {
    const wallet = await TestWallet.create();
    await fund(wallet.address);
    return stakes(chain, wallet, amount);
}

export async function realmOf(chain: Connection): Promise<Governance> {
    return governanceOf((await discover(chain)).stakePool.address);
}

export async function lamports(chain: Connection, owner: Address): Promise<bigint> {
    return (await chain.rpc.getBalance(owner, { commitment: 'confirmed' }).send()).value;
}

/** What a wallet paid for signatures, all of its transactions together. */
export async function feesOf(chain: Connection, owner: Address): Promise<bigint> {
    const all = await chain.rpc.getSignaturesForAddress(owner, { commitment: 'confirmed' }).send();
    const config = { commitment: 'confirmed', encoding: 'json', maxSupportedTransactionVersion: 0 } as const;
    const found = await Promise.all(all.map(({ signature }) => chain.rpc.getTransaction(signature, config).send()));
    return found.reduce((sum, one) => {
        const payer = one?.transaction.message.accountKeys[0];
        return payer === owner ? sum + BigInt(one?.meta?.fee ?? 0n) : sum;
    }, 0n);
}

export async function passTime(chain: Connection, seconds: bigint): Promise<void> {
    await moveClock((await chain.unixTime()) + seconds);
}

export async function onlyPositionOf(chain: Connection, owner: Address) {
    const [position] = await listPositions(chain, { owner });
    return position;
}
