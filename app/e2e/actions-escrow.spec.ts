import {
    addresses,
    escrow,
    fetchDemand,
    fetchFeeConfig,
    fetchJob,
    fetchLiquidityPool,
    fetchOperator,
    findDemand,
    findJob,
    jobStatus,
    newJob,
    plan,
    poolState,
    seatVerdict,
    send,
    TIER_OPTIMISTIC,
    TOKEN_PROGRAM,
    waitForJob,
    type AssayEvent,
    type Receipt,
} from '@assay/client';
import { poolAt, sideOf, swapRoute, type AmmPool } from '@assay/client/actions/amm';
import { ANYONE_PLACE, CLIENT_PLACE, closeDemand, demandLeaf, expireDemand } from '@assay/client/actions/demand';
import * as act from '@assay/client/actions/escrow';
import { setMarketParams } from '@assay/client/actions/governor';
import { postJobWithSwap } from '@assay/client/actions/pay-with';
import type { Address } from '@solana/kit';
import { test } from '@playwright/test';
import { enacts, lamports, newHolder, realmOf, type Holder } from './governance';
import {
    does,
    dueOn,
    marketOf,
    order,
    party,
    PRICE,
    provider,
    quotesModule,
    serves,
    shows,
    taken,
    tokensOf,
    units,
    untilDue,
    type MarketAccount,
    type Party,
    type Provider,
    type Roots,
} from './jobs';
import { localConfig, moveClock } from './support/local';
import { chainConnection, expect } from './support/test';

const chain = chainConnection();
/** What no operator is of, so that nobody accepts. */
const NO_CLASS = 60_000;
/** Of what a daemon computed of the digits; the same for everybody. */
let roots: Roots;
let usual: escrow.MarketParams;
let voter: Holder;
let mirror: Awaited<ReturnType<typeof serves>>;
/** A provider without a daemon, which shows what another one computed. */
let hand: Provider;

type Named<N extends AssayEvent['name']> = Extract<AssayEvent, { name: N }>['data'];
function said<N extends AssayEvent['name']>({ events }: Receipt, name: N): Named<N> {
    const found = events.find((event) => event.name === name);
    expect(found, `an event ${name} among ${events.map((event) => event.name).join(', ')}`).toBeDefined();
    return found!.data as Named<N>;
}

async function passSeconds(seconds: bigint): Promise<void> {
    await moveClock((await chain.unixTime()) + seconds);
}

/** The market's windows, long enough for whoever acts here to be in time on a slow machine. */
async function setWindows(params: Partial<escrow.MarketParams>): Promise<void> {
    const governance = await realmOf(chain);
    const market = await marketOf(chain);
    const next = { ...market.data.params, ...params };
    const action = setMarketParams(governance, market.address, next);
    await enacts(chain, voter, { title: 'Windows of the market', actions: [action] });
    expect((await marketOf(chain)).data.params).toEqual(next);
}

const feesFor = async (market: MarketAccount) => (await quotesModule).escrow.fees({ market: market.raw, price: PRICE });
const bondOf = async (operator: Address) => (await fetchOperator(chain, operator)).data;
const statusOf = async (job: Address) => jobStatus((await fetchJob(chain, job)).data);

/** Does what the module says is due, as somebody whom the job does not concern. */
async function step(market: MarketAccount, job: Address, by: Party, expected: act.DueStep['step']) {
    const { job: found, due } = await untilDue(chain, job);
    expect(due.step).toBe(expected);
    return does(chain, by, await act.stepInstructions(chain, market, found, due, by.address));
}

/** Posts a job for the daemons and waits until its result is revealed. */
async function revealed(market: MarketAccount, client: Party): Promise<Address> {
    const job = await newJob(market, client.address, await order(), await quotesModule);
    await does(chain, client, job.instructions);
    await waitForJob(chain, job.address, (it) => it !== undefined && jobStatus(it.data) === 'Challengeable');
    return job.address;
}

test.describe.configure({ timeout: 240_000 });

test.beforeAll(async () => {
    const market = await marketOf(chain);
    usual = market.data.params;
    voter = await newHolder(chain);
    const original = await revealed(market, await party());
    const { data } = await fetchJob(chain, original);
    roots = { traceRoot: Uint8Array.from(data.traceRoot), outputRoot: Uint8Array.from(data.outputRoot) };
    await setWindows({ seedSeconds: 60, challengeSeconds: [6, 60], answerSeconds: 30, attestSeconds: 60 });
    mirror = await serves(chain, original);
    hand = await provider(chain, mirror.endpoint);
});
test.afterAll(async () => {
    mirror.server.close();
    await setWindows(usual);
});

