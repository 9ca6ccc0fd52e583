// The pool of the local chain that trades SOL, and balances, read without the page.

import {
    fetchLiquidityPool,
    keypairSigner,
    NATIVE_MINT,
    plan,
    send,
    TOKEN_PROGRAM,
    type Connection,
} from '@assay/client';
import { poolAt, swapRoute, type AmmPool } from '@assay/client/actions/amm';
import { address, type Address } from '@solana/kit';
import { fund, localConfig } from './local';
import { TestWallet } from './wallet';

export interface Market {
    reward: Address;
    sol: AmmPool;
}

export async function market(chain: Connection): Promise<Market> {
    const config = await localConfig();
    const pools = config.pools as { address: string; mints: string[] }[];
    const found = pools.find(({ mints }) => mints.includes(NATIVE_MINT));
    const { address: at, data } = await fetchLiquidityPool(chain, address(found!.address));
    return { reward: address(config.rewardMint), sol: poolAt(at, data, [TOKEN_PROGRAM, TOKEN_PROGRAM]) };
}

/** Somebody else who is about to sell SOL for reward tokens, which makes these dearer. Returns what does it. */
export async function otherTrade(chain: Connection, { sol }: Market, amount: bigint): Promise<() => Promise<unknown>> {
    const wallet = await TestWallet.create();
    await fund(wallet.address);
    const deadline = (await chain.unixTime()) + 600n;
    const from = sol.mints[0].address === NATIVE_MINT ? 'a' : 'b';
    const hop = { pool: sol, from, exact: 'in', amount, limit: 0n } as const;
    const limits = { deadline, meanSeconds: 0, meanBps: 0 };
    const instructions = await swapRoute([hop], wallet.address, amount, limits);
    const made = await plan(chain, { instructions, feePayer: wallet.address });
    const signer = await keypairSigner(wallet.secretKey);
    return () => send(chain, made, signer);
}
