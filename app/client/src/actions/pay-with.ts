// Paying a job in another token than its market's.

import { createNoopSigner, type Address, type Instruction } from '@solana/kit';
import * as addresses from '../addresses';
import type { Limits } from '../generated/amm/types';
import * as escrow from '../generated/escrow';
import type { JobRequestArgs } from '../generated/escrow/types';
import { at, other, type AmmPool, type Side } from './amm';
import type { MarketAt } from './escrow';
import { aroundSol } from './sol';

/** Most of another token that is sold for the price, until when, and how near to the pool's mean price. */
export interface Payment {
    pool: AmmPool;
    /** Which of the pool's tokens is sold. */
    from: Side;
    maximum: bigint;
    limits: Limits;
}

/** Escrows the price and opens the job, paid with the other token of a pool that trades the market's. */
export async function postJobWithSwap(
    market: MarketAt,
    client: Address,
    request: JobRequestArgs,
    { pool, from, maximum, limits }: Payment,
): Promise<Instruction[]> {
    const job = await addresses.job(client, BigInt(request.nonce));
    const sold = at(pool.mints, from);
    const post = escrow.getPostJobWithSwapInstruction({
        client: createNoopSigner(client),
        market: market.address,
        job,
        vault: await addresses.vault(job),
        paymentMint: market.data.paymentMint,
        tokenProgram: market.data.tokenProgram,
        soldToken: await addresses.associated(client, sold.address, sold.tokenProgram),
        soldMint: sold.address,
        soldTokenProgram: sold.tokenProgram,
        ammPool: pool.address,
        ammConfig: pool.config,
        ammSoldVault: at(pool.vaults, from),
        ammPaymentVault: at(pool.vaults, other(from)),
        request,
        maximum,
        ...limits,
    });
    return aroundSol(client, [{ mint: sold.address, amount: maximum }], [post]);
}