test('a leaf is demanded, answered by the provider, and its account’s rent comes back', async () => {
    const market = await marketOf(chain);
    const [client, other] = [await party(), await party()];
    const job = await revealed(market, client);
    const { demandBond } = market.data.params;
    const leaves = [
        { who: client, at: { op: 0, row: 3, leaf: 0 }, place: CLIENT_PLACE },
        { who: other, at: { op: 1, row: 7, leaf: 0 }, place: ANYONE_PLACE },
    ];
    const demands = [];
    for (const { who, at, place } of leaves) {
        const before = await lamports(chain, who.address);
        const made = await plan(chain, {
            instructions: [await demandLeaf(job, who.address, at, place)],
            feePayer: who.address,
        });
        const receipt = await send(chain, made, who.signer);
        expect(said(receipt, 'LeafDemanded')).toMatchObject({ job, demander: who.address, bond: BigInt(demandBond) });
        expect(before - (await lamports(chain, who.address))).toBe(made.rentLamports + made.feeLamports);
        demands.push({ who, address: await addresses.demand(job, at), rent: made.rentLamports - BigInt(demandBond) });
    }
    for (const { address } of demands) {
        await expect.poll(async () => (await fetchDemand(chain, address)).data.answerLen).toBeGreaterThan(0);
    }
    // The bond went to who answered; what is left is the demander's.
    for (const { address, rent } of demands) expect(await lamports(chain, address)).toBe(rent);

    const over = await fetchJob(chain, job);
    await does(chain, client, await act.acceptResult(chain, market, over));
    for (const { who, address, rent } of demands) {
        const before = await lamports(chain, who.address);
        await does(chain, hand, [closeDemand(await fetchDemand(chain, address))]);
        expect(await findDemand(chain, address)).toBeUndefined();
        expect(await lamports(chain, who.address)).toBe(before + rent);
    }
});

test('a demand that is not answered convicts the provider, and anyone may have it done', async () => {
    const market = await marketOf(chain);
    const [client, demander, passer] = [await party(), await party(), await party()];
    const by = await provider(chain);
    const job = await taken(chain, market, client, by, { tier: TIER_OPTIMISTIC });
    await shows(chain, by, job.address, roots);
    const at = { op: 0, row: 5, leaf: 0 };
    await does(chain, demander, [await demandLeaf(job.address, demander.address, at, ANYONE_PLACE)]);
    const demand = await fetchDemand(chain, await addresses.demand(job.address, at));
    const early = await plan(chain, {
        instructions: await expireDemand(market, await fetchJob(chain, job.address), demand, passer.address),
        feePayer: passer.address,
    });
    expect(early.failure?.sentence).toMatch(/^The escrow program refused: /);

    const mint = market.data.rewardMint;
    const [clientBefore, demanderBefore] = [client, demander].map(({ address }) => tokensOf(chain, address, mint));
    const before = { client: await clientBefore!, demander: await demanderBefore!, bond: await bondOf(by.operator) };
    await passSeconds(31n);
    const found = await fetchJob(chain, job.address);
    const receipt = await does(chain, passer, await expireDemand(market, found, demand, passer.address));
    const slashed = said(receipt, 'BondSlashed');
    const locked = (await feesFor(market)).optimistic.requiredBond;
    const { challengerBps, clientBps } = market.data.params;
    expect(slashed.amount).toBe(locked);
    expect(slashed.toChallenger).toBe((locked * BigInt(challengerBps)) / 10_000n);
    expect(slashed.toClient).toBe((locked * BigInt(clientBps)) / 10_000n);
    expect(slashed.toChallenger + slashed.toClient + slashed.burnt).toBe(locked);
    expect(await tokensOf(chain, client.address, mint)).toBe(before.client + PRICE + slashed.toClient);
    expect(await tokensOf(chain, demander.address, mint)).toBe(before.demander + slashed.toChallenger);
    expect((await bondOf(by.operator)).ownBond).toBe(before.bond.ownBond - locked);
    expect(await statusOf(job.address)).toBe('Convicted');
    expect(await units(chain, await addresses.vault(job.address))).toBe(0n);
});

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
        const vaults = async () => Promise.all(view.at.vaults.map((vault) => units(chain, vault)));
        const before = { vaults: await vaults(), sold: await tokensOf(chain, client.address, mint) };
        const made = await plan(chain, { instructions, feePayer: client.address });
        await send(chain, made, client.signer);
        expect(await units(chain, await addresses.vault(job.address))).toBe(PRICE);
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
    await passSeconds(120n);
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

