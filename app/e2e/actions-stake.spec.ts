// What positions earn, and epochs, built by the client and sent to the real chain: what changes, to the unit.

import {
    addresses,
    fetchPosition,
    fetchStakePool,
    fetchTicket,
    findPosition,
    findTicket,
    type WalletSigner,
} from '@assay/client';
import {
    advanceEpoch,
    beginUnstake,
    claim,
    claimAll,
    CLAIMS_PER_TRANSACTION,
    closePosition,
    compound,
    transferPosition,
    withdrawTicket,
} from '@assay/client/actions/stake';
import { test } from '@playwright/test';
import type { Address } from '@solana/kit';
import { amountIn, lamportsOf, tokensOf } from './support/balances';
import { act, anEpoch, eventOf, refusal, somebody, TOKEN, undisturbed } from './support/actions';
import { earning, held, opened, quoteOf, scene, type Scene } from './support/staking';
import { moveClock } from './support/local';
import { expect } from './support/test';

/** Withdraws everything after the cooldown and closes the position, both to the unit. */
async function leaveNothing(here: Scene, owner: WalletSigner, position: Address): Promise<void> {
    const { chain, at } = here;
    const worth = quoteOf(here, await earning(here, position), await chain.unixTime()).value;
    const before = await tokensOf(chain, owner.address, at.rewardMint);
    const begun = await act(chain, owner, beginUnstake(at, await held(here, position), 1n, worth));
    const ticket = await fetchTicket(chain, await addresses.ticket(position, 1n));
    const { cooldownSeconds } = (await fetchStakePool(chain, at.pool)).data;
    expect([ticket.data.amount, ticket.data.releaseAt]).toEqual([worth, begun.at + cooldownSeconds]);
    const early = await refusal(chain, owner, withdrawTicket(at, owner.address, ticket));
    expect(early.sentence).toMatch(/cooldown is not over/);
    await moveClock(ticket.data.releaseAt + 1n);
    await act(chain, owner, withdrawTicket(at, owner.address, ticket));
    expect((await tokensOf(chain, owner.address, at.rewardMint)) - before).toBe(worth);
    expect(await findTicket(chain, ticket.address)).toBeUndefined();

    const rent = await lamportsOf(chain, position);
    const { data } = await fetchPosition(chain, position);
    if (data.rewards > 0n) await act(chain, owner, claim(at, await held(here, position)));
    const paid = await lamportsOf(chain, owner.address);
    const closed = await act(chain, owner, closePosition(owner.address, position));
    expect(await lamportsOf(chain, owner.address)).toBe(paid + rent - closed.fee);
    expect(await findPosition(chain, position)).toBeUndefined();
}

test('rewards are added to the stake as quoted, out of one vault and into the other', async () => {
    const here = await scene();
    const { chain, at } = here;
    const owner = await somebody();
    const position = await opened(here, owner, { amount: 300n * TOKEN, isBacking: true });
    await anEpoch(chain, at.pool);
    const vaults = async () => [await amountIn(chain, at.vault), await amountIn(chain, at.rewardVault)] as const;
    const read = async () => ({ ...(await earning(here, position)), vaults: await vaults() });
    const { before, done } = await undisturbed(chain, at.pool, read, async () =>
        act(chain, owner, compound(at, await held(here, position))),
    );
    const after = { ...(await earning(here, position)), vaults: await vaults() };
    const { amount, valueAfter, valueBefore } = eventOf(done, 'RewardsCompounded');
    expect(amount).toBeGreaterThan(0n);
    expect(amount).toBe(quoteOf(here, before, done.at).pending);
    expect(valueAfter - valueBefore).toBe(amount);
    expect(quoteOf(here, after, done.at).value).toBe(quoteOf(here, before, done.at).value + amount);
    expect(after.vaults[0] - before.vaults[0]).toBe(amount);
    expect(after.position.data.claimed - before.position.data.claimed).toBe(amount);
    // The next epoch may have been minted into it since.
    expect(before.vaults[1] - after.vaults[1]).toBeLessThanOrEqual(amount);
});

