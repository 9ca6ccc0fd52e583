// Liquidity that is locked.

import { createNoopSigner, type Address, type Instruction } from '@solana/kit';
import { associated, liquidityLock } from '../addresses';
import {
    getCloseLockInstruction,
    getCollectLockInstruction,
    getLockLiquidityInstruction,
} from '../generated/amm/instructions';
import type { Release } from '../generated/amm/types';
import { openLpAccount, type AmmPool } from './amm';

/** Never released. */
export const FOR_EVER: Release = { startsAt: 0n, endsAt: 0n };

export interface NewLock {
    /** One that no lock of the pool has. */
    id: bigint;
    /** Whose it will be, who collects. */
    owner: Address;
    liquidity: bigint;
    release: Release;
}

/** An id that is as good as certain to be free. */
export function newLockId(): bigint {
    return crypto.getRandomValues(new BigUint64Array(1))[0]!;
}

/** Locks liquidity of `user`. */
export async function lockLiquidity(pool: AmmPool, user: Address, lock: NewLock): Promise<Instruction[]> {
    return [
        getLockLiquidityInstruction({
            user: createNoopSigner(user),
            pool: pool.address,
            lock: await liquidityLock(pool.address, lock.id),
            lpMint: pool.lpMint,
            lpAccount: await associated(user, pool.lpMint),
            ...lock,
        }),
    ];
}

/** Pays what a lock earned and released to its owner; anyone may. */
export async function collectLock(
    pool: AmmPool,
    payer: Address,
    lock: Address,
    owner: Address,
): Promise<Instruction[]> {
    const lpAccount = await associated(owner, pool.lpMint);
    const collect = getCollectLockInstruction({ pool: pool.address, lock, lpMint: pool.lpMint, lpAccount });
    return [await openLpAccount(pool, payer, owner), collect];
}

/** Closes an empty lock; its rent comes back. */
export function closeLock(owner: Address, lock: Address): Instruction[] {
    return [getCloseLockInstruction({ owner: createNoopSigner(owner), lock })];
}
