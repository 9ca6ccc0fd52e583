// Staking: one function per instruction about positions and epochs, every address resolved. Operators' bonds and farms are
// in files of their own.

import { createNoopSigner, type Address, type Instruction } from '@solana/kit';
import { getCreateAssociatedTokenIdempotentInstruction } from '@solana-program/token';
import type { Loaded } from '../account-kinds';
import * as addresses from '../addresses';
import { NO_ADDRESS } from '../addresses';
import type { Position, Ticket } from '../generated/stake/accounts';
import * as stake from '../generated/stake/instructions';
import type { Vesting } from '../generated/stake/types';

/** The pool of a reward mint, with the addresses that belong to it. */
export interface StakePoolAddresses {
    rewardMint: Address;
    pool: Address;
    vault: Address;
    rewardVault: Address;
    registry: Address;
}

export async function stakePoolOf(rewardMint: Address): Promise<StakePoolAddresses> {
    const pool = await addresses.pool(rewardMint);
    const [vault, rewardVault, registry] = await Promise.all([
        addresses.stakeVault(pool),
        addresses.rewardVault(pool),
        addresses.verifierRegistry(pool),
    ]);
    return { rewardMint, pool, vault, rewardVault, registry };
}

/** What every instruction about a position has to name. */
export interface Holding {
    owner: Address;
    position: Address;
    /** The one it backs or is leaving. */
    operator?: Address;
}

/** As the chain has it. */
export function holdingOf({ address, data }: Pick<Loaded<Position>, 'address' | 'data'>): Holding {
    return { owner: data.owner, position: address, operator: operatorNamed(data) };
}

/** The operator that a position or a ticket names, if any. */
export function operatorNamed({ operator }: Pick<Position | Ticket, 'operator'>): Address | undefined {
    return operator === NO_ADDRESS ? undefined : operator;
}

/** A number that no position of the pool has yet, as good as surely, short enough to be read out. */
export function newId(): bigint {
    return BigInt(crypto.getRandomValues(new Uint32Array(1))[0]!);
}

const heldIn = (at: StakePoolAddresses, { owner, position, operator }: Holding) => ({
    owner: createNoopSigner(owner),
    pool: at.pool,
    position,
    operator,
    registry: at.registry,
});

async function paid(at: StakePoolAddresses, owner: Address, vault = at.vault) {
    return { vault, account: await addresses.associated(owner, at.rewardMint), mint: at.rewardMint };
}

/** Opens the owner's account for reward tokens, where there is none. */
export async function openRewardAccount(at: StakePoolAddresses, payer: Address, owner = payer): Promise<Instruction> {
    const ata = await addresses.associated(owner, at.rewardMint);
    return getCreateAssociatedTokenIdempotentInstruction({
        payer: createNoopSigner(payer),
        ata,
        owner,
        mint: at.rewardMint,
    });
}

export interface OpenPosition {
    id: bigint;
    amount: bigint;
    lockSeconds: number;
    /** Backs it at once, at a commission of at most so much. */
    back?: { operator: Address; maxCommissionBps: number };
}

/** Stakes out of the owner's associated token account. */
export async function openPosition(
    at: StakePoolAddresses,
    owner: Address,
    terms: OpenPosition,
): Promise<Instruction[]> {
    const { id, amount, lockSeconds, back: backing } = terms;
    const position = await addresses.position(at.pool, id);
    const funder = createNoopSigner(owner);
    const open = stake.getOpenPositionInstruction({
        funder,
        pool: at.pool,
        position,
        ...(await paid(at, owner)),
        id,
        amount,
        lockSeconds,
    });
    return backing ? [open, back(at, { owner, position, ...backing })] : [open];
}

/** A position of `owner`'s that `funder` pays for, released evenly from `start` to `end`, none of it before the cliff. */
export async function openVesting(
    at: StakePoolAddresses,
    funder: Address,
    owner: Address,
    id: bigint,
    vesting: Vesting,
): Promise<Instruction> {
    return stake.getOpenVestingInstruction({
        funder: createNoopSigner(funder),
        pool: at.pool,
        position: await addresses.position(at.pool, id),
        ...(await paid(at, funder)),
        id,
        owner,
        vesting,
    });
}

export async function addStake(at: StakePoolAddresses, holding: Holding, amount: bigint): Promise<Instruction> {
    return stake.getAddInstruction({ ...heldIn(at, holding), ...(await paid(at, holding.owner)), amount });
}

/** Moves `amount` into a new position with this id, with the same operator and lock. */
export async function split(
    at: StakePoolAddresses,
    holding: Holding,
    id: bigint,
    amount: bigint,
): Promise<Instruction> {
    return stake.getSplitInstruction({
        ...heldIn(at, holding),
        new: await addresses.position(at.pool, id),
        id,
        amount,
    });
}

/** Takes everything of `other` in, which is closed. */
export function merge(at: StakePoolAddresses, holding: Holding, other: Address): Instruction {
    return stake.getMergeInstruction({ ...heldIn(at, holding), other });
}

