// A stake pool with everything at stake in it. It is read in a few requests: what happens in between may be in one part
// and not yet in another.

import {
    fetchStakePool,
    findPositions,
    listOperators,
    listPositions,
    listTickets,
    NO_ADDRESS,
    type Connection,
    type Loaded,
    type stake,
} from '@assay/client';
import type { Address } from '@solana/kit';

export type Pool = Loaded<stake.Pool>;
export type Operator = Loaded<stake.Operator>;
export type Position = Loaded<stake.Position>;
export type Ticket = Loaded<stake.Ticket>;

/** A pool, its operators, and the positions and tickets of one owner or of all. */
export interface StakeSnapshot {
    pool: Pool;
    operators: ReadonlyMap<Address, Operator>;
    /** Oldest first. */
    positions: readonly Position[];
    /** Those of positions and of operators' own bonds, soonest release first. */
    tickets: readonly Ticket[];
}

export async function readSnapshot(connection: Connection, pool: Address, owner?: Address): Promise<StakeSnapshot> {
    const ofOwner = owner === undefined ? {} : { owner };
    const [state, operators, positions, tickets] = await Promise.all([
        fetchStakePool(connection, pool),
        listOperators(connection, { pool }),
        listPositions(connection, { pool, ...ofOwner }),
        listTickets(connection, ofOwner),
    ]);
    const known = new Map(operators.map((operator) => [operator.address, operator]));
    positions.sort((one, other) => order(one.data.openedAt, other.data.openedAt) || order(one.address, other.address));
    const own = await ticketsOf(connection, pool, tickets, known, new Set(positions.map(({ address }) => address)));
    own.sort((one, other) => order(one.data.releaseAt, other.data.releaseAt));
    return { pool: state, operators: known, positions, tickets: own };
}

/** A ticket names no pool: its operator or its position does. A position that was given away is not its owner's any more. */
async function ticketsOf(
    connection: Connection,
    pool: Address,
    tickets: readonly Ticket[],
    operators: ReadonlyMap<Address, Operator>,
    positions: ReadonlySet<Address>,
): Promise<Ticket[]> {
    const isKnown = ({ data }: Ticket) => operators.has(data.operator) || positions.has(data.source);
    const unknown = tickets.filter((ticket) => !isKnown(ticket) && ticket.data.operator !== ticket.data.source);
    const sources = await findPositions(connection, [...new Set(unknown.map(({ data }) => data.source))]);
    const here = new Set(sources.filter((it) => it?.data.pool === pool).map((it) => it?.address));
    return tickets.filter((ticket) => isKnown(ticket) || here.has(ticket.data.source));
}

function order<T extends bigint | string>(one: T, other: T): number {
    return one < other ? -1 : one > other ? 1 : 0;
}

/** The operator that a position or ticket names. */
export function operatorOf(snapshot: StakeSnapshot, { data }: Position | Ticket): Operator | undefined {
    return data.operator === NO_ADDRESS ? undefined : snapshot.operators.get(data.operator);
}

/** Tickets taken out of a position or an operator's own bond. */
export const ticketsFrom = (snapshot: StakeSnapshot, source: Address): Ticket[] =>
    snapshot.tickets.filter(({ data }) => data.source === source);

/** Tickets of positions that are somebody else's by now: they stay with who took them out. */
export function otherTickets(snapshot: StakeSnapshot): Ticket[] {
    const own = new Set(snapshot.positions.map(({ address }) => address));
    return snapshot.tickets.filter(({ data }) => data.source !== data.operator && !own.has(data.source));
}

/** Unix time from which the epoch can be ended. */
export const epochEndsAt = ({ data }: Pool): bigint => data.epochStartedAt + BigInt(data.epochSeconds);