test('what nobody accepts in time goes back to the client, by anyone, and the account closes', async () => {
    const market = await marketOf(chain);
    const [client, passer] = [await party(), await party()];
    const mint = market.data.paymentMint;
    const [before, sol] = [await tokensOf(chain, client.address, mint), await lamports(chain, client.address)];
    const change = { acceptSeconds: 1, minClass: NO_CLASS };
    const job = await newJob(market, client.address, await order(change), await quotesModule);
    const made = await plan(chain, { instructions: job.instructions, feePayer: client.address });
    await send(chain, made, client.signer);
    expect(await tokensOf(chain, client.address, mint)).toBe(before - PRICE);
    await passSeconds(5n);
    const receipt = await step(market, job.address, passer, 'expire_open');
    expect(said(receipt, 'JobExpired')).toMatchObject({ refund: PRICE, penalty: 0n });
    expect(await tokensOf(chain, client.address, mint)).toBe(before);

    const closing = await act.closeJob(market, await fetchJob(chain, job.address));
    const closed = await plan(chain, { instructions: closing, feePayer: client.address });
    await send(chain, closed, client.signer);
    expect(await findJob(chain, job.address)).toBeUndefined();
    expect(await lamports(chain, client.address)).toBe(sol - made.feeLamports - closed.feeLamports);
});

test('a provider that falls silent or late loses part of its bond, most of it to the client', async () => {
    const market = await marketOf(chain);
    const mint = market.data.paymentMint;
    const { requiredBond } = (await feesFor(market)).committee;
    const penalty = (requiredBond * BigInt(market.data.params.expiryPenaltyBps)) / 10_000n;
    for (const how of ['silent', 'late'] as const) {
        const [client, passer] = [await party(), await party()];
        const before = await tokensOf(chain, client.address, mint);
        const change = how === 'silent' ? { heartbeatSeconds: 1 } : { runSeconds: 1 };
        const job = await taken(chain, market, client, hand, change);
        const bond = await bondOf(hand.operator);
        expect(bond.locked).toBe(requiredBond);
        await passSeconds(5n);
        const bonds = await addresses.stakeVault(market.data.pool);
        const held = await units(chain, bonds);
        const receipt =
            how === 'late'
                ? await step(market, job.address, passer, 'expire')
                : await does(chain, client, await act.abortJob(market, await fetchJob(chain, job.address)));
        expect(said(receipt, 'JobExpired')).toMatchObject({ refund: PRICE, penalty });
        const slashed = said(receipt, 'BondSlashed');
        expect(slashed.toClient).toBe((penalty * 8_000n) / 10_000n);
        expect(slashed.toClient + slashed.burnt).toBe(penalty);
        expect(await tokensOf(chain, client.address, mint)).toBe(before + slashed.toClient);
        expect(held - (await units(chain, bonds))).toBe(penalty);
        const after = await bondOf(hand.operator);
        expect([after.locked, after.ownBond]).toEqual([0n, bond.ownBond - penalty]);
        expect(await statusOf(job.address)).toBe('Expired');
    }
});

test('an unchallenged result is settled by anyone, by the market’s rules to the unit', async () => {
    const market = await marketOf(chain);
    const mint = market.data.paymentMint;
    const [client, passer] = [await party(), await party()];
    const { optimistic: rules } = await feesFor(market);
    const job = await taken(chain, market, client, hand, { tier: TIER_OPTIMISTIC });
    await shows(chain, hand, job.address, roots);
    expect(await dueOn(chain, await fetchJob(chain, job.address))).toBeNull();
    const treasury = await addresses.treasury(market.address);
    const balances = async () => Promise.all([tokensOf(chain, hand.address, mint), units(chain, treasury)]);
    const before = await balances();
    const receipt = await step(market, job.address, passer, 'settle');
    const after = await balances();
    expect(after.map((now, at) => now - before[at]!)).toEqual([
        rules.provider,
        rules.treasury + rules.perSeat * BigInt(rules.seats),
    ]);
    // The rest of the price, which has left the vault, is burnt: that supply shrinks by it is hidden by the emission.
    expect(said(receipt, 'JobSettled')).toMatchObject({ toProvider: rules.provider, burnt: rules.burn, early: 0n });
    expect(await units(chain, await addresses.vault(job.address))).toBe(0n);
    expect((await bondOf(hand.operator)).locked).toBe(0n);
});

