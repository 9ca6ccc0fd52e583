// Liquidity that is locked: built by the client and sent to the real chain; what comes back is what was quoted, to the unit.

import { addresses, fetchLiquidityLock, findLiquidityLock, type Connection, type WalletSigner } from '@assay/client';
import { deposit, swapRoute, type AmmPool, type Hop } from '@assay/client/actions/amm';
import { closeLock, collectLock, FOR_EVER, lockLiquidity, newLockId, type NewLock } from '@assay/client/actions/locks';
import { test } from '@playwright/test';
import type { Address } from '@solana/kit';
import { lamportsOf, tokensOf } from './support/balances';
import { quotesModule } from './support/content';
import { act, refusal, somebody, TOKEN } from './support/actions';
import { moveClock } from './support/local';
import { chainConnection, expect } from './support/test';
import { bazaar, moved, readPool, within } from './support/trading';

interface Locked {
    chain: Connection;
    pool: AmmPool;
    user: WalletSigner;
    lock: Address;
    liquidity: bigint;
}

/** Liquidity of the pool with the local dollar that is locked for `owner`, or for who locks it. */
async function locked(release: NewLock['release'], owner?: Address): Promise<Locked> {
    const chain = chainConnection();
    const [{ dollars: pool }, user] = [await bazaar(chain), await somebody()];
    const { deadline } = await within(chain);
    await act(chain, user, deposit(pool, user.address, [400n * TOKEN, 900n * TOKEN], 1n, deadline));
    const [liquidity, id] = [200n * TOKEN, newLockId()];
    const before = {
        held: await tokensOf(chain, user.address, pool.lpMint),
        pool: (await readPool(chain, pool)).pool.data,
    };
    await act(chain, user, lockLiquidity(pool, user.address, { id, owner: owner ?? user.address, liquidity, release }));
    const lock = await addresses.liquidityLock(pool.address, id);
    const after = (await readPool(chain, pool)).pool.data;
    expect(before.held - (await tokensOf(chain, user.address, pool.lpMint))).toBe(liquidity);
    expect([after.locked - before.pool.locked, after.liquidity]).toEqual([liquidity, before.pool.liquidity]);
    const { data } = await fetchLiquidityLock(chain, lock);
    expect([data.owner, data.liquidity, data.release]).toEqual([owner ?? user.address, liquidity, release]);
    return { chain, pool, user, lock, liquidity };
}

/** Trades to and fro, so that the pool earns. */
async function traffic({ chain, pool, user }: Locked): Promise<void> {
    for (const from of ['a', 'b'] as const) {
        const hop: Hop = { pool, from, exact: 'in', amount: 90n * TOKEN, limit: 1n };
        await act(chain, user, swapRoute([hop], user.address, hop.amount, await within(chain)));
    }
}

/** Has it paid out by `payer`; what comes is what is quoted of that moment. */
async function collected(here: Locked, payer: WalletSigner, owner: WalletSigner): Promise<bigint> {
    const { chain, pool, lock } = here;
    const data = (await fetchLiquidityLock(chain, lock)).raw;
    const { before, done, came } = await moved(chain, pool, owner, () =>
        act(chain, payer, collectLock(pool, payer.address, lock, owner.address)),
    );
    const quote = (await quotesModule).amm.collectable({ pool: before.at(done.at), lock: data });
    expect(came.lp).toBe(quote.liquidity);
    return quote.liquidity;
}

test('liquidity locked for ever pays its fees to its owner, whoever asks, and never comes back', async () => {
    const owner = await somebody();
    const here = await locked(FOR_EVER, owner.address);
    const { chain, user, lock, liquidity } = here;
    const nothing = await refusal(chain, user, collectLock(here.pool, user.address, lock, owner.address));
    expect(nothing.sentence).toMatch(/nothing/i);
    await traffic(here);
    const fees = await collected(here, user, owner);
    expect(fees).toBeGreaterThan(0n);
    expect((await fetchLiquidityLock(chain, lock)).data.liquidity).toBe(liquidity - fees);
    expect((await refusal(chain, owner, closeLock(owner.address, lock))).kind).toBe('program');
});

test('liquidity locked until a time comes back whole then, and its lock is closed', async () => {
    const chain = chainConnection();
    const until = (await chain.unixTime()) + 4_000n;
    const here = await locked({ startsAt: until - 1n, endsAt: until });
    const { user, lock, liquidity } = here;
    await traffic(here);
    const fees = await collected(here, user, user);
    expect(fees > 0n && fees < liquidity / 100n, `${fees} are the fees`).toBe(true);
    await moveClock(until + 1n);
    expect(await collected(here, user, user)).toBe(liquidity - fees);
    const [rent, lamports] = [await lamportsOf(chain, lock), await lamportsOf(chain, user.address)];
    const closed = await act(chain, user, closeLock(user.address, lock));
    expect(await lamportsOf(chain, user.address)).toBe(lamports + rent - closed.fee);
    expect(await findLiquidityLock(chain, lock)).toBeUndefined();
});

test('liquidity that vests comes back evenly', async () => {
    const chain = chainConnection();
    const startsAt = await chain.unixTime();
    const here = await locked({ startsAt, endsAt: startsAt + 10_000n });
    const { user, liquidity } = here;
    await moveClock(startsAt + 5_000n);
    const half = await collected(here, user, user);
    // A ten-thousandth is released each second, rounded for those who stay.
    expect(half + 1n >= liquidity / 2n && half < (liquidity * 505n) / 1_000n, `${half} of ${liquidity}`).toBe(true);
    await moveClock(startsAt + 10_001n);
    expect(await collected(here, user, user)).toBe(liquidity - half);
});
