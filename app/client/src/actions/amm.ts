// The AMM: one function per instruction, every address resolved.

import { createNoopSigner, type Address, type Instruction } from '@solana/kit';
import { ammPool, ammVault, associated, inOrder, lpMint as lpMintOf, TOKEN_PROGRAM } from '../addresses';
import type { LiquidityPool } from '../generated/amm/accounts';
import {
    getCollectCreatorFeesInstruction,
    getDepositInstruction,
    getDepositSingleInstruction,
    getInitializePoolInstructionAsync,
    getSwapExactInInstruction,
    getSwapExactOutInstruction,
    getWithdrawInstruction,
    getWithdrawSingleInstruction,
} from '../generated/amm/instructions';
import type { LaunchTerms, Limits } from '../generated/amm/types';
import { aroundSol, openAssociated, type Sold, type TokenMint } from './sol';

/** Decimals of every pool's liquidity. */
export const LP_DECIMALS = 6;
/** Left to nobody by the first deposit, LP base units. */
export const MIN_LIQUIDITY = 1_000n;

export type Side = 'a' | 'b';
export const SIDES: readonly [Side, Side] = ['a', 'b'];
/** One value for mint a, one for mint b. */
export type Both<T> = readonly [T, T];

export const other = (side: Side): Side => (side === 'a' ? 'b' : 'a');
export const at = <T>(both: Both<T>, side: Side): T => (side === 'a' ? both[0] : both[1]);

/** A pool, with the addresses that belong to it. */
export interface AmmPool {
    address: Address;
    config: Address;
    /** In the order of their addresses. */
    mints: Both<TokenMint>;
    vaults: Both<Address>;
    lpMint: Address;
}

/** The pool of a tier and two mints, in whichever order they are given, whether it is there already or not. */
export async function poolOf(config: Address, one: TokenMint, another: TokenMint): Promise<AmmPool> {
    const [first] = inOrder(one.address, another.address);
    const mints: Both<TokenMint> = first === one.address ? [one, another] : [another, one];
    const address = await ammPool(config, one.address, another.address);
    const vaults: Both<Address> = [
        await ammVault(address, mints[0].address),
        await ammVault(address, mints[1].address),
    ];
    return { address, config, mints, vaults, lpMint: await lpMintOf(address) };
}

/** A pool that is there, given the token programs of its mints, which its account does not name. */
export function poolAt(address: Address, data: LiquidityPool, tokenPrograms: Both<Address>): AmmPool {
    const [mintA, mintB] = data.mints as [Address, Address];
    return {
        address,
        config: data.config,
        mints: [
            { address: mintA, tokenProgram: tokenPrograms[0] },
            { address: mintB, tokenProgram: tokenPrograms[1] },
        ],
        vaults: data.vaults as [Address, Address],
        lpMint: data.lpMint,
    };
}

export function sideOf(pool: AmmPool, mint: Address): Side | undefined {
    return SIDES.find((side) => at(pool.mints, side).address === mint);
}

const lpToken = (pool: AmmPool): TokenMint => ({ address: pool.lpMint, tokenProgram: TOKEN_PROGRAM });

/** Opens `owner`'s account for the liquidity. */
export const openLpAccount = (pool: AmmPool, payer: Address, owner: Address) =>
    openAssociated(payer, owner, lpToken(pool));

async function pooled(pool: AmmPool, owner: Address) {
    const [a, b] = pool.mints;
    return {
        config: pool.config,
        pool: pool.address,
        accountA: await associated(owner, a.address, a.tokenProgram),
        accountB: await associated(owner, b.address, b.tokenProgram),
        vaultA: pool.vaults[0],
        vaultB: pool.vaults[1],
        mintA: a.address,
        mintB: b.address,
        tokenProgramA: a.tokenProgram,
        tokenProgramB: b.tokenProgram,
    };
}

async function withLiquidity(pool: AmmPool, user: Address) {
    const accounts = await pooled(pool, user);
    return {
        ...accounts,
        user: createNoopSigner(user),
        lpMint: pool.lpMint,
        lpAccount: await associated(user, pool.lpMint),
    };
}

export interface Hop {
    pool: AmmPool;
    from: Side;
    exact: 'in' | 'out';
    /** What is fixed: sent when exact in, received when exact out. */
    amount: bigint;
    /** The least received, or the most sent. */
    limit: bigint;
}

/** One trade; both token accounts must be open. */
export async function swap(hop: Hop, user: Address, limits: Limits): Promise<Instruction> {
    const accounts = { ...(await pooled(hop.pool, user)), user: createNoopSigner(user) };
    const { amount, limit } = hop;
    const aToB = hop.from === 'a';
    return hop.exact === 'in'
        ? getSwapExactInInstruction({ ...accounts, aToB, amount, minimum: limit, limits })
        : getSwapExactOutInstruction({ ...accounts, aToB, amount, maximum: limit, limits });
}

/**
 * A route, all or nothing: opens the accounts of what is bought, wraps SOL that is sold and unwraps what there is after.
 * `most` is what may be sent of the first mint.
 */
