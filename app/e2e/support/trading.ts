// Pools for tests, and what is quoted for them.

import {
    fetchFeeConfig,
    fetchLiquidityPool,
    NATIVE_MINT,
    TOKEN_PROGRAM,
    type amm,
    type Connection,
    type Loaded,
    type WalletSigner,
} from '@assay/client';
import { poolAt, type AmmPool } from '@assay/client/actions/amm';
import { poolState, type PoolState, type Tax } from '@assay/client/quotes';
import { address, type Address } from '@solana/kit';
import { lamportsOf, tokensOf } from './balances';
import { undisturbed, type Done } from './actions';
import { localConfig } from './local';

/** The mints of the local chain, and its two pools. */
export interface Bazaar {
    reward: Address;
    dollar: Address;
    sol: AmmPool;
    dollars: AmmPool;
}

export async function bazaar(chain: Connection): Promise<Bazaar> {
    const config = await localConfig();
    const listed = config.pools as { address: string; mints: string[] }[];
    const dollar = address(config.tokens.find(({ symbol }) => symbol === 'USDL')!.mint);
    const poolWith = async (mint: Address): Promise<AmmPool> => {
        const found = listed.find(({ mints }) => mints.includes(mint))!;
        const { address: at, data } = await fetchLiquidityPool(chain, address(found.address));
        return poolAt(at, data, [TOKEN_PROGRAM, TOKEN_PROGRAM]);
    };
    const [sol, dollars] = await Promise.all([poolWith(NATIVE_MINT), poolWith(dollar)]);
    return { reward: address(config.rewardMint), dollar, sol, dollars };
}

/** Limits that hold nothing back but a transaction that is late. */
export const within = async (chain: Connection) => ({
    deadline: (await chain.unixTime()) + 600n,
    meanSeconds: 0,
    meanBps: 0,
});

/** A pool as it was read: quotes are of the moment at which it was traded. */
export interface PoolRead {
    pool: Loaded<amm.LiquidityPool>;
    at: (now: bigint) => PoolState;
}

export async function readPool(chain: Connection, pool: AmmPool, taxes?: [Tax, Tax]): Promise<PoolRead> {
    const loaded = await fetchLiquidityPool(chain, pool.address);
    const config = await fetchFeeConfig(chain, pool.config);
    return { pool: loaded, at: (now) => poolState(loaded, config, now, taxes) };
}

export type Balances = Record<'a' | 'b' | 'lp' | 'lamports', bigint>;

export async function balances(chain: Connection, owner: Address, { mints, lpMint }: AmmPool): Promise<Balances> {
    const [a, b, lp, lamports] = await Promise.all([
        tokensOf(chain, owner, mints[0].address, mints[0].tokenProgram),
        tokensOf(chain, owner, mints[1].address, mints[1].tokenProgram),
        tokensOf(chain, owner, lpMint),
        lamportsOf(chain, owner),
    ]);
    return { a, b, lp, lamports };
}

export interface Moved {
    before: PoolRead;
    after: PoolRead;
    done: Done;
    /** What came; what went is negative. */
    came: Balances;
}

/** Does something with a pool that nobody else writes meanwhile, and tells what moved. */
export async function moved(
    chain: Connection,
    pool: AmmPool,
    user: WalletSigner,
    does: (read: PoolRead) => Promise<Done>,
    taxes?: [Tax, Tax],
): Promise<Moved> {
    const read = async () => ({
        read: await readPool(chain, pool, taxes),
        held: await balances(chain, user.address, pool),
    });
    const { before, done } = await undisturbed(chain, pool.address, read, ({ read }) => does(read));
    const after = await read();
    const keys = ['a', 'b', 'lp', 'lamports'] as const;
    const came = Object.fromEntries(keys.map((key) => [key, after.held[key] - before.held[key]])) as Balances;
    return { before: before.read, after: after.read, done, came };
}
