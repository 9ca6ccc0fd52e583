// A position with all that follows from it, and what can be done with it.

import { positionKind } from '@assay/client';
import { operatorNamed } from '@assay/client/actions/stake';
import type { PositionQuote } from '@assay/client/quotes';
import {
    operatorOf,
    ticketsFrom,
    type Operator,
    type Position,
    type StakeSnapshot,
    type Ticket,
} from '../../features/stake/snapshot';
import type { Quotes } from '../../quotes';

export interface PositionView {
    position: Position;
    /** The one that it backs or is leaving. */
    operator?: Operator;
    tickets: Ticket[];
    quote: PositionQuote;
    vesting: boolean;
    /** Its lock stands: it is not being released. */
    locked: boolean;
    /** Its lock is being released and not over. */
    releasing: boolean;
    leaving: boolean;
    /** It has left: it can back another one. */
    left: boolean;
    /** What its lock makes of the weight, basis points. */
    multiplierBps: number;
    /** A vote holds it. */
    voting: boolean;
    empty: boolean;
}

export function viewOf(quotes: Quotes, snapshot: StakeSnapshot, position: Position, now: bigint): PositionView {
    const { data } = position;
    const operator = operatorOf(snapshot, position);
    const pool = snapshot.pool.raw;
    const quote = quotes.stake.position({ pool, position: position.raw, operator: operator?.raw, now });
    const locked = data.lockSeconds > 0 && data.lockEndsAt === 0n;
    const leaving = operatorNamed(data) !== undefined && data.leavingUntil !== 0n;
    // Of a retired operator nobody has to wait: it answers for nothing any more.
    const free = operator?.data.retired === 1 && operator.data.openLocks === 0;
    const lockSeconds = locked ? data.lockSeconds : 0;
    const empty = quote.value === 0n && quote.pending === 0n && data.openTickets === 0;
    return {
        position,
        operator,
        tickets: ticketsFrom(snapshot, position.address),
        quote,
        vesting: positionKind(data) === 'Vesting',
        locked,
        releasing: data.lockEndsAt > now,
        leaving,
        left: (leaving && now >= data.leavingUntil) || (operator !== undefined && free),
        multiplierBps: quotes.stake.preview({ pool, amount: 10_000n, lockSeconds, now }).multiplierBps,
        voting: quote.votesUntil > now,
        empty,
    };
}

/** Others that can be merged into this one: same operator, no longer locked. The program decides; this leaves out what cannot be. */
export function mergeable(views: readonly PositionView[], into: PositionView, now: bigint): PositionView[] {
    const end = ({ quote }: PositionView) => (quote.lockedUntil > now ? quote.lockedUntil : now);
    return views.filter(
        (view) =>
            view !== into &&
            !view.vesting &&
            !into.vesting &&
            view.position.data.operator === into.position.data.operator &&
            view.leaving === into.leaving &&
            view.position.data.openTickets === 0 &&
            end(view) <= end(into),
    );
}

/** Base units that can be unstaked now: of a position that vests, what is released. */
export function releasedOf({ quote: { value, unreleased } }: PositionView): bigint {
    return value > unreleased ? value - unreleased : 0n;
}
