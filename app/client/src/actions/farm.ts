// Farms: LP tokens that earn the liquidity share of the emission.

import { createNoopSigner, type Address, type Instruction } from '@solana/kit';
import { associated, farm, farmStake, farmVault, rewardVault, TOKEN_PROGRAM } from '../addresses';
import {
    getClaimLiquidityInstruction,
    getCloseFarmStakeInstruction,
    getOpenFarmStakeInstruction,
    getStakeLiquidityInstruction,
    getUnstakeLiquidityInstruction,
} from '../generated/stake/instructions';
import { openAssociated } from './sol';

/** The farm of an LP mint, with the addresses that belong to it. */
export interface LpFarm {
    stakePool: Address;
    rewardMint: Address;
    lpMint: Address;
    address: Address;
    vault: Address;
}

/** The stake pool's farm for this LP mint, whether it is there or not. */
export async function farmOf(stakePool: Address, rewardMint: Address, lpMint: Address): Promise<LpFarm> {
    const address = await farm(stakePool, lpMint);
    return { stakePool, rewardMint, lpMint, address, vault: await farmVault(address) };
}

async function liquidity(at: LpFarm, owner: Address) {
    return {
        owner: createNoopSigner(owner),
        pool: at.stakePool,
        farm: at.address,
        stake: await farmStake(at.address, owner),
        vault: at.vault,
        account: await associated(owner, at.lpMint),
        mint: at.lpMint,
        tokenProgram: TOKEN_PROGRAM,
    };
}

/** Opens an empty stake of `owner`'s. */
async function openFarmStake(at: LpFarm, owner: Address): Promise<Instruction> {
    const stake = await farmStake(at.address, owner);
    return getOpenFarmStakeInstruction({ owner: createNoopSigner(owner), farm: at.address, stake });
}

/** Stakes `amount`; `isNew` opens the stake where there is none. */
export async function stakeLiquidity(
    at: LpFarm,
    owner: Address,
    amount: bigint,
    isNew: boolean,
): Promise<Instruction[]> {
    const put = getStakeLiquidityInstruction({ ...(await liquidity(at, owner)), amount });
    return isNew ? [await openFarmStake(at, owner), put] : [put];
}

/** Takes `amount` out, at once. */
export async function unstakeLiquidity(at: LpFarm, owner: Address, amount: bigint): Promise<Instruction[]> {
    const open = await openAssociated(owner, owner, { address: at.lpMint, tokenProgram: TOKEN_PROGRAM });
    return [open, getUnstakeLiquidityInstruction({ ...(await liquidity(at, owner)), amount })];
}

/** Pays what was earned. */
export async function claimLiquidity(at: LpFarm, owner: Address): Promise<Instruction[]> {
    const open = await openAssociated(owner, owner, { address: at.rewardMint, tokenProgram: TOKEN_PROGRAM });
    const paid = {
        vault: await rewardVault(at.stakePool),
        account: await associated(owner, at.rewardMint),
        mint: at.rewardMint,
    };
    return [open, getClaimLiquidityInstruction({ ...(await liquidity(at, owner)), ...paid })];
}

/** Closes the owner's empty stake; its rent comes back. */
export async function closeFarmStake(at: LpFarm, owner: Address): Promise<Instruction[]> {
    const stake = await farmStake(at.address, owner);
    return [getCloseFarmStakeInstruction({ owner: createNoopSigner(owner), stake })];
}
