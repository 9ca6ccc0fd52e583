// Holders of stake, and what governance left on chain, without the page.

import { createHash } from 'node:crypto';

import {
    addresses,
    discover,
    fetchPosition,
    fetchProposal,
    fetchRealm,
    fromBase64,
    keypairSigner,
    pack,
    plan,
    send,
    type Connection,
    type Loaded,
    type stake,
    type WalletSigner,
} from '@assay/client';
import * as act from '@assay/client/actions/governor';
import { newId, openPosition, stakePoolOf } from '@assay/client/actions/stake';
import type { Address, Instruction } from '@solana/kit';
import { quotesModule } from './content';
import { fund, moveClock } from './local';
import { TestWallet } from './wallet';

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
    const position = await fetchPosition(chain, await addresses.position(at.pool, id));
    // What is staked in a second counts from the next one on.
    while ((await chain.unixTime()) <= position.data.openedAt) await new Promise((done) => setTimeout(done, 200));
    return { signer, position };
}

/** Another wallet with stake. */
export async function newHolder(chain: Connection, amount = 1_000n * TOKEN): Promise<Holder> {
    const wallet = await TestWallet.create();
    await fund(wallet.address);
    return stakes(chain, wallet, amount);
}

export async function realmOf(chain: Connection): Promise<act.Governance> {
    return act.governanceOf((await discover(chain)).stakePool.address);
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

export interface Draft {
    title: string;
    text?: string;
    uri?: string;
    actions?: Instruction[];
}

/** Makes a proposal and begins its vote. */
export async function proposes(chain: Connection, { signer, position }: Holder, draft: Draft) {
    const governance = await realmOf(chain);
    const number = (await fetchRealm(chain, governance.realm)).data.proposals;
    const proposal = await addresses.proposal(governance.realm, number);
    const hash = createHash('sha256')
        .update(draft.text ?? '')
        .digest();
    const { title, uri = '', actions = [] } = draft;
    const holding = act.holdingOf(position);
    const staged = await Promise.all(
        actions.map(async (action, index) => {
            const { program, accounts, data } = act.unstagedOf(action);
            const { bytes } = (await quotesModule).governor.stage({ program, accounts, data: Uint8Array.from(data) });
            return act.addAction(governance, signer.address, proposal, index, fromBase64(bytes));
        }),
    );
    const create = await act.createProposal(governance, holding, number, { hash, title, uri });
    const all = [create, ...staged, act.submit(governance, holding, proposal)];
    for (const instructions of pack(signer.address, all)) await sent(chain, signer, instructions);
    return { number, proposal };
}

/** Has something decided and done: voted by this holder, decided and executed. */
export async function enacts(chain: Connection, holder: Holder, draft: Draft & { actions: Instruction[] }) {
    const governance = await realmOf(chain);
    const { signer, position } = holder;
    const { proposal } = await proposes(chain, holder, draft);
    const ballot = { forBps: 10_000, againstBps: 0, abstainBps: 0 };
    const { content } = (await fetchProposal(chain, proposal)).data;
    const vote = act.castVote(governance, signer.address, proposal, act.holdingOf(position), ballot, content);
    await sent(chain, signer, [await vote]);
    await passTime(chain, HOUR + 5n);
    await sent(chain, signer, [act.finalize(governance, proposal)]);
    const { executableAt } = (await fetchProposal(chain, proposal)).data;
    await passTime(chain, executableAt - (await chain.unixTime()) + 5n);
    for (const [index, action] of draft.actions.entries()) {
        await sent(chain, signer, [await act.executeAction(proposal, index, act.unstagedOf(action))]);
    }
}