export async function swapRoute(
    hops: readonly Hop[],
    user: Address,
    most: bigint,
    limits: Limits,
): Promise<Instruction[]> {
    const bought = hops.map((hop) => at(hop.pool.mints, other(hop.from)));
    const open = await Promise.all(bought.map((mint) => openAssociated(user, user, mint)));
    const trades = await Promise.all(hops.map((hop) => swap(hop, user, limits)));
    const [first] = hops;
    const last = bought.at(-1);
    if (!first || !last) throw new Error('a route has at least one trade');
    const sold: Sold[] = [
        { mint: at(first.pool.mints, first.from).address, amount: most },
        { mint: last.address, amount: 0n },
    ];
    return aroundSol(user, sold, [...open, ...trades]);
}

function sides(pool: AmmPool, amounts: Both<bigint>): Sold[] {
    return pool.mints.map(({ address }, index) => ({ mint: address, amount: amounts[index]! }));
}

/** Adds both sides: at most `amounts`, in the proportion of the reserves, for at least `minimum` of liquidity. */
export async function deposit(
    pool: AmmPool,
    user: Address,
    amounts: Both<bigint>,
    minimum: bigint,
    deadline: bigint,
): Promise<Instruction[]> {
    const add = getDepositInstruction({
        ...(await withLiquidity(pool, user)),
        amounts: [...amounts],
        minimum,
        deadline,
    });
    return aroundSol(user, sides(pool, amounts), [await openLpAccount(pool, user, user), add]);
}

const on = (side: Side, amount: bigint): Both<bigint> => (side === 'a' ? [amount, 0n] : [0n, amount]);

/** Adds one side alone, part of which is traded on the way. */
export async function depositSingle(
    pool: AmmPool,
    user: Address,
    side: Side,
    amount: bigint,
    minimum: bigint,
    limits: Limits,
): Promise<Instruction[]> {
    const accounts = await withLiquidity(pool, user);
    const add = getDepositSingleInstruction({ ...accounts, sideA: side === 'a', amount, minimum, limits });
    const sold = sides(pool, on(side, amount)).filter(({ amount }) => amount > 0n);
    return aroundSol(user, sold, [await openLpAccount(pool, user, user), add]);
}

/** Takes liquidity out of both sides. */
export async function withdraw(
    pool: AmmPool,
    user: Address,
    liquidity: bigint,
    minimum: Both<bigint>,
    deadline: bigint,
): Promise<Instruction[]> {
    const open = await Promise.all(pool.mints.map((mint) => openAssociated(user, user, mint)));
    const take = getWithdrawInstruction({
        ...(await withLiquidity(pool, user)),
        liquidity,
        minimum: [...minimum],
        deadline,
    });
    return aroundSol(user, sides(pool, [0n, 0n]), [...open, take]);
}

/** Takes liquidity out in one side alone, which trades the other on the way. */
export async function withdrawSingle(
    pool: AmmPool,
    user: Address,
    side: Side,
    liquidity: bigint,
    minimum: bigint,
    limits: Limits,
): Promise<Instruction[]> {
    const mint = at(pool.mints, side);
    const accounts = await withLiquidity(pool, user);
    const take = getWithdrawSingleInstruction({ ...accounts, sideA: side === 'a', liquidity, minimum, limits });
    return aroundSol(user, [{ mint: mint.address, amount: 0n }], [await openAssociated(user, user, mint), take]);
}

export interface NewPool {
    amounts: Both<bigint>;
    launch: LaunchTerms;
    /** Whether its maker gets the creator's share of the fees. */
    creatorShare: boolean;
    deadline: bigint;
}

/** Makes the pool with its first deposit; opens the creator's account for the liquidity, too. */
export async function createPool(pool: AmmPool, creator: Address, terms: NewPool): Promise<Instruction[]> {
    const { accountA, accountB, mintA, mintB, tokenProgramA, tokenProgramB } = await pooled(pool, creator);
    const create = await getInitializePoolInstructionAsync({
        creator: createNoopSigner(creator),
        config: pool.config,
        pool: pool.address,
        lpMint: pool.lpMint,
        vaultA: pool.vaults[0],
        vaultB: pool.vaults[1],
        lpAccount: await associated(creator, pool.lpMint),
        ...{ accountA, accountB, mintA, mintB, tokenProgramA, tokenProgramB },
        ...terms,
        amounts: [...terms.amounts],
    });
    return aroundSol(creator, sides(pool, terms.amounts), [create]);
}

/** Pays what the pool's maker earned; anyone may. SOL comes wrapped unless `payer` is the creator. */
export async function collectCreatorFees(pool: AmmPool, payer: Address, creator: Address): Promise<Instruction[]> {
    const open = await Promise.all(pool.mints.map((mint) => openAssociated(payer, creator, mint)));
    const collect = getCollectCreatorFeesInstruction(await pooled(pool, creator));
    return payer === creator ? aroundSol(creator, sides(pool, [0n, 0n]), [...open, collect]) : [...open, collect];
}
