// What operators do with their registration, their bond and what they earn. One function per instruction, every address
// resolved; `authority` signs and pays.

import { createNoopSigner, type Address, type Instruction } from '@solana/kit';
import { getCreateAssociatedTokenIdempotentInstruction } from '@solana-program/token';
import * as addresses from '../addresses';
import {
    getBeginUnbondInstruction,
    getCancelUnbondInstruction,
    getClaimOperatorInstruction,
    getCloseOperatorInstruction,
    getDepositBondInstruction,
    getJoinRegistryInstruction,
    getLeaveRegistryInstruction,
    getRegisterOperatorInstruction,
    getRetireOperatorInstruction,
    getSetCommissionInstruction,
    getSyncOperatorInstruction,
    getUpdateOperatorInstruction,
    getWithdrawBondInstruction,
} from '../generated/stake/instructions';
import type { Operator, VerifierRegistry } from '../generated/stake/accounts';

/** Bytes of UTF-8 that an endpoint may have. */
export const ENDPOINT_BYTES = 96;

/** A stake pool, as far as its other addresses follow from it. */
export interface PoolAddress {
    address: Address;
    rewardMint: Address;
}

/** What an operator says of itself. */
export interface OperatorProfile {
    /** Hot key of the daemon. */
    agent: Address;
    /** Base units of the market's mint per job. */
    priceFloor: bigint;
    /** ISO 3166-1 numeric; 0 for none. */
    region: number;
    capacity: number;
    endpoint: string;
}

function profileArgs(profile: OperatorProfile) {
    return { ...profile, endpoint: [...new TextEncoder().encode(profile.endpoint)] };
}

async function atStake(pool: PoolAddress, operator: Address) {
    return { pool: pool.address, operator, registry: await addresses.verifierRegistry(pool.address) };
}

async function ownAtStake(pool: PoolAddress, authority: Address) {
    const operator = await addresses.operator(pool.address, authority);
    return { authority: createNoopSigner(authority), ...(await atStake(pool, operator)) };
}

async function paid(pool: PoolAddress, vault: Promise<Address>, owner: Address) {
    const [from, account] = await Promise.all([vault, addresses.associated(owner, pool.rewardMint)]);
    return { vault: from, account, mint: pool.rewardMint };
}

/** Opens the associated token account of the reward token where there is none. */
async function openAccount(pool: PoolAddress, owner: Address): Promise<Instruction> {
    return getCreateAssociatedTokenIdempotentInstruction({
        payer: createNoopSigner(owner),
        ata: await addresses.associated(owner, pool.rewardMint),
        owner,
        mint: pool.rewardMint,
    });
}

export async function registerOperator(
    pool: PoolAddress,
    authority: Address,
    roles: number,
    profile: OperatorProfile,
): Promise<Instruction> {
    const operator = await addresses.operator(pool.address, authority);
    return getRegisterOperatorInstruction({
        authority: createNoopSigner(authority),
        pool: pool.address,
        operator,
        ledger: await addresses.ledger(operator),
        roles,
        profile: profileArgs(profile),
    });
}

export async function updateOperator(
    pool: PoolAddress,
    authority: Address,
    profile: OperatorProfile,
): Promise<Instruction> {
    return getUpdateOperatorInstruction({
        authority: createNoopSigner(authority),
        operator: await addresses.operator(pool.address, authority),
        profile: profileArgs(profile),
    });
}

/** Anyone may add to an operator's bond, from their own associated token account. */
export async function depositBond(
    pool: PoolAddress,
    depositor: Address,
    operator: Address,
    amount: bigint,
): Promise<Instruction> {
    return getDepositBondInstruction({
        depositor: createNoopSigner(depositor),
        ...(await atStake(pool, operator)),
        ...(await paid(pool, addresses.stakeVault(pool.address), depositor)),
        amount,
    });
}

