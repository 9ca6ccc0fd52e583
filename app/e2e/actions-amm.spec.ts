// Trades and liquidity, built by the client and sent to the real chain: what moves is what was quoted, to the unit.

import {
    fetchFarm,
    findFarmStake,
    addresses,
    fetchStakePool,
    NATIVE_MINT,
    TOKEN_PROGRAM,
    type Quotes,
} from '@assay/client';
import {
    deposit,
    depositSingle,
    sideOf,
    swapRoute,
    withdraw,
    withdrawSingle,
    type Hop,
    type Side,
} from '@assay/client/actions/amm';
import { claimLiquidity, closeFarmStake, farmOf, stakeLiquidity, unstakeLiquidity } from '@assay/client/actions/farm';
import { openAssociated } from '@assay/client/actions/sol';
import type { RouteQuote } from '@assay/client/quotes';
import { test } from '@playwright/test';
import type { Address } from '@solana/kit';
import { amountIn, lamportsOf, tokensOf } from './support/balances';
import { quotesModule } from './support/content';
import { act, anEpoch, eventOf, refusal, somebody, TOKEN, undisturbed } from './support/actions';
import { localConfig } from './support/local';
import { chainConnection, expect } from './support/test';
import { bazaar, moved, readPool, within, type Bazaar, type PoolRead } from './support/trading';

const SLIPPAGE_BPS = 100;
const chain = chainConnection;

const soon = async () => (await chain().unixTime()) + 600n;

interface Asked {
    exact: 'in' | 'out';
    amount: bigint;
}

/** From the local dollar through the reward token to SOL. */
function twoPools(
    quotes: Quotes,
    { reward, dollar }: Bazaar,
    pools: PoolRead[],
    now: bigint,
    asked: Asked,
): RouteQuote {
    const states = pools.map((pool) => pool.at(now));
    return quotes.amm.route({
        pools: states,
        reward,
        from: dollar,
        to: NATIVE_MINT,
        slippageBps: SLIPPAGE_BPS,
        ...asked,
    });
}

const hopsOf = ({ hops }: RouteQuote, { sol, dollars }: Bazaar): Hop[] =>
    hops.map(({ pool, effect, exact, amount, limit }) => ({
        pool: pool === sol.address ? sol : dollars,
        from: effect.from,
        exact,
        amount,
        limit,
    }));

for (const asked of [
    { exact: 'in', amount: 40n * TOKEN },
    { exact: 'out', amount: 150_000_000n },
] as const) {
    test(`a route through two pools, exact ${asked.exact}, moves what was quoted`, async () => {
        const [quotes, at, user] = [await quotesModule, await bazaar(chain()), await somebody()];
        // Two accounts are opened once, so that rent is none of what the trade moves.
        await act(
            chain(),
            user,
            openAssociated(user.address, user.address, { address: at.reward, tokenProgram: TOKEN_PROGRAM }),
        );
        const read = async () => ({
            pools: [await readPool(chain(), at.dollars), await readPool(chain(), at.sol)],
            dollars: await tokensOf(chain(), user.address, at.dollar),
            reward: await tokensOf(chain(), user.address, at.reward),
            lamports: await lamportsOf(chain(), user.address),
        });
        const { before, done } = await undisturbed(chain(), at.sol.address, read, async ({ pools }) => {
            const route = twoPools(quotes, at, pools, await chain().unixTime(), asked);
            expect(route.hops.map(({ pool }) => pool)).toEqual([at.dollars.address, at.sol.address]);
            return act(
                chain(),
                user,
                swapRoute(hopsOf(route, at), user.address, route.maximumSent, await within(chain())),
            );
        });
        const route = twoPools(quotes, at, before.pools, done.at, asked);
        const after = await read();
        expect(before.dollars - after.dollars).toBe(route.sent);
        expect(after.lamports - before.lamports).toBe(route.received - done.fee);
        expect(after.reward - before.reward).toBe(route.leftOver);
        if (asked.exact === 'in') expect(route.sent).toBe(asked.amount);
        else expect(route.received).toBeGreaterThanOrEqual(asked.amount);
    });
}

