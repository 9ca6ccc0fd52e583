// Who held what at any time, from the programs' events alone. Every event of stake carries the value after it, so that
// nothing here computes what a program would; only a slash is shared out among those whom it hit.

import type { AssayEvent, EventData } from '@assay/client';
import { HANDLERS } from './rebuild-events';
import { Tally, type Holders } from './tally';

interface HeldPosition {
    owner: string;
    value: bigint;
    vesting: boolean;
    lockSeconds: number;
    /** Its lock stands: its release has not begun. */
    stands: boolean;
    operator?: string;
}

interface HeldTicket {
    owner: string;
    value: bigint;
    source: string;
    operator?: string;
}

interface Operating {
    authority: string;
    bond: bigint;
    paid: bigint;
    /** To be claimed when it was last brought up to date. */
    owed: bigint;
    settled: bigint;
}

/** The voting weight of an amount with a lock: the program's own arithmetic. */
export type WeightOf = (amount: bigint, lockSeconds: number) => bigint;

export class Rebuilt {
    /** Whether the pool's first event was among them: everything is there then. */
    complete = false;
    readonly positions = new Map<string, HeldPosition>();
    readonly tickets = new Map<string, HeldTicket>();
    readonly operators = new Map<string, Operating>();
    readonly prices = new Map<string, bigint>();
    readonly liquidities = new Map<string, Map<string, bigint>>();
    /** Pool by LP mint and by farm. */
    readonly pools = new Map<string, string>();
    readonly configs = new Set<string>();

    constructor(readonly pool: string) {}

    apply(event: AssayEvent): void {
        const handler = HANDLERS[event.name] as ((state: Rebuilt, data: unknown) => void) | undefined;
        handler?.(this, event.data);
    }

    stake(): Holders {
        const tally = new Tally();
        for (const { owner, value } of this.positions.values()) tally.add(owner, value);
        for (const { owner, value } of this.tickets.values()) tally.add(owner, value);
        for (const { authority, bond } of this.operators.values()) tally.add(authority, bond);
        return tally.holders();
    }

    votes(weightOf: WeightOf): Holders {
        const tally = new Tally();
        for (const { owner, value, vesting, lockSeconds, stands } of this.positions.values()) {
            if (!vesting && value > 0n) tally.add(owner, weightOf(value, stands ? lockSeconds : 0));
        }
        return tally.holders();
    }

    /** By operator: what was paid out to it, and what was seen to wait for it. */
    income(): Holders {
        const tally = new Tally();
        for (const [operator, { paid, owed }] of this.operators) tally.add(operator, paid + owed);
        return tally.holders();
    }

    settled(): Holders {
        const tally = new Tally();
        for (const [operator, { settled }] of this.operators) tally.add(operator, settled);
        return tally.holders();
    }

    liquidity(pool: string): Holders {
        const tally = new Tally();
        for (const [owner, amount] of this.liquidities.get(pool) ?? []) tally.add(owner, amount);
        return tally.holders();
    }

    worth(position: string, value: bigint): void {
        this.change(position, { value });
    }

    change(position: string, change: Partial<HeldPosition>): void {
        const held = this.positions.get(position);
        if (held) Object.assign(held, change);
    }

    operate(operator: string, change: (of: Operating) => void): void {
        const of = this.operators.get(operator);
        if (of) change(of);
    }

    provide(pool: string | undefined, owner: string, amount: bigint): void {
        const held = pool === undefined ? undefined : this.liquidities.get(pool);
        held?.set(owner, (held.get(owner) ?? 0n) + amount);
    }

    lend(farm: string, owner: string, amount: bigint): void {
        const pool = this.pools.get(farm);
        this.provide(pool, owner, -amount);
        this.provide(pool, this.pool, amount);
    }

    /** Own bond first, then what of it was on its way out, then the backers, all in the same proportion. */
    slash({ operator, amount, fromBackers, bondBefore, bondAfter }: EventData<'BondSlashed'>): void {
        this.operate(operator, (of) => (of.bond = bondAfter));
        const tickets = [...this.tickets.values()].filter((ticket) => ticket.operator === operator);
        const own = tickets.filter(({ source }) => source === operator);
        const backing = [...this.positions.values()].filter((position) => position.operator === operator);
        shareOut(own, amount - fromBackers - (bondBefore - bondAfter));
        shareOut([...backing, ...tickets.filter(({ source }) => source !== operator)], fromBackers);
    }
}

function shareOut(those: { value: bigint }[], amount: bigint): void {
    const whole = those.reduce((sum, { value }) => sum + value, 0n);
    if (amount <= 0n || whole === 0n) return;
    for (const one of those) one.value = (one.value * (whole - amount)) / whole;
}
