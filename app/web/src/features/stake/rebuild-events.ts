// What each event changes of who holds what.

import type { EventData, EventName } from '@assay/client';
import type { Rebuilt } from './rebuild';

type Handlers = { [N in EventName]?: (it: Rebuilt, data: EventData<N>) => void };

export const HANDLERS: Handlers = {
    PoolInitialized: (it, { pool }) => {
        if (pool === it.pool) it.complete = true;
    },
    PositionOpened: (it, { pool, position, owner, amount, kind, lockSeconds }) => {
        if (pool !== it.pool) return;
        const vesting = kind !== 0n;
        it.positions.set(position, { owner, value: amount, vesting, lockSeconds: Number(lockSeconds), stands: true });
    },
    StakeAdded: (it, { position, valueAfter }) => it.worth(position, valueAfter),
    RewardsCompounded: (it, { position, valueAfter }) => it.worth(position, valueAfter),
    PositionSplit: (it, { position, new: made, valueAfter, newValue }) => {
        it.worth(position, valueAfter);
        const from = it.positions.get(position);
        if (from) it.positions.set(made, { ...from, value: newValue });
    },
    PositionsMerged: (it, { position, merged, valueAfter }) => {
        it.worth(position, valueAfter);
        it.positions.delete(merged);
    },
    PositionTransferred: (it, { position, ownerAfter }) => it.change(position, { owner: ownerAfter }),
    PositionClosed: (it, { position }) => void it.positions.delete(position),
    LockSet: (it, { position, lockSeconds, lockEndsAt }) =>
        it.change(position, { lockSeconds: Number(lockSeconds), stands: lockEndsAt === 0n }),
    UnstakeBegun: (it, { position, ticket, amount, valueAfter }) => {
        it.worth(position, valueAfter);
        const from = it.positions.get(position);
        if (from)
            it.tickets.set(ticket, { owner: from.owner, value: amount, source: position, operator: from.operator });
    },
    UnstakeCancelled: (it, { position, ticket, valueAfter }) => {
        it.worth(position, valueAfter);
        it.tickets.delete(ticket);
    },
    StakeWithdrawn: (it, { ticket }) => void it.tickets.delete(ticket),
    OperatorBacked: (it, { position, operator, amount }) => it.change(position, { operator, value: amount }),
    OperatorLeft: (it, { position, amount }) => it.worth(position, amount),
    LeaveEnded: (it, { position, amount }) => it.change(position, { operator: undefined, value: amount }),
    OperatorRegistered: (it, { pool, operator, authority }) => {
        if (pool !== it.pool) return;
        it.operators.set(operator, { authority, bond: 0n, paid: 0n, owed: 0n, settled: 0n });
    },
    OperatorClosed: (it, { operator }) => void it.operators.delete(operator),
    BondDeposited: (it, { operator, bondAfter }) => it.operate(operator, (of) => (of.bond = bondAfter)),
    UnbondBegun: (it, { operator, ticket, amount, bondAfter }) =>
        it.operate(operator, (of) => {
            of.bond = bondAfter;
            it.tickets.set(ticket, { owner: of.authority, value: amount, source: operator, operator });
        }),
    UnbondCancelled: (it, { operator, ticket, bondAfter }) => {
        it.operate(operator, (of) => (of.bond = bondAfter));
        it.tickets.delete(ticket);
    },
    BondWithdrawn: (it, { ticket }) => void it.tickets.delete(ticket),
    BondSlashed: (it, slash) => it.slash(slash),
    OperatorSynced: (it, { operator, rewards }) => it.operate(operator, (of) => (of.owed = rewards)),
    OperatorPaid: (it, { operator, amount }) =>
        it.operate(operator, (of) => {
            of.paid += amount;
            of.owed = 0n;
        }),
    JobPosted: (it, { job, price }) => void it.prices.set(job, price),
    JobSettled: (it, { job, operator }) => {
        it.operate(operator, (of) => (of.settled += it.prices.get(job) ?? 0n));
        it.prices.delete(job);
    },
    JobClosed: (it, { job }) => void it.prices.delete(job),
    ConfigCreated: (it, { config, stakePool }) => {
        if (stakePool === it.pool) it.configs.add(config);
    },
    PoolCreated: (it, { pool, config, lpMint, creator, liquidity }) => {
        if (!it.configs.has(config)) return;
        it.pools.set(lpMint, pool);
        it.liquidities.set(pool, new Map([[creator, liquidity]]));
    },
    LiquidityAdded: (it, { pool, user, liquidity }) => it.provide(pool, user, liquidity),
    LiquidityRemoved: (it, { pool, user, liquidity }) => it.provide(pool, user, -liquidity),
    FarmCreated: (it, { farm, lpMint }) => {
        const pool = it.pools.get(lpMint);
        if (pool !== undefined) it.pools.set(farm, pool);
    },
    // What is farmed is the stake pool's to hold, as the chain has it.
    LiquidityStaked: (it, { farm, owner, amount }) => it.lend(farm, owner, amount),
    LiquidityUnstaked: (it, { farm, owner, amount }) => it.lend(farm, owner, -amount),
};