test('a route is refused whole when a limit, the deadline or the mean is missed', async () => {
    const [quotes, at, user] = [await quotesModule, await bazaar(chain()), await somebody()];
    const pools = [await readPool(chain(), at.dollars), await readPool(chain(), at.sol)];
    const route = twoPools(quotes, at, pools, await chain().unixTime(), { exact: 'in', amount: 40n * TOKEN });
    const hops = hopsOf(route, at);
    const attempt = async (change: Partial<Hop>, limits: object = {}) => {
        const [first, last] = hops as [Hop, Hop];
        const these = [first, { ...last, ...change }];
        return refusal(
            chain(),
            user,
            swapRoute(these, user.address, route.maximumSent, { ...(await within(chain())), ...limits }),
        );
    };
    const greedy = await attempt({ limit: route.hops[1]!.effect.received + 1_000n });
    expect(greedy.sentence).toMatch(/^The AMM program refused: .*limit/i);
    const late = await attempt({}, { deadline: (await chain().unixTime()) - 1n });
    expect(late.sentence).toMatch(/deadline/i);

    const from: Side = sideOf(at.sol, NATIVE_MINT)!;
    const push: Hop = { pool: at.sol, from, exact: 'in', amount: 5_000_000_000n, limit: 0n };
    await act(chain(), user, swapRoute([push], user.address, push.amount, await within(chain())));
    const jumped = await attempt({ limit: 0n }, { meanSeconds: 30, meanBps: 10 });
    expect(jumped.sentence).toMatch(/mean/i);
});

test('liquidity goes in and out, on both sides and on one, as quoted', async () => {
    const [quotes, at, user] = [await quotesModule, await bazaar(chain()), await somebody()];
    const { amm } = quotes;
    const pool = at.dollars;
    const slippageBps = SLIPPAGE_BPS;
    const amounts: [bigint, bigint] = [50n * TOKEN, 100n * TOKEN];

    const both = await moved(chain(), pool, user, async (read) => {
        const { minimum } = amm.deposit({ pool: read.at(await chain().unixTime()), amounts, slippageBps });
        return act(chain(), user, deposit(pool, user.address, amounts, minimum, await soon()));
    });
    const added = amm.deposit({ pool: both.before.at(both.done.at), amounts, slippageBps }).effect;
    expect([both.came.a, both.came.b, both.came.lp]).toEqual([-added.sent[0], -added.sent[1], added.liquidity]);
    expect(both.after.pool.data.liquidity - both.before.pool.data.liquidity).toBe(added.liquidity);

    for (const side of ['a', 'b'] as const) {
        const amount = 20n * TOKEN;
        const one = await moved(chain(), pool, user, async (read) => {
            const { limit } = amm.depositOne({ pool: read.at(await chain().unixTime()), side, amount, slippageBps });
            return act(chain(), user, depositSingle(pool, user.address, side, amount, limit, await within(chain())));
        });
        const { effect } = amm.depositOne({ pool: one.before.at(one.done.at), side, amount, slippageBps });
        const other = side === 'a' ? 'b' : 'a';
        expect([one.came[side], one.came[other], one.came.lp]).toEqual([-effect.sent, 0n, effect.liquidity]);
    }

    for (const side of ['a', 'b'] as const) {
        const liquidity = 7_654_321n;
        const one = await moved(chain(), pool, user, async (read) => {
            const { limit } = amm.withdrawOne({
                pool: read.at(await chain().unixTime()),
                side,
                liquidity,
                slippageBps,
            });
            return act(
                chain(),
                user,
                withdrawSingle(pool, user.address, side, liquidity, limit, await within(chain())),
            );
        });
        const { effect } = amm.withdrawOne({ pool: one.before.at(one.done.at), side, liquidity, slippageBps });
        const other = side === 'a' ? 'b' : 'a';
        expect([one.came[side], one.came[other], one.came.lp]).toEqual([effect.received, 0n, -liquidity]);
    }

    const liquidity = await tokensOf(chain(), user.address, pool.lpMint);
    const rest = await moved(chain(), pool, user, async (read) => {
        const { minimum } = amm.withdraw({ pool: read.at(await chain().unixTime()), liquidity, slippageBps });
        return act(chain(), user, withdraw(pool, user.address, liquidity, minimum, await soon()));
    });
    const { effect } = amm.withdraw({ pool: rest.before.at(rest.done.at), liquidity, slippageBps });
    expect([rest.came.a, rest.came.b, rest.came.lp]).toEqual([effect.received[0], effect.received[1], -liquidity]);
});

