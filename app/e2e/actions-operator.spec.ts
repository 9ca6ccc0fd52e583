// Every instruction about operators, built by the client and sent to the real chain: what changes, to the unit.

import {
    addresses,
    fetchBondLedger,
    fetchOperator,
    fetchStakePool,
    fetchTicket,
    fetchVerifierRegistry,
    findBondLedger,
    findOperator,
    findTicket,
    NOT_REGISTERED,
    operatorEndpoint,
    type Connection,
    type WalletSigner,
} from '@assay/client';
import {
    beginUnbond,
    cancelUnbond,
    claimOperator,
    closeOperator,
    commissionAt,
    depositBond,
    joinRegistry,
    leaveRegistry,
    registerOperator,
    registrySlot,
    retireOperator,
    setCommission,
    syncOperator,
    updateOperator,
    withdrawBond,
    type PoolAddress,
} from '@assay/client/actions/operator';
import { back, endLeave, leave, newId, openPosition, stakePoolOf } from '@assay/client/actions/stake';
import { test } from '@playwright/test';
import type { Address } from '@solana/kit';
import { lamportsOf, tokensOf } from './support/balances';
import { quotesModule } from './support/content';
import { act, anEpoch, eventOf, refusal, somebody, TOKEN, undisturbed } from './support/actions';
import { localConfig, moveClock } from './support/local';
import { chainConnection, expect } from './support/test';

const ROLE_BOTH = 3;

interface Scene {
    chain: Connection;
    pool: PoolAddress;
    authority: WalletSigner;
    operator: Address;
    agent: Address;
}

const profileOf = (agent: Address) => ({
    agent,
    priceFloor: 2_500_000n,
    region: 276,
    capacity: 2,
    endpoint: 'https://gpu.example:9443',
});

/** An operator who is registered and bonded with all that the faucet gave. */
async function registered(times: number): Promise<Scene> {
    const { rewardMint, stakePool } = await localConfig();
    const chain = chainConnection();
    const pool = { address: stakePool as Address, rewardMint: rewardMint as Address };
    const [authority, agent] = [await somebody(times), (await somebody(0)).address];
    const operator = await addresses.operator(pool.address, authority.address);
    await act(chain, authority, registerOperator(pool, authority.address, ROLE_BOTH, profileOf(agent)));
    await act(chain, authority, depositBond(pool, authority.address, operator, BigInt(times) * 1_000n * TOKEN));
    return { chain, pool, authority, operator, agent };
}

const read = async ({ chain, operator }: Scene) => (await fetchOperator(chain, operator)).data;

/** What there is to claim and what it is computed from. */
async function earning({ chain, pool, authority, operator }: Scene) {
    const [at, of] = await Promise.all([fetchStakePool(chain, pool.address), fetchOperator(chain, operator)]);
    return { pool: at.raw, operator: of.raw, rewards: await tokensOf(chain, authority.address, pool.rewardMint) };
}

async function backer(here: Scene, maxCommissionBps: number): Promise<{ owner: WalletSigner; position: Address }> {
    const { chain, pool, operator } = here;
    const owner = await somebody();
    const at = await stakePoolOf(pool.rewardMint);
    const id = newId();
    const terms = { id, amount: 100n * TOKEN, lockSeconds: 0, back: { operator, maxCommissionBps } };
    await act(chain, owner, openPosition(at, owner.address, terms));
    return { owner, position: await addresses.position(pool.address, id) };
}

test('a profile is replaced as a whole', async () => {
    const here = await registered(1);
    const { chain, pool, authority } = here;
    const other = (await somebody(0)).address;
    const profile = { agent: other, priceFloor: 7n, region: 392, capacity: 9, endpoint: 'https://ü.example' };
    await act(chain, authority, updateOperator(pool, authority.address, profile));
    const now = await read(here);
    expect(now).toMatchObject({ agent: other, priceFloor: 7n, region: 392, capacity: 9, ownBond: 1_000n * TOKEN });
    expect(operatorEndpoint(now)).toBe('https://ü.example');
    const long = { ...profile, endpoint: 'x'.repeat(97) };
    expect((await refusal(chain, authority, updateOperator(pool, authority.address, long))).sentence).toMatch(/96/);
});

test('a commission is in force at once while nobody backs, and later with a cap for backers', async () => {
    const here = await registered(1);
    const { chain, pool, authority, operator } = here;
    const { data: rules } = await fetchStakePool(chain, pool.address);
    const announce = (bps: number) => setCommission(pool, authority.address, bps);
    await act(chain, authority, announce(1_500));
    expect(commissionAt(await read(here), await chain.unixTime())).toEqual({ bps: 1_500 });
    const above = await refusal(chain, authority, announce(rules.maxCommissionBps + 1));
    expect(above.kind).toBe('program');

    const { owner } = await backer(here, 1_500);
    const jump = await refusal(chain, authority, announce(1_500 + rules.commissionStepBps + 1));
    expect(jump.sentence).toBe(above.sentence);
    const done = await act(chain, authority, announce(1_500 + rules.commissionStepBps));
    const at = done.at + rules.commissionDelaySeconds;
    expect(commissionAt(await read(here), at - 1n)).toEqual({ bps: 1_500, next: { bps: 2_000, at } });
    await moveClock(at + 1n);
    expect(commissionAt(await read(here), await chain.unixTime())).toEqual({ bps: 2_000 });

    // Who allows no more than 15 % is not taken in at 20 %.
    const addressesOf = await stakePoolOf(pool.rewardMint);
    const id = newId();
    const [position] = [await addresses.position(pool.address, id)];
    await act(chain, owner, openPosition(addressesOf, owner.address, { id, amount: TOKEN, lockSeconds: 0 }));
    const late = back(addressesOf, { owner: owner.address, position, operator, maxCommissionBps: 1_500 });
    expect((await refusal(chain, owner, late)).sentence).toMatch(/commission/);
});

