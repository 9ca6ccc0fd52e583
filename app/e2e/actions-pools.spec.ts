// Pools that are made, their launch and their maker's share: built by the client, sent to the real chain.

import { listFeeConfigs, TOKEN_PROGRAM, type amm, type Connection, type WalletSigner } from '@assay/client';
import {
    collectCreatorFees,
    createPool,
    other,
    poolOf,
    sideOf,
    swapRoute,
    type AmmPool,
    type Both,
    type Hop,
    type Side,
} from '@assay/client/actions/amm';
import type { Tax } from '@assay/client/quotes';
import { test } from '@playwright/test';
import type { Address } from '@solana/kit';
import { dataOf } from './support/balances';
import { quotesModule } from './support/content';
import { act, eventOf, refusal, somebody, TOKEN } from './support/actions';
import { taxedMint } from './support/mints';
import { moveClock } from './support/local';
import { chainConnection, expect } from './support/test';
import { balances, bazaar, moved, readPool, within } from './support/trading';

const TAX_BPS = 100;

/** The tier with room for a launch. */
async function launchTier(chain: Connection) {
    const tiers = await listFeeConfigs(chain);
    return tiers.find(({ data }) => data.fees.launchBps > 0 && data.fees.creatorBps > 0)!;
}

interface Launched {
    pool: AmmPool;
    maker: WalletSigner;
    taxes: [Tax, Tax];
    /** The side of the reward token. */
    reward: Side;
}

/** A pool of 500 reward tokens and 1,000 of a mint that takes a hundredth of transfers. */
async function launched(chain: Connection, launch: amm.LaunchTerms): Promise<Launched> {
    const [quotes, { reward }, maker, tier] = [
        await quotesModule,
        await bazaar(chain),
        await somebody(2),
        await launchTier(chain),
    ];
    const mint = await taxedMint(chain, maker, TAX_BPS, 5_000n * TOKEN);
    const pool = await poolOf(tier.address, { address: reward, tokenProgram: TOKEN_PROGRAM }, mint);
    const side = sideOf(pool, reward)!;
    const data = await dataOf(chain, mint.address);
    const { epoch } = await chain.rpc.getEpochInfo().send();
    const [none, tax] = [{ bps: 0, maximum: 0n }, quotes.amm.transferFee({ data, epoch })];
    expect(tax.bps).toBe(TAX_BPS);
    const amounts: Both<bigint> = side === 'a' ? [500n * TOKEN, 1_000n * TOKEN] : [1_000n * TOKEN, 500n * TOKEN];
    const before = await balances(chain, maker.address, pool);
    const { deadline } = await within(chain);
    const made = await act(
        chain,
        maker,
        createPool(pool, maker.address, { amounts, launch, creatorShare: true, deadline }),
    );
    const after = await balances(chain, maker.address, pool);
    const { pool: account } = await readPool(chain, pool);
    expect([before.a - after.a, before.b - after.b]).toEqual([...amounts]);
    expect(account.data.reserves[side === 'a' ? 0 : 1]).toBe(500n * TOKEN);
    expect(account.data.reserves[side === 'a' ? 1 : 0]).toBe(990n * TOKEN);
    expect([account.data.creator, account.data.creatorShare, account.data.lpMint]).toEqual([
        maker.address,
        1,
        pool.lpMint,
    ]);
    expect(after.lp).toBe(account.data.liquidity - 1_000n);
    expect(eventOf(made, 'PoolCreated').pool).toBe(pool.address);
    return { pool, maker, reward: side, taxes: side === 'a' ? [none, tax] : [tax, none] };
}

const buying = ({ pool, reward }: Launched, amount: bigint, limit = 1n): Hop => ({
    pool,
    from: reward,
    exact: 'in',
    amount,
    limit,
});

test('a launch opens when it was said, with a high fee and a cap, and pays its maker', async () => {
    const chain = chainConnection();
    const quotes = await quotesModule;
    const opensAt = (await chain.unixTime()) + 3_000n;
    const here = await launched(chain, { opensAt, seconds: 3_600, feeBps: 5_000, capBps: 100 });
    const { pool, maker, taxes, reward } = here;
    const user = await somebody();
    const trade = async (hop: Hop) => swapRoute([hop], user.address, hop.amount, await within(chain));
    const early = await refusal(chain, user, trade(buying(here, TOKEN)));
    expect(early.sentence).toMatch(/open/);
    await moveClock(opensAt + 1n);

    const bold = await refusal(chain, user, trade(buying(here, 50n * TOKEN)));
    expect(bold.sentence).toMatch(/launch|slot|leave/);
    const amount = 5n * TOKEN;
    const bought = await moved(chain, pool, user, async () => act(chain, user, trade(buying(here, amount))), taxes);
    const { effect, feeBps } = quotes.amm.sell({
        pool: bought.before.at(bought.done.at),
        from: reward,
        amount,
        slippageBps: 0,
    });
    expect(feeBps.launch).toBeGreaterThan(4_000);
    expect(effect.received).toBeLessThan(effect.out);
    expect([bought.came[reward], bought.came[other(reward)]]).toEqual([-effect.sent, effect.received]);

    // And back, sold for an exact amount, with the tax of the mint on the way in.
    const wanted = 100_000n;
    const from = other(reward);
    const sold = await moved(
        chain,
        pool,
        user,
        async (read) => {
            const { limit } = quotes.amm.buy({
                pool: read.at(await chain.unixTime()),
                from,
                amount: wanted,
                slippageBps: 200,
            });
            return act(
                chain,
                user,
                swapRoute(
                    [{ pool, from, exact: 'out', amount: wanted, limit }],
                    user.address,
                    limit,
                    await within(chain),
                ),
            );
        },
        taxes,
    );
    const buy = quotes.amm.buy({ pool: sold.before.at(sold.done.at), from, amount: wanted, slippageBps: 0 }).effect;
    expect(buy.paid).toBeLessThan(buy.sent);
    expect([sold.came[reward], sold.came[from]]).toEqual([wanted, -buy.sent]);

    const { creatorFees } = sold.after.pool.data;
    expect(creatorFees.some((fee) => fee > 0n)).toBe(true);
    const before = await balances(chain, maker.address, pool);
    // Anybody has them paid, to the maker.
    await act(chain, user, collectCreatorFees(pool, user.address, maker.address));
    const after = await balances(chain, maker.address, pool);
    const left = creatorFees.map((fee, index) => fee - (fee * BigInt(taxes[index]!.bps) + 9_999n) / 10_000n);
    expect([after.a - before.a, after.b - before.b]).toEqual(left);
    expect((await readPool(chain, pool)).pool.data.creatorFees).toEqual([0n, 0n]);
    expect((await refusal(chain, maker, collectCreatorFees(pool, maker.address, maker.address))).sentence).toMatch(
        /nothing/i,
    );
});

test('terms beyond those of the tier make no pool', async () => {
    const chain = chainConnection();
    const [{ reward, dollar }, maker, tier] = [await bazaar(chain), await somebody(), await launchTier(chain)];
    const token = (address: Address) => ({ address, tokenProgram: TOKEN_PROGRAM });
    const pool = await poolOf(tier.address, token(reward), token(dollar));
    const { deadline } = await within(chain);
    const launch = { opensAt: 0n, seconds: 3_600, feeBps: tier.data.fees.launchBps + 1, capBps: 0 };
    const terms = { amounts: [TOKEN, TOKEN], launch, creatorShare: false, deadline } as const;
    expect((await refusal(chain, maker, createPool(pool, maker.address, terms))).sentence).toMatch(/bounds/);
});
