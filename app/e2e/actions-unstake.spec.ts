// Ways out of a position, built by the client and sent to the real chain: what comes back, and when, to the unit.

import { addresses, fetchPosition, fetchTicket, findPosition, NO_ADDRESS } from '@assay/client';
import {
    addStake,
    beginUnstake,
    closePosition,
    endLeave,
    leave,
    newId,
    openVesting,
    releaseLock,
    setLock,
    transferPosition,
    withdrawTicket,
} from '@assay/client/actions/stake';
import { test } from '@playwright/test';
import { lamportsOf, tokensOf } from './support/balances';
import { act, refusal, somebody, TOKEN } from './support/actions';
import { earning, held, opened, quoteOf, scene } from './support/staking';
import { moveClock } from './support/local';
import { expect } from './support/test';

test('a lock is set, made longer, released and over; then the position is emptied and closed', async () => {
    const here = await scene();
    const { chain, at } = here;
    const owner = await somebody();
    const position = await opened(here, owner, { amount: 40n * TOKEN, lockSeconds: 86_400 });
    await act(chain, owner, addStake(at, await held(here, position), 2n * TOKEN));
    const both = await fetchPosition(chain, position);
    expect([both.data.amount, both.data.lockSeconds]).toEqual([42n * TOKEN, 86_400]);
    const shorter = await refusal(chain, owner, setLock(at, await held(here, position), 3_600));
    expect(shorter.kind).toBe('program');
    await act(chain, owner, setLock(at, await held(here, position), 172_800));
    expect((await fetchPosition(chain, position)).data.lockSeconds).toBe(172_800);

    const locked = await refusal(chain, owner, beginUnstake(at, await held(here, position), 1n, TOKEN));
    expect(locked.sentence).toMatch(/lock/);
    const released = await act(chain, owner, releaseLock(at, await held(here, position)));
    const counting = await fetchPosition(chain, position);
    expect(counting.data.lockEndsAt).toBe(released.at + 172_800n);
    const still = await refusal(chain, owner, beginUnstake(at, await held(here, position), 1n, TOKEN));
    expect(still.sentence).toMatch(/lock/);
    await moveClock(counting.data.lockEndsAt + 1n);

    const worth = (await fetchPosition(chain, position)).data.amount;
    const before = await tokensOf(chain, owner.address, at.rewardMint);
    await act(chain, owner, beginUnstake(at, await held(here, position), 1n, worth));
    const ticket = await fetchTicket(chain, await addresses.ticket(position, 1n));
    await moveClock(ticket.data.releaseAt + 1n);
    await act(chain, owner, withdrawTicket(at, owner.address, ticket));
    expect((await tokensOf(chain, owner.address, at.rewardMint)) - before).toBe(42n * TOKEN);
    const [rent, lamports] = [await lamportsOf(chain, position), await lamportsOf(chain, owner.address)];
    const closed = await act(chain, owner, closePosition(owner.address, position));
    expect(await lamportsOf(chain, owner.address)).toBe(lamports + rent - closed.fee);
    expect(await findPosition(chain, position)).toBeUndefined();
});

test('anybody ends a leave that is over, which sets the whole stake free', async () => {
    const here = await scene();
    const { chain, at, backed } = here;
    const [owner, other] = [await somebody(), await somebody()];
    const position = await opened(here, owner, { amount: 70n * TOKEN, isBacking: true });
    const { value } = quoteOf(here, await earning(here, position), await chain.unixTime());
    await act(chain, owner, leave(at, owner.address, position, backed));
    const early = await refusal(chain, other, endLeave(at, position, backed));
    expect(early.kind).toBe('program');
    await moveClock((await fetchPosition(chain, position)).data.leavingUntil + 1n);
    await act(chain, other, endLeave(at, position, backed));
    const { data } = await fetchPosition(chain, position);
    expect([data.amount, data.shares, data.operator, data.owner]).toEqual([value, 0n, NO_ADDRESS, owner.address]);
});

test('a vesting position lets out what is released, and no more', async () => {
    const here = await scene();
    const { chain, at } = here;
    const [funder, owner] = [await somebody(), await somebody()];
    const now = await chain.unixTime();
    const id = newId();
    const position = await addresses.position(at.pool, id);
    // A unit is released each second, half of all by now.
    const [amount, start] = [1_000_000n, now - 500_000n];
    const before = [
        await tokensOf(chain, funder.address, at.rewardMint),
        await tokensOf(chain, owner.address, at.rewardMint),
    ];
    const vesting = { amount, start, cliff: now - 1n, end: start + amount };
    await act(chain, funder, openVesting(at, funder.address, owner.address, id, vesting));
    expect(await tokensOf(chain, funder.address, at.rewardMint)).toBe(before[0]! - amount);
    const made = await fetchPosition(chain, position);
    expect([made.data.owner, made.data.amount, made.data.vesting]).toEqual([owner.address, amount, vesting]);

    // `pool` and `operator` do not matter to what is released.
    const [state, later] = [await earning(here, position), now + 100n];
    expect(quoteOf(here, state, later).unreleased).toBe(amount - (later - start));
    const tooMuch = await refusal(chain, owner, beginUnstake(at, await held(here, position), 1n, 510_000n));
    expect(tooMuch.sentence).toMatch(/not vested yet/);
    const given = await refusal(chain, owner, transferPosition(at, await held(here, position), funder.address));
    expect(given.sentence).toMatch(/vest/i);
    await act(chain, owner, beginUnstake(at, await held(here, position), 1n, 500_000n));
    const ticket = await fetchTicket(chain, await addresses.ticket(position, 1n));
    await moveClock(ticket.data.releaseAt + 1n);
    // Anybody has it paid out; it goes to its owner.
    await act(chain, funder, withdrawTicket(at, funder.address, ticket));
    expect(await tokensOf(chain, owner.address, at.rewardMint)).toBe(before[1]! + 500_000n);
    expect((await fetchPosition(chain, position)).data.amount).toBe(500_000n);
});