test('bond and commission earn, and are paid as quoted', async () => {
    const here = await registered(2);
    const { chain, pool, authority, operator } = here;
    const quotes = await quotesModule;
    await act(chain, authority, setCommission(pool, authority.address, 3_000));
    await backer(here, 3_000);
    await anEpoch(chain, pool.address);
    const anybody = await somebody();
    await act(chain, anybody, syncOperator(pool, operator));
    expect((await read(here)).rewards).toBeGreaterThan(0n);
    const { before, done } = await undisturbed(
        chain,
        pool.address,
        () => earning(here),
        () => act(chain, authority, claimOperator(pool, authority.address)),
    );
    const quote = quotes.stake.operator({ ...before, now: done.at });
    expect(eventOf(done, 'OperatorPaid').amount).toBe(quote.pending);
    expect((await tokensOf(chain, authority.address, pool.rewardMint)) - before.rewards).toBe(quote.pending);
    expect(quote.earned.commission).toBeGreaterThan(0n);
    expect(quote.earned.bond).toBeGreaterThan(0n);
});

test('a verifier enters the lottery with the least bond, and leaves it', async () => {
    const here = await registered(1);
    const { chain, pool, authority, operator } = here;
    const registryAt = await addresses.verifierRegistry(pool.address);
    const before = (await fetchVerifierRegistry(chain, registryAt)).data;
    const slot = registrySlot(before, 1_000n * TOKEN);
    await act(chain, authority, joinRegistry(pool, authority.address, slot));
    const joined = (await fetchVerifierRegistry(chain, registryAt)).data;
    expect(joined.entries[slot]).toEqual({ operator, weight: 1_000n * TOKEN });
    expect([joined.count - before.count, joined.totalWeight - before.totalWeight]).toEqual([1, 1_000n * TOKEN]);
    expect((await read(here)).registryIndex).toBe(slot);
    const twice = await refusal(chain, authority, joinRegistry(pool, authority.address, slot + 1));
    expect(twice.sentence).toMatch(/already/);
    await act(chain, authority, leaveRegistry(pool, authority.address));
    expect((await read(here)).registryIndex).toBe(NOT_REGISTERED);
    expect((await fetchVerifierRegistry(chain, registryAt)).data.entries[slot]?.weight).toBe(0n);
    await act(chain, authority, beginUnbond(pool, authority.address, 1n, 1n));
    const poor = await refusal(chain, authority, joinRegistry(pool, authority.address, slot));
    expect(poor.sentence).toMatch(/below the pool's minimum/);
});

test('bond is taken out, put back, withdrawn; then the operator retires and is closed', async () => {
    const here = await registered(1);
    const { chain, pool, authority, operator } = here;
    const me = authority.address;
    const { cooldownSeconds } = (await fetchStakePool(chain, pool.address)).data;
    const ticketAt = (nonce: bigint) => addresses.ticket(operator, nonce);

    const begun = await act(chain, authority, beginUnbond(pool, me, 1n, 400n * TOKEN));
    const ticket = await fetchTicket(chain, await ticketAt(1n));
    expect([ticket.data.amount, ticket.data.releaseAt]).toEqual([400n * TOKEN, begun.at + cooldownSeconds]);
    expect((await read(here)).ownBond).toBe(600n * TOKEN);
    await act(chain, authority, cancelUnbond(pool, me, 1n));
    expect((await read(here)).ownBond).toBe(1_000n * TOKEN);
    expect(await findTicket(chain, ticket.address)).toBeUndefined();

    const { owner, position } = await backer(here, 10_000);
    const stakePool = await stakePoolOf(pool.rewardMint);
    await act(chain, authority, beginUnbond(pool, me, 2n, 1_000n * TOKEN));
    const early = await refusal(chain, authority, withdrawBond(pool, me, 2n));
    expect(early.sentence).toMatch(/cooldown is not over/);
    await act(chain, owner, leave(stakePool, owner.address, position, operator));
    await act(chain, authority, retireOperator(pool, me));
    expect((await read(here)).retired).toBe(1);
    const busy = await refusal(chain, authority, closeOperator(pool, me));
    expect(busy.kind).toBe('program');
    await moveClock((await chain.unixTime()) + cooldownSeconds + 2n);
    const held = await tokensOf(chain, me, pool.rewardMint);
    await act(chain, authority, withdrawBond(pool, me, 2n));
    expect((await tokensOf(chain, me, pool.rewardMint)) - held).toBe(1_000n * TOKEN);
    await act(chain, owner, endLeave(stakePool, position, operator));
    if ((await read(here)).rewards > 0n) await act(chain, authority, claimOperator(pool, me));

    const ledger = await addresses.ledger(operator);
    expect((await fetchBondLedger(chain, ledger)).data.operator).toBe(operator);
    const rent = (await lamportsOf(chain, operator)) + (await lamportsOf(chain, ledger));
    const lamports = await lamportsOf(chain, me);
    const closed = await act(chain, authority, closeOperator(pool, me));
    expect(await lamportsOf(chain, me)).toBe(lamports + rent - closed.fee);
    expect([await findOperator(chain, operator), await findBondLedger(chain, ledger)]).toEqual([undefined, undefined]);
});