/** Takes part of the bond out into a ticket, which can be withdrawn after the cooldown. */
export async function beginUnbond(
    pool: PoolAddress,
    authority: Address,
    nonce: bigint,
    amount: bigint,
): Promise<Instruction> {
    const accounts = await ownAtStake(pool, authority);
    return getBeginUnbondInstruction({
        ...accounts,
        ticket: await addresses.ticket(accounts.operator, nonce),
        nonce,
        amount,
    });
}

export async function cancelUnbond(pool: PoolAddress, authority: Address, nonce: bigint): Promise<Instruction> {
    const accounts = await ownAtStake(pool, authority);
    return getCancelUnbondInstruction({ ...accounts, ticket: await addresses.ticket(accounts.operator, nonce) });
}

/** Pays a ticket out to its owner's associated token account, which is opened where there is none. */
export async function withdrawBond(pool: PoolAddress, owner: Address, nonce: bigint): Promise<Instruction[]> {
    const operator = await addresses.operator(pool.address, owner);
    const withdraw = getWithdrawBondInstruction({
        owner: createNoopSigner(owner),
        pool: pool.address,
        operator,
        ticket: await addresses.ticket(operator, nonce),
        ...(await paid(pool, addresses.stakeVault(pool.address), owner)),
    });
    return [await openAccount(pool, owner), withdraw];
}

export async function retireOperator(pool: PoolAddress, authority: Address): Promise<Instruction> {
    return getRetireOperatorInstruction(await ownAtStake(pool, authority));
}

export async function closeOperator(pool: PoolAddress, authority: Address): Promise<Instruction> {
    const operator = await addresses.operator(pool.address, authority);
    return getCloseOperatorInstruction({
        authority: createNoopSigner(authority),
        operator,
        ledger: await addresses.ledger(operator),
    });
}

/** Enters the committee lottery in slot `index` of the registry. */
export async function joinRegistry(pool: PoolAddress, authority: Address, index: number): Promise<Instruction> {
    return getJoinRegistryInstruction({ ...(await ownAtStake(pool, authority)), index });
}

export async function leaveRegistry(pool: PoolAddress, authority: Address): Promise<Instruction> {
    return getLeaveRegistryInstruction(await ownAtStake(pool, authority));
}

/** Announces the commission; it is in force at once while nobody backs the operator. */
export async function setCommission(pool: PoolAddress, authority: Address, bps: number): Promise<Instruction> {
    return getSetCommissionInstruction({ ...(await ownAtStake(pool, authority)), bps });
}

/** Pays what the operator earned to its authority's associated token account. */
export async function claimOperator(pool: PoolAddress, authority: Address): Promise<Instruction[]> {
    const claim = getClaimOperatorInstruction({
        ...(await ownAtStake(pool, authority)),
        ...(await paid(pool, addresses.rewardVault(pool.address), authority)),
    });
    return [await openAccount(pool, authority), claim];
}

/** Brings an operator's earnings and weight up to date; anyone may. */
export async function syncOperator(pool: PoolAddress, operator: Address): Promise<Instruction> {
    return getSyncOperatorInstruction(await atStake(pool, operator));
}

/** The slot of the registry to join: a free one, or the one with the least at stake; -1 when every one has more than `stake`. */
export function registrySlot(registry: Pick<VerifierRegistry, 'entries'>, stake: bigint): number {
    let least = 0;
    registry.entries.forEach((entry, at) => {
        if (entry.weight < registry.entries[least]!.weight) least = at;
    });
    const entry = registry.entries[least];
    if (!entry || (entry.weight > 0n && entry.weight >= stake)) return -1;
    return least;
}

/** The commission in force at `now`, and the one that is to follow. */
export function commissionAt(
    operator: Pick<Operator, 'commissionBps' | 'nextCommissionBps' | 'commissionAt'>,
    now: bigint,
) {
    const { commissionBps, nextCommissionBps, commissionAt: at } = operator;
    if (at === 0n) return { bps: commissionBps };
    if (now >= at) return { bps: nextCommissionBps };
    return { bps: commissionBps, next: { bps: nextCommissionBps, at } };
}