/** Starts the cooldown of `amount`, in a ticket. */
export async function beginUnstake(
    at: StakePoolAddresses,
    holding: Holding,
    nonce: bigint,
    amount: bigint,
): Promise<Instruction> {
    return stake.getBeginUnstakeInstruction({
        ...heldIn(at, holding),
        ticket: await addresses.ticket(holding.position, nonce),
        nonce,
        amount,
    });
}

/** Puts a ticket back into its position. */
export async function cancelUnstake(at: StakePoolAddresses, holding: Holding, nonce: bigint): Promise<Instruction> {
    return stake.getCancelUnstakeInstruction({
        ...heldIn(at, holding),
        ticket: await addresses.ticket(holding.position, nonce),
    });
}

/** Pays a position's ticket out to its owner; anyone may. */
export async function withdrawTicket(
    at: StakePoolAddresses,
    payer: Address,
    ticket: Loaded<Ticket>,
): Promise<Instruction[]> {
    const { owner, source } = ticket.data;
    const withdraw = stake.getWithdrawInstruction({
        owner,
        pool: at.pool,
        position: source,
        operator: operatorNamed(ticket.data),
        registry: at.registry,
        ticket: ticket.address,
        ...(await paid(at, owner)),
    });
    return [await openRewardAccount(at, payer, owner), withdraw];
}

/** Pays rewards to the owner's associated token account, which must be there. */
export async function claim(at: StakePoolAddresses, holding: Holding): Promise<Instruction> {
    return stake.getClaimInstruction({ ...heldIn(at, holding), ...(await paid(at, holding.owner, at.rewardVault)) });
}

/** Claims that fit into one transaction, with room to spare. */
export const CLAIMS_PER_TRANSACTION = 6;

/** Claims of several positions of one owner, in as many transactions as they need. */
export async function claimAll(
    at: StakePoolAddresses,
    owner: Address,
    holdings: readonly Holding[],
): Promise<Instruction[][]> {
    const open = await openRewardAccount(at, owner);
    const claims = await Promise.all(holdings.map((holding) => claim(at, holding)));
    const transactions: Instruction[][] = [];
    for (let from = 0; from < claims.length; from += CLAIMS_PER_TRANSACTION) {
        transactions.push([open, ...claims.slice(from, from + CLAIMS_PER_TRANSACTION)]);
    }
    return transactions;
}

/** Adds rewards to the stake. */
export function compound(at: StakePoolAddresses, holding: Holding): Instruction {
    return stake.getCompoundInstruction({
        ...heldIn(at, holding),
        vault: at.rewardVault,
        account: at.vault,
        mint: at.rewardMint,
    });
}

export interface Backing {
    owner: Address;
    position: Address;
    operator: Address;
    /** A rise above it in between is refused. */
    maxCommissionBps: number;
}

/** Backs an operator with the whole position. */
export function back(at: StakePoolAddresses, { owner, position, operator, maxCommissionBps }: Backing): Instruction {
    return stake.getBackInstruction({
        owner: createNoopSigner(owner),
        pool: at.pool,
        operator,
        registry: at.registry,
        position,
        maxCommissionBps,
    });
}

/** Starts leaving the operator that a position backs. */
export function leave(at: StakePoolAddresses, owner: Address, position: Address, operator: Address): Instruction {
    return stake.getLeaveInstruction({
        owner: createNoopSigner(owner),
        pool: at.pool,
        operator,
        registry: at.registry,
        position,
    });
}

/** Sets a position free that has left its operator; anyone may. */
export function endLeave(at: StakePoolAddresses, position: Address, operator: Address): Instruction {
    return stake.getEndLeaveInstruction({ pool: at.pool, operator, registry: at.registry, position });
}

/** Locks a position, or locks it for longer. */
export function setLock(at: StakePoolAddresses, holding: Holding, seconds: number): Instruction {
    return stake.getSetLockInstruction({ ...heldIn(at, holding), seconds });
}

/** Starts the countdown of a lock. */
export function releaseLock(at: StakePoolAddresses, holding: Holding): Instruction {
    return stake.getReleaseLockInstruction(heldIn(at, holding));
}

/** Gives the position to `to`, with what there is to claim. */
export function transferPosition(at: StakePoolAddresses, holding: Holding, to: Address): Instruction {
    return stake.getTransferPositionInstruction({ ...heldIn(at, holding), ownerArg: to });
}

/** Closes an empty position; its rent comes back. */
export function closePosition(owner: Address, position: Address): Instruction {
    return stake.getClosePositionInstruction({ owner: createNoopSigner(owner), position });
}

/** Ends an epoch whose time is over; anyone may. */
export function advanceEpoch(at: StakePoolAddresses): Instruction {
    return stake.getAdvanceEpochInstruction({ pool: at.pool, rewardVault: at.rewardVault, rewardMint: at.rewardMint });
}
