// The governor program: one function per instruction, every address resolved.

import {
    createNoopSigner,
    type AccountMeta,
    type Address,
    type Instruction,
    type ReadonlyUint8Array,
} from '@solana/kit';
import * as addresses from '../addresses';
import * as ix from '../generated/governor/instructions';
import { STAKE_PROGRAM_ADDRESS } from '../generated/stake/programs';
import type { BallotArgs } from '../generated/governor/types';
import type { Currency, Unstaged } from './governor-types';
import type { Holding } from './stake';

export * from './governor-treasury';
export type { Currency, Unstaged } from './governor-types';
export { holdingOf, type Holding } from './stake';

/** The realm of a stake pool, with the addresses that belong to it. */
export interface Governance {
    pool: Address;
    realm: Address;
    /** Signs what was voted. */
    treasury: Address;
}

export async function governanceOf(pool: Address): Promise<Governance> {
    const realm = await addresses.realm(pool);
    return { pool, realm, treasury: await addresses.realmTreasury(realm) };
}

export interface ProposalText {
    /** SHA-256 of the text at `uri`. */
    hash: ReadonlyUint8Array;
    /** 1 to 80 bytes of UTF-8. */
    title: string;
    /** At most 128. */
    uri: string;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function proposing(governance: Governance, holding: Holding) {
    const { realm, pool } = governance;
    return {
        proposer: createNoopSigner(holding.owner),
        realm,
        pool,
        position: holding.position,
        operator: holding.operator,
    };
}

/** A draft. `number` is the realm's count of proposals; `holding` is the proposer's, with enough weight. */
export async function createProposal(
    governance: Governance,
    holding: Holding,
    number: bigint,
    text: ProposalText,
): Promise<Instruction> {
    const proposal = await addresses.proposal(governance.realm, number);
    const { hash, title, uri } = text;
    return ix.getCreateProposalInstruction({
        ...proposing(governance, holding),
        proposal,
        number,
        hash,
        title: [...utf8(title)],
        uri: [...utf8(uri)],
    });
}

/** Adds an action to a draft: `staged` are the bytes that stage it. */
export async function addAction(
    governance: Governance,
    proposer: Address,
    proposal: Address,
    index: number,
    staged: ReadonlyUint8Array,
): Promise<Instruction> {
    return ix.getAddActionInstruction({
        proposer: createNoopSigner(proposer),
        realm: governance.realm,
        proposal,
        action: await addresses.action(proposal, index),
        index,
        instruction: staged,
    });
}

export async function removeAction(proposer: Address, proposal: Address, index: number): Promise<Instruction> {
    const action = await addresses.action(proposal, index);
    return ix.getRemoveActionInstruction({ proposer: createNoopSigner(proposer), proposal, action });
}

/** Begins the vote on a draft. */
export function submit(governance: Governance, holding: Holding, proposal: Address): Instruction {
    return ix.getSubmitInstruction({ ...proposing(governance, holding), proposal });
}

/** Gives up a draft or an open vote. */
export function cancel(proposer: Address, proposal: Address): Instruction {
    return ix.getCancelInstruction({ proposer: createNoopSigner(proposer), proposal });
}

/** Decides a vote that is over, or gives up what was not executed in its time; anyone may. */
export function finalize({ realm, pool }: Governance, proposal: Address): Instruction {
    return ix.getFinalizeInstruction({ realm, pool, proposal });
}

/** Does the next action that was voted; anyone may. `voted` is what its bytes stage. */
export async function executeAction(proposal: Address, index: number, voted: Unstaged): Promise<Instruction> {
    const execute = ix.getExecuteActionInstruction({ proposal, action: await addresses.action(proposal, index) });
    return { ...execute, accounts: [...execute.accounts, ...namedOnce(voted)] } as Instruction;
}

const LOADER = 'BPFLoaderUpgradeab1e11111111111111111111111' as Address;

/** Whether executing calls the loader, which lets nobody call it beside other instructions: it needs a transaction of its own. */
export const executesUpgrade = ({ accounts = [] }: Pick<Instruction, 'accounts'>): boolean =>
    accounts.some(({ address }) => address === LOADER);

/** The program first, then every account once, as writable as it ever is. The governor signs for the treasury. */
function namedOnce({ program, accounts }: Unstaged): AccountMeta[] {
    const named = new Map<Address, boolean>([[program, false]]);
    for (const { address, writable } of accounts) named.set(address, (named.get(address) ?? false) || writable);
    return [...named].map(([address, writable]) => ({ address, role: writable ? 1 : 0 }));
}

/** Stops a vote, or what was decided; `content` is the proposal's hash. */
export function veto(
    { realm }: Governance,
    guardian: Address,
    proposal: Address,
    content: ReadonlyUint8Array,
): Instruction {
    return ix.getVetoInstruction({ guardian: createNoopSigner(guardian), realm, proposal, content });
}

/** Pays a deposit to `receiver`: the proposer, or the treasury when it is forfeited; anyone may. */
export function reclaimDeposit({ realm }: Governance, proposal: Address, receiver: Address): Instruction {
    return ix.getReclaimDepositInstruction({ realm, proposal, receiver });
}

/** Closes an action of a proposal that is over; anyone may. */
export async function closeAction(proposer: Address, proposal: Address, index: number): Promise<Instruction> {
    return ix.getCloseActionInstruction({ proposal, proposer, action: await addresses.action(proposal, index) });
}

/** Closes a proposal without votes, actions and deposit. */
export function closeProposal(proposer: Address, proposal: Address): Instruction {
    return ix.getCloseProposalInstruction({ proposer: createNoopSigner(proposer), proposal });
}

const holds = ({ realm, pool }: Governance) => ({ realm, pool, stakeProgram: STAKE_PROGRAM_ADDRESS });

/** Whoever votes for somebody else names the owner's delegation. */
async function voting({ realm }: Governance, voter: Address, proposal: Address, holding: Holding) {
    const delegated = holding.owner !== voter;
    return {
        voter: createNoopSigner(voter),
        proposal,
        position: holding.position,
        operator: holding.operator,
        delegation: delegated ? await addresses.delegation(realm, holding.owner) : undefined,
        record: await addresses.voteRecord(proposal, holding.position),
    };
}

/** Votes with a position on the content with this hash. */
export async function castVote(
    governance: Governance,
    voter: Address,
    proposal: Address,
    holding: Holding,
    ballot: BallotArgs,
    content: ReadonlyUint8Array,
): Promise<Instruction> {
    return ix.getCastVoteInstruction({
        ...(await voting(governance, voter, proposal, holding)),
        ...holds(governance),
        ballot,
        content,
    });
}

/** Votes otherwise. */
export async function changeVote(
    governance: Governance,
    voter: Address,
    proposal: Address,
    holding: Holding,
    ballot: BallotArgs,
    content: ReadonlyUint8Array,
): Promise<Instruction> {
    return ix.getChangeVoteInstruction({ ...(await voting(governance, voter, proposal, holding)), ballot, content });
}

/** Takes a vote back; `payer` is who paid for its record. */
export async function withdrawVote(
    governance: Governance,
    voter: Address,
    proposal: Address,
    holding: Holding,
    payer: Address,
): Promise<Instruction> {
    return ix.getWithdrawVoteInstruction({
        ...(await voting(governance, voter, proposal, holding)),
        ...holds(governance),
        payer,
    });
}

async function closing(governance: Governance, proposal: Address, position: Address, payer: Address) {
    return { proposal, position, payer, record: await addresses.voteRecord(proposal, position), ...holds(governance) };
}

/** Closes the record of a vote that is decided; anyone may. `payer` is who paid for it. */
export async function closeVote(
    governance: Governance,
    proposal: Address,
    position: Address,
    payer: Address,
): Promise<Instruction> {
    return ix.getCloseVoteInstruction(await closing(governance, proposal, position, payer));
}

/** Closes a vote against something critical, and lets the position's owner leave with a shorter cooldown; anyone may. */
export async function claimExit(
    governance: Governance,
    proposal: Address,
    position: Address,
    payer: Address,
): Promise<Instruction> {
    return ix.getClaimExitInstruction(await closing(governance, proposal, position, payer));
}

/** Lets `delegate` vote with all of the owner's positions. */
export async function delegate({ realm }: Governance, owner: Address, to: Address): Promise<Instruction> {
    const delegation = await addresses.delegation(realm, owner);
    return ix.getDelegateInstruction({ owner: createNoopSigner(owner), realm, delegation, delegate: to });
}

/** Takes the owner's delegation back. */
export async function undelegate({ realm }: Governance, owner: Address): Promise<Instruction> {
    return ix.getUndelegateInstruction({
        owner: createNoopSigner(owner),
        delegation: await addresses.delegation(realm, owner),
    });
}

async function streaming({ realm }: Governance, id: bigint, { mint, tokenProgram }: Currency) {
    const stream = await addresses.stream(realm, id);
    return { stream, vault: await addresses.streamVault(stream), mint, tokenProgram };
}

/** Pays what a stream has released to the recipient's associated token account; anyone may. */
export async function claimStream(
    governance: Governance,
    id: bigint,
    currency: Currency,
    recipient: Address,
): Promise<Instruction> {
    const destination = await addresses.associated(recipient, currency.mint, currency.tokenProgram);
    return ix.getClaimStreamInstruction({ ...(await streaming(governance, id, currency)), destination });
}

/** Closes a stream of which everything is claimed; anyone may. */
export async function closeStream(governance: Governance, id: bigint, currency: Currency): Promise<Instruction> {
    const { realm, treasury } = governance;
    const destination = await addresses.associated(treasury, currency.mint, currency.tokenProgram);
    return ix.getCloseStreamInstruction({
        realm,
        treasury,
        ...(await streaming(governance, id, currency)),
        destination,
    });
}