test('a pool with SOL takes and gives lamports', async () => {
    const [quotes, { sol: pool }, user] = [await quotesModule, await bazaar(chain()), await somebody()];
    const side = sideOf(pool, NATIVE_MINT)!;
    const amount = 300_000_000n;
    await act(
        chain(),
        user,
        openAssociated(user.address, user.address, { address: pool.lpMint, tokenProgram: TOKEN_PROGRAM }),
    );
    const put = await moved(chain(), pool, user, async () =>
        act(chain(), user, depositSingle(pool, user.address, side, amount, 1n, await within(chain()))),
    );
    const added = quotes.amm.depositOne({ pool: put.before.at(put.done.at), side, amount, slippageBps: 0 }).effect;
    expect([put.came.lamports, put.came.lp]).toEqual([-added.sent - put.done.fee, added.liquidity]);
    const liquidity = added.liquidity;
    const took = await moved(chain(), pool, user, async () =>
        act(chain(), user, withdrawSingle(pool, user.address, side, liquidity, 1n, await within(chain()))),
    );
    const out = quotes.amm.withdrawOne({ pool: took.before.at(took.done.at), side, liquidity, slippageBps: 0 }).effect;
    expect([took.came.lamports, took.came.lp]).toEqual([out.received - took.done.fee, -liquidity]);
});

test('a farm pays what was quoted, gives everything back, and is closed', async () => {
    const [quotes, at, user] = [await quotesModule, await bazaar(chain()), await somebody()];
    const { stakePool } = await localConfig();
    const farm = await farmOf(stakePool as Address, at.reward, at.sol.lpMint);
    const put = deposit(at.sol, user.address, [1_000_000_000n, 1_000n * TOKEN], 1n, await soon());
    await act(chain(), user, put);
    const liquidity = await tokensOf(chain(), user.address, at.sol.lpMint);
    const stakeAt = await addresses.farmStake(farm.address, user.address);
    const vault = await amountIn(chain(), farm.vault);
    await act(chain(), user, stakeLiquidity(farm, user.address, liquidity - 1_000n, true));
    await act(chain(), user, stakeLiquidity(farm, user.address, 1_000n, false));
    expect((await findFarmStake(chain(), stakeAt))?.data.amount).toBe(liquidity);
    expect((await amountIn(chain(), farm.vault)) - vault).toBe(liquidity);
    await anEpoch(chain(), farm.stakePool);

    const read = async () => ({
        pool: (await fetchStakePool(chain(), farm.stakePool)).raw,
        farm: (await fetchFarm(chain(), farm.address)).raw,
        stake: (await findFarmStake(chain(), stakeAt))!.raw,
        rewards: await tokensOf(chain(), user.address, at.reward),
    });
    const { before, done } = await undisturbed(chain(), farm.stakePool, read, () =>
        act(chain(), user, claimLiquidity(farm, user.address)),
    );
    const { pending } = quotes.stake.farmStake({ ...before, now: done.at });
    expect(pending).toBeGreaterThan(0n);
    expect(eventOf(done, 'LiquidityClaimed').amount).toBe(pending);
    expect((await tokensOf(chain(), user.address, at.reward)) - before.rewards).toBe(pending);

    await act(chain(), user, unstakeLiquidity(farm, user.address, liquidity));
    expect(await tokensOf(chain(), user.address, at.sol.lpMint)).toBe(liquidity);
    // What it earned in between, if a second has passed.
    if ((await findFarmStake(chain(), stakeAt))!.data.owed > 0n)
        await act(chain(), user, claimLiquidity(farm, user.address));
    const [rent, lamports] = [await lamportsOf(chain(), stakeAt), await lamportsOf(chain(), user.address)];
    const closed = await act(chain(), user, closeFarmStake(farm, user.address));
    expect(await lamportsOf(chain(), user.address)).toBe(lamports + rent - closed.fee);
    expect(await findFarmStake(chain(), stakeAt)).toBeUndefined();
});
