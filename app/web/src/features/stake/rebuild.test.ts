import type { AssayEvent, EventData, EventName } from '@assay/client';
import { describe, expect, it } from 'vitest';
import { Rebuilt } from './rebuild';
import { sample, sameHolders, stepFor } from './series';

const event = <N extends EventName>(name: N, data: Partial<Record<keyof EventData<N>, unknown>>) =>
    ({ program: 'stake', name, data }) as unknown as AssayEvent;

const opened = (position: string, owner: string, amount: bigint, more: Record<string, unknown> = {}) =>
    event('PositionOpened', { pool: 'pool', position, owner, amount, kind: 0n, lockSeconds: 0n, ...more } as never);
const registered = (operator: string, authority: string) =>
    event('OperatorRegistered', { pool: 'pool', operator, authority } as never);

function after(...events: AssayEvent[]): Rebuilt {
    const state = new Rebuilt('pool');
    for (const one of events) state.apply(one);
    return state;
}

describe('stake from events', () => {
    it('follows a position through everything its owner does', () => {
        const state = after(
            opened('p', 'alice', 100n),
            event('StakeAdded', { position: 'p', amount: 20n, valueAfter: 120n } as never),
            event('PositionSplit', { position: 'p', new: 'q', valueAfter: 90n, newValue: 30n } as never),
            event('PositionTransferred', { position: 'q', ownerBefore: 'alice', ownerAfter: 'bob' } as never),
            event('UnstakeBegun', { position: 'p', ticket: 't', amount: 40n, valueAfter: 50n } as never),
        );
        expect(state.stake()).toEqual([
            ['alice', 90n],
            ['bob', 30n],
        ]);
        state.apply(event('StakeWithdrawn', { position: 'p', ticket: 't', owner: 'alice', amount: 40n } as never));
        expect(state.stake()).toEqual([
            ['alice', 50n],
            ['bob', 30n],
        ]);
    });

    it('leaves a ticket with who took it out when the position is given away', () => {
        const state = after(
            opened('p', 'alice', 100n),
            event('UnstakeBegun', { position: 'p', ticket: 't', amount: 40n, valueAfter: 60n } as never),
            event('PositionTransferred', { position: 'p', ownerBefore: 'alice', ownerAfter: 'bob' } as never),
        );
        expect(state.stake()).toEqual([
            ['bob', 60n],
            ['alice', 40n],
        ]);
    });

    it('shares a slash of the backers out among those who back, and nobody else', () => {
        const state = after(
            registered('op', 'cold'),
            event('BondDeposited', { operator: 'op', bondAfter: 100n } as never),
            opened('p', 'alice', 300n),
            opened('q', 'bob', 100n),
            opened('r', 'carol', 100n),
            event('OperatorBacked', { operator: 'op', position: 'p', amount: 300n } as never),
            event('OperatorBacked', { operator: 'op', position: 'q', amount: 100n } as never),
            event('BondSlashed', {
                operator: 'op',
                amount: 300n,
                fromBackers: 200n,
                bondBefore: 100n,
                bondAfter: 0n,
            } as never),
        );
        expect(Object.fromEntries(state.stake())).toEqual({ alice: 150n, bob: 50n, carol: 100n });
    });

    it('counts no votes of what vests, and weighs what is locked', () => {
        const state = after(opened('p', 'alice', 100n, { lockSeconds: 60n }), opened('v', 'bob', 500n, { kind: 1n }));
        const weightOf = (amount: bigint, lock: number) => amount * (lock > 0 ? 2n : 1n);
        expect(state.votes(weightOf)).toEqual([['alice', 200n]]);
        state.apply(event('LockSet', { position: 'p', lockSeconds: 60n, lockEndsAt: 99n } as never));
        expect(state.votes(weightOf)).toEqual([['alice', 100n]]);
    });

    it('leaves other pools alone', () => {
        const other = event('PositionOpened', {
            pool: 'other',
            position: 'x',
            owner: 'eve',
            amount: 9n,
            kind: 0n,
        } as never);
        const state = after(other, event('StakeAdded', { position: 'x', amount: 1n, valueAfter: 10n } as never));
        expect(state.stake()).toEqual([]);
    });
});