test('rewards of more positions than fit into a transaction are claimed in two, as quoted', async () => {
    const here = await scene();
    const { chain, at } = here;
    const owner = await somebody();
    const positions: Address[] = [];
    for (let one = 1n; one <= CLAIMS_PER_TRANSACTION + 1; one += 1n)
        positions.push(await opened(here, owner, { amount: one * 10n * TOKEN, isBacking: true }));
    await anEpoch(chain, at.pool);
    const holdings = await Promise.all(positions.map((position) => held(here, position)));
    const transactions = await claimAll(at, owner.address, holdings);
    expect(transactions.map((instructions) => instructions.length)).toEqual([CLAIMS_PER_TRANSACTION + 1, 2]);
    const claimed = new Map<string, bigint>();
    for (const [part, instructions] of transactions.entries()) {
        const these = positions.slice(part * CLAIMS_PER_TRANSACTION, (part + 1) * CLAIMS_PER_TRANSACTION);
        const read = async () => ({
            rewards: await tokensOf(chain, owner.address, at.rewardMint),
            states: await Promise.all(these.map((position) => earning(here, position))),
        });
        const { before, done } = await undisturbed(chain, at.pool, read, () => act(chain, owner, instructions));
        const promised = before.states.map((state) => quoteOf(here, state, done.at).pending);
        const paid = done.events
            .filter(({ name }) => name === 'RewardsClaimed')
            .map(({ data }) => (data as { amount: bigint }).amount);
        expect(paid).toEqual(promised);
        const sum = promised.reduce((one, other) => one + other);
        expect((await tokensOf(chain, owner.address, at.rewardMint)) - before.rewards).toBe(sum);
        these.forEach((position, index) =>
            claimed.set(position, before.states[index]!.position.data.claimed + paid[index]!),
        );
    }
    for (const position of positions)
        expect((await fetchPosition(chain, position)).data.claimed).toBe(claimed.get(position));
});

test('a position given away takes its rewards along, and its owner of before has nothing to say', async () => {
    const here = await scene();
    const { chain, at } = here;
    const [giver, taker] = [await somebody(), await somebody()];
    const position = await opened(here, giver, { amount: 200n * TOKEN, isBacking: true });
    await anEpoch(chain, at.pool);
    await act(chain, giver, transferPosition(at, await held(here, position), taker.address));
    const given = await fetchPosition(chain, position);
    expect(given.data.owner).toBe(taker.address);
    expect(given.data.rewards).toBeGreaterThan(0n);
    const refused = await refusal(chain, giver, claim(at, { ...(await held(here, position)), owner: giver.address }));
    expect(refused.sentence).toMatch(/owner/);

    const read = async () => ({
        state: await earning(here, position),
        rewards: await tokensOf(chain, taker.address, at.rewardMint),
    });
    const { before, done } = await undisturbed(chain, at.pool, read, async () =>
        act(chain, taker, claim(at, await held(here, position))),
    );
    const promised = quoteOf(here, before.state, done.at).pending;
    expect((await tokensOf(chain, taker.address, at.rewardMint)) - before.rewards).toBe(promised);
    await leaveNothing(here, taker, position);
});

test('anybody begins the next epoch, which mints what the event says into the reward vault', async () => {
    const here = await scene();
    const { chain, at } = here;
    const anybody = await somebody();
    // The chain's own daemons do it too, and may be first.
    await expect(async () => {
        const { epochStartedAt, epochSeconds } = (await fetchStakePool(chain, at.pool)).data;
        const until = epochStartedAt + BigInt(epochSeconds);
        if ((await chain.unixTime()) <= until) await moveClock(until + 1n);
        const read = async () => ({
            pool: (await fetchStakePool(chain, at.pool)).data,
            vault: await amountIn(chain, at.rewardVault),
        });
        const { before, done } = await undisturbed(chain, at.pool, read, () => act(chain, anybody, advanceEpoch(at)));
        const event = eventOf(done, 'EpochAdvanced');
        expect(event.epoch).toBe(before.pool.epoch + 1n);
        expect(event.emitted - before.pool.emitted).toBe(
            event.toWork + event.toVerification + event.toSecurity + event.toLiquidity + event.toTreasury,
        );
        expect((await amountIn(chain, at.rewardVault)) - before.vault).toBe(event.emitted - before.pool.emitted);
    }).toPass({ timeout: 60_000 });
});
