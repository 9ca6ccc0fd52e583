import {
    addresses,
    escrow,
    fetchDemand,
    fetchJob,
    fetchOperator,
    findDemand,
    findJob,
    jobStatus,
    newJob,
    plan,
    seatVerdict,
    send,
    TIER_OPTIMISTIC,
    waitForJob,
    type AssayEvent,
    type Receipt,
} from '@assay/client';
import { ANYONE_PLACE, CLIENT_PLACE, closeDemand, demandLeaf, expireDemand } from '@assay/client/actions/demand';
import * as act from '@assay/client/actions/escrow';
import { setMarketParams } from '@assay/client/actions/governor';

import type { Address } from '@solana/kit';
import { test } from '@playwright/test';
import { amountIn, lamportsOf, tokensOf } from './support/balances';
import { PRICE, order, quotesModule } from './support/content';
import { enacts, passTime, newHolder, realmOf, type Holder } from './support/governance';
import {
    does,
    dueOn,
    marketOf,
    party,
    provider,
    serves,
    shows,
    taken,
    untilDue,
    type MarketAccount,
    type Party,
    type Provider,
    type Roots,
} from './support/jobs';
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
        const before = await lamportsOf(chain, who.address);
        const made = await plan(chain, {
            instructions: [await demandLeaf(job, who.address, at, place)],
            feePayer: who.address,
        });
        const receipt = await send(chain, made, who.signer);
        expect(said(receipt, 'LeafDemanded')).toMatchObject({ job, demander: who.address, bond: BigInt(demandBond) });
        expect(before - (await lamportsOf(chain, who.address))).toBe(made.rentLamports + made.feeLamports);
        demands.push({ who, address: await addresses.demand(job, at), rent: made.rentLamports - BigInt(demandBond) });
    }
    for (const { address } of demands) {
        await expect.poll(async () => (await fetchDemand(chain, address)).data.answerLen).toBeGreaterThan(0);
    }
    // The bond went to who answered; what is left is the demander's.
    for (const { address, rent } of demands) expect(await lamportsOf(chain, address)).toBe(rent);

    const over = await fetchJob(chain, job);
    await does(chain, client, await act.acceptResult(chain, market, over));
    for (const { who, address, rent } of demands) {
        const before = await lamportsOf(chain, who.address);
        await does(chain, hand, [closeDemand(await fetchDemand(chain, address))]);
        expect(await findDemand(chain, address)).toBeUndefined();
        expect(await lamportsOf(chain, who.address)).toBe(before + rent);
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
    await passTime(chain, 31n);
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
    expect(await amountIn(chain, await addresses.vault(job.address))).toBe(0n);
});

test('what nobody accepts in time goes back to the client, by anyone, and the account closes', async () => {
    const market = await marketOf(chain);
    const [client, passer] = [await party(), await party()];
    const mint = market.data.paymentMint;
    const [before, sol] = [await tokensOf(chain, client.address, mint), await lamportsOf(chain, client.address)];
    const change = { acceptSeconds: 1, minClass: NO_CLASS };
    const job = await newJob(market, client.address, await order(change), await quotesModule);
    const made = await plan(chain, { instructions: job.instructions, feePayer: client.address });
    await send(chain, made, client.signer);
    expect(await tokensOf(chain, client.address, mint)).toBe(before - PRICE);
    await passTime(chain, 5n);
    const receipt = await step(market, job.address, passer, 'expire_open');
    expect(said(receipt, 'JobExpired')).toMatchObject({ refund: PRICE, penalty: 0n });
    expect(await tokensOf(chain, client.address, mint)).toBe(before);

    const closing = await act.closeJob(market, await fetchJob(chain, job.address));
    const closed = await plan(chain, { instructions: closing, feePayer: client.address });
    await send(chain, closed, client.signer);
    expect(await findJob(chain, job.address)).toBeUndefined();
    expect(await lamportsOf(chain, client.address)).toBe(sol - made.feeLamports - closed.feeLamports);
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
        await passTime(chain, 5n);
        const bonds = await addresses.stakeVault(market.data.pool);
        const held = await amountIn(chain, bonds);
        const receipt =
            how === 'late'
                ? await step(market, job.address, passer, 'expire')
                : await does(chain, client, await act.abortJob(market, await fetchJob(chain, job.address)));
        expect(said(receipt, 'JobExpired')).toMatchObject({ refund: PRICE, penalty });
        const slashed = said(receipt, 'BondSlashed');
        expect(slashed.toClient).toBe((penalty * 8_000n) / 10_000n);
        expect(slashed.toClient + slashed.burnt).toBe(penalty);
        expect(await tokensOf(chain, client.address, mint)).toBe(before + slashed.toClient);
        expect(held - (await amountIn(chain, bonds))).toBe(penalty);
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
    const balances = async () => Promise.all([tokensOf(chain, hand.address, mint), amountIn(chain, treasury)]);
    const before = await balances();
    const receipt = await step(market, job.address, passer, 'settle');
    const after = await balances();
    expect(after.map((now, at) => now - before[at]!)).toEqual([
        rules.provider,
        rules.treasury + rules.perSeat * BigInt(rules.seats),
    ]);
    // The rest of the price, which has left the vault, is burnt: that supply shrinks by it is hidden by the emission.
    expect(said(receipt, 'JobSettled')).toMatchObject({ toProvider: rules.provider, burnt: rules.burn, early: 0n });
    expect(await amountIn(chain, await addresses.vault(job.address))).toBe(0n);
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
        treasury: await amountIn(chain, treasury),
        seats: await Promise.all(authorities.map((authority) => tokensOf(chain, authority, mint))),
    });
    const before = await balances();
    // A seat is paid once what it says it computed could have been shown to be wrong.
    const { heldUntil, challengeUntil } = accepted!.data;
    await passTime(chain, heldUntil - (await chain.unixTime()) + 1n);
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
    await passTime(chain, finalBy - (await chain.unixTime()) + 2n);
    await step(market, job.address, passer, 'expire_unattested');
    expect(await tokensOf(chain, client.address, market.data.paymentMint)).toBe(before);
    const after = await bondOf(hand.operator);
    expect([after.ownBond, after.locked]).toEqual([bond.ownBond, 0n]);
    expect(await statusOf(job.address)).toBe('Expired');
});
