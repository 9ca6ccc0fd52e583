import {
    addresses,
    fetchFeeConfig,
    fetchJob,
    fetchLiquidityPool,
    newJob,
    plan,
    poolState,
    send,
    TOKEN_PROGRAM,
} from '@assay/client';
import { poolAt, sideOf, swapRoute, type AmmPool } from '@assay/client/actions/amm';
import * as act from '@assay/client/actions/escrow';
import { postJobWithSwap } from '@assay/client/actions/pay-with';
import { test } from '@playwright/test';
import type { Address } from '@solana/kit';
import { amountIn, tokensOf } from './support/balances';
import { order, PRICE, quotesModule } from './support/content';
import { does, marketOf, party } from './support/jobs';
import { localConfig } from './support/local';
import { passTime } from './support/governance';
import { chainConnection, expect } from './support/test';

const chain = chainConnection();
/** What no operator is of, so that nobody accepts. */
const NO_CLASS = 60_000;

test('a price is paid with another token: exactly the price arrives, and never more than the limit leaves', async () => {
    const market = await marketOf(chain);
    for (const symbol of ['USDL', 'SOL']) {
        const client = await party();
        const { view, from, mint } = await poolFor(symbol);
        const now = await chain.unixTime();
        const quote = (await quotesModule).amm.buy({ pool: view.state(now), from, amount: PRICE, slippageBps: 50 });
        const limits = { deadline: now + 600n, meanSeconds: 0, meanBps: 0 };
        const pay = async (maximum: bigint) => {
            const job = await newJob(market, client.address, await order({ minClass: NO_CLASS }), await quotesModule);
            const payment = { pool: view.at, from, maximum, limits };
            return { job, instructions: await postJobWithSwap(market, client.address, job.request, payment) };
        };
        const short = await pay(quote.effect.sent - 1n);
        const refused = await plan(chain, { instructions: short.instructions, feePayer: client.address });
        expect(refused.failure?.sentence, symbol).toMatch(/^The AMM program refused: /);

        const { job, instructions } = await pay(quote.limit);
        const vaults = async () => Promise.all(view.at.vaults.map((vault) => amountIn(chain, vault)));
        const before = { vaults: await vaults(), sold: await tokensOf(chain, client.address, mint) };
        const made = await plan(chain, { instructions, feePayer: client.address });
        await send(chain, made, client.signer);
        expect(await amountIn(chain, await addresses.vault(job.address))).toBe(PRICE);
        expect((await fetchJob(chain, job.address)).data).toMatchObject({ price: PRICE, vaultBalance: PRICE });
        const after = await vaults();
        const [soldAt, boughtAt] = from === 'a' ? [0, 1] : [1, 0];
        expect(after[soldAt]! - before.vaults[soldAt]!).toBe(quote.effect.sent);
        expect(before.vaults[boughtAt]! - after[boughtAt]!).toBe(PRICE);
        if (symbol === 'SOL') {
            // What was wrapped beyond the price is SOL again.
            const spent = made.effects.find((effect) => effect.mint === 'SOL')!.delta;
            expect(spent).toBe(-(quote.effect.sent + made.rentLamports));
        } else {
            expect(before.sold - (await tokensOf(chain, client.address, mint))).toBe(quote.effect.sent);
        }

        // A refund is in the market's token: nothing is sold back.
        const reward = await tokensOf(chain, client.address, market.data.rewardMint);
        await does(chain, client, await act.cancelJob(market, await fetchJob(chain, job.address)));
        expect(await tokensOf(chain, client.address, market.data.rewardMint)).toBe(reward + PRICE);
    }
});

test('far from its mean, a pool does not serve who asked for that', async () => {
    const market = await marketOf(chain);
    const [client, trader] = [await party(), await party()];
    const { view, from } = await poolFor('USDL');
    const mean = { meanSeconds: 60, meanBps: 100 };
    await passTime(chain, 120n);
    const deadline = (await chain.unixTime()) + 600n;
    const trade = async (side: typeof from, amount: bigint) => {
        const hop = { pool: view.at, from: side, exact: 'in', amount, limit: 0n } as const;
        const limits = { deadline, meanSeconds: 0, meanBps: 0 };
        await does(chain, trader, await swapRoute([hop], trader.address, amount, limits));
    };
    const planned = async () => {
        const job = await newJob(market, client.address, await order({ minClass: NO_CLASS }), await quotesModule);
        const payment = { pool: view.at, from, maximum: PRICE * 100n, limits: { deadline, ...mean } };
        const instructions = await postJobWithSwap(market, client.address, job.request, payment);
        return plan(chain, { instructions, feePayer: client.address });
    };
    const within = async () => {
        const { state } = (await poolFor('USDL')).view;
        const now = await chain.unixTime();
        (await quotesModule).amm.requireWithin({ pool: state(now), deadline, ...mean });
    };
    await within();
    expect((await planned()).failure).toBeUndefined();

    const reward = await tokensOf(chain, trader.address, market.data.rewardMint);
    await trade(from, 800_000_000n);
    await expect(within()).rejects.toThrow(/mean/i);
    const { failure } = await planned();
    expect(failure?.sentence).toMatch(/mean/i);
    const bought = (await tokensOf(chain, trader.address, market.data.rewardMint)) - reward;
    await trade(from === 'a' ? 'b' : 'a', bought);
});

/** The local chain's pool that trades a token for the market's, read anew. */
async function poolFor(symbol: string) {
    const { tokens, rewardMint, pools } = await localConfig();
    const mint = tokens.find((token) => token.symbol === symbol)!.mint as Address;
    const found = (pools as { address: Address; mints: string[] }[]).find(
        ({ mints }) => mints.includes(mint) && mints.includes(rewardMint),
    )!;
    const pool = await fetchLiquidityPool(chain, found.address);
    const config = await fetchFeeConfig(chain, pool.data.config);
    const at: AmmPool = poolAt(pool.address, pool.data, [TOKEN_PROGRAM, TOKEN_PROGRAM]);
    const view = { at, state: (now: bigint) => poolState(pool, config, now) };
    return { view, from: sideOf(at, mint)!, mint };
}