describe('income, settled jobs and liquidity from events', () => {
    it('adds what was paid out to what waits, without counting it twice', () => {
        const state = after(
            registered('op', 'cold'),
            event('OperatorSynced', { operator: 'op', rewards: 30n } as never),
            event('OperatorPaid', { operator: 'op', amount: 35n } as never),
            event('OperatorSynced', { operator: 'op', rewards: 5n } as never),
        );
        expect(state.income()).toEqual([['op', 40n]]);
    });

    it('counts the price of a job when it is settled', () => {
        const posted = event('JobPosted', { job: 'j', price: 7n } as never);
        const state = after(registered('op', 'cold'), posted);
        expect(state.settled()).toEqual([]);
        state.apply(event('JobSettled', { job: 'j', operator: 'op' } as never));
        expect(state.settled()).toEqual([['op', 7n]]);
    });

    it('has the stake pool hold what is farmed, as the chain does', () => {
        const state = after(
            event('ConfigCreated', { config: 'c', stakePool: 'pool' } as never),
            event('PoolCreated', {
                pool: 'amm',
                config: 'c',
                lpMint: 'lp',
                creator: 'alice',
                liquidity: 100n,
            } as never),
            event('FarmCreated', { pool: 'pool', farm: 'farm', lpMint: 'lp' } as never),
            event('LiquidityAdded', { pool: 'amm', user: 'bob', liquidity: 50n } as never),
            event('LiquidityStaked', { farm: 'farm', owner: 'bob', amount: 20n } as never),
        );
        expect(Object.fromEntries(state.liquidity('amm'))).toEqual({ alice: 100n, bob: 30n, pool: 20n });
    });
});

describe('a series', () => {
    const at = (blockTime: bigint, ...events: AssayEvent[]) => ({
        signature: `${blockTime}`,
        slot: blockTime,
        place: 0,
        blockTime,
        err: null,
        fee: 0n,
        events,
    });

    it('measures the state at the end of each step with something in it', () => {
        const begun = event('PoolInitialized', { pool: 'pool' } as never);
        const history = [
            at(10n, begun, opened('p', 'alice', 1n)),
            at(50n, opened('q', 'bob', 2n)),
            at(200n, opened('r', 'eve', 3n)),
        ];
        const series = sample('pool', history, (state) => state.stake().length);
        expect(series).toEqual({
            step: 'minute',
            complete: true,
            since: 10n,
            points: [
                { at: 60n, value: 2 },
                { at: 240n, value: 3 },
            ],
        });
    });

    it('says so when the beginning is missing', () => {
        expect(sample('pool', [at(10n, opened('p', 'alice', 1n))], () => 0).complete).toBe(false);
        expect(sample('pool', [], () => 0)).toEqual({ step: 'minute', complete: false, since: undefined, points: [] });
    });

    it('does not count what failed', () => {
        const failed = { ...at(10n, opened('p', 'alice', 1n)), err: 'no' };
        expect(sample('pool', [failed], (state) => state.stake().length).points).toEqual([]);
    });

    it('takes steps by how long the history is', () => {
        expect([stepFor(60n), stepFor(86_400n), stepFor(90n * 86_400n)]).toEqual(['minute', 'hour', 'day']);
    });

    it('tells distributions apart beyond a tolerance', () => {
        expect(sameHolders([['a', 5n]], [['a', 6n]], 1n)).toBe(true);
        expect(sameHolders([['a', 5n]], [['a', 7n]], 1n)).toBe(false);
        expect(sameHolders([], [['a', 7n]], 1n)).toBe(false);
    });
});