test('the client’s seed draws the committee, and every seat is paid with the acceptance', async () => {
    const market = await marketOf(chain);
    const mint = market.data.paymentMint;
    const client = await party();
    const { committee: rules } = await feesFor(market);
    const job = await taken(chain, market, client, hand);
    await shows(chain, hand, job.address, roots);
    // Only who has the seed can draw before its time is over.
    expect(await dueOn(chain, await fetchJob(chain, job.address))).toBeNull();
    const wrong = await act.drawCommittee(market, job.address, new Uint8Array(32));
    const refused = await plan(chain, { instructions: [wrong], feePayer: client.address });
    expect(refused.failure?.sentence).toMatch(/seed/i);
    const { job: found, due } = await untilDue(chain, job.address, true);
    expect(due.step).toBe('draw');
    const draw = await act.stepInstructions(chain, market, found, due, client.address, job.seed);
    said(await does(chain, client, draw), 'CommitteeDrawn');
    const seated = (await fetchJob(chain, job.address)).data;
    expect(seated.round).toBe(1);
    expect(seated.beacon.some((byte) => byte !== 0)).toBe(true);
    const accepted = await waitForJob(
        chain,
        job.address,
        (it) => it!.data.seats.slice(0, rules.seats).every((seat) => seatVerdict(seat) === 'Accept'),
        { signal: AbortSignal.timeout(100_000) },
    );

    const seats = accepted!.data.seats.slice(0, rules.seats).map(({ operator }, seat) => ({ operator, seat }));
    const authorities = await Promise.all(seats.map(async ({ operator }) => (await bondOf(operator)).authority));
    const treasury = await addresses.treasury(market.address);
    const balances = async () => ({
        provider: await tokensOf(chain, hand.address, mint),
        treasury: await units(chain, treasury),
        seats: await Promise.all(authorities.map((authority) => tokensOf(chain, authority, mint))),
    });
    const before = await balances();
    // A seat is paid once what it says it computed could have been shown to be wrong.
    const { heldUntil, challengeUntil } = accepted!.data;
    await passSeconds(heldUntil - (await chain.unixTime()) + 1n);
    expect(await chain.unixTime()).toBeLessThan(challengeUntil);
    // In one transaction, before the verifiers collect by themselves.
    const pays = await Promise.all(
        seats.map(({ operator, seat }) =>
            act.stepInstructions(chain, market, accepted!, { step: 'pay_seat', seat, operator }, client.address),
        ),
    );
    const accept = await act.acceptResult(chain, market, accepted!);
    const receipt = await does(chain, client, [...accept, ...pays.flatMap((made) => made.slice(1))]);
    const after = await balances();
    expect(said(receipt, 'JobSettled')).toMatchObject({
        early: 1n,
        burnt: rules.burn,
        toVerifiers: rules.perSeat * BigInt(rules.seats),
    });
    expect(after.provider - before.provider).toBe(rules.provider);
    expect(after.treasury - before.treasury).toBe(rules.treasury);
    expect(after.seats.map((now, at) => now - before.seats[at]!)).toEqual(seats.map(() => rules.perSeat));
    expect(rules.provider + rules.treasury + rules.burn + rules.perSeat * BigInt(rules.seats)).toBe(PRICE);

    const { vaultBalance, openLocks } = (await fetchJob(chain, job.address)).data;
    expect([vaultBalance, openLocks]).toEqual([0n, 0]);
    await does(chain, client, await act.closeJob(market, await fetchJob(chain, job.address)));
    expect(await findJob(chain, job.address)).toBeUndefined();
});

test('without a committee the client has the price back, and the provider its bond', async () => {
    const market = await marketOf(chain);
    const [client, passer] = [await party(), await party()];
    const before = await tokensOf(chain, client.address, market.data.paymentMint);
    const job = await taken(chain, market, client, hand);
    await shows(chain, hand, job.address, roots);
    const { finalBy } = (await fetchJob(chain, job.address)).data;
    const bond = await bondOf(hand.operator);
    await passSeconds(finalBy - (await chain.unixTime()) + 2n);
    await step(market, job.address, passer, 'expire_unattested');
    expect(await tokensOf(chain, client.address, market.data.paymentMint)).toBe(before);
    const after = await bondOf(hand.operator);
    expect([after.ownBond, after.locked]).toEqual([bond.ownBond, 0n]);
    expect(await statusOf(job.address)).toBe('Expired');
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
