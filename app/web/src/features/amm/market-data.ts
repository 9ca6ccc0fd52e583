// What happened in a pool, from its events: trades, candles, volume and what fees earned.

import type { AssayEvent, EventData } from '@assay/client';
import { other, type Both, type Side } from '@assay/client/actions/amm';

/** An event with the transaction that it is of. */
export interface Recorded {
    event: AssayEvent;
    signature: string;
    slot: bigint;
    /** Unix seconds; null where the node does not know. */
    blockTime: bigint | null;
}

export interface Trade {
    key: string;
    signature: string;
    at: bigint;
    /** `null` when the protocol bought and burnt. */
    user: string | null;
    /** What was paid. */
    from: Side;
    sent: bigint;
    received: bigint;
    fee: bigint;
    /** What of the fee the liquidity kept. */
    kept: bigint;
    /** After it. */
    reserves: Both<bigint>;
}

/** A moment at which the reserves are known. */
export interface Mark {
    at: bigint;
    reserves: Both<bigint>;
    trade?: Trade;
}

type PoolEvent = Extract<AssayEvent, { program: 'amm' }>;

const reservesOf = (data: { reserveA: bigint; reserveB: bigint }): Both<bigint> => [data.reserveA, data.reserveB];

/** Everything known of one pool's reserves, oldest first. `reward` is the side of the reward token. */
export function marksOf(pool: string, reward: Side, records: readonly Recorded[]): Mark[] {
    const marks: Mark[] = [];
    records.forEach((record, index) => {
        const { event, blockTime } = record;
        if (event.program !== 'amm' || blockTime === null) return;
        if (!('pool' in event.data) || event.data.pool !== pool) return;
        const mark = markOf(event, blockTime, reward, `${record.signature} ${index}`, record.signature);
        if (mark) marks.push(mark);
    });
    return marks;
}

function markOf(event: PoolEvent, at: bigint, reward: Side, key: string, signature: string): Mark | undefined {
    switch (event.name) {
        case 'PoolCreated':
            return { at, reserves: [event.data.amountA, event.data.amountB] };
        case 'Swapped':
            return { at, reserves: reservesOf(event.data), trade: swapped(event.data, at, key, signature) };
        case 'Burnt':
            return { at, reserves: reservesOf(event.data), trade: burnt(event.data, reward, at, key, signature) };
        case 'LiquidityAdded':
        case 'LiquidityRemoved':
        case 'Donated':
        case 'OracleSynced':
            return { at, reserves: reservesOf(event.data) };
        default:
            return undefined;
    }
}

const keptOf = (data: { fee: bigint; protocolFee: bigint; creatorFee: bigint }) =>
    data.fee - data.protocolFee - data.creatorFee;

function swapped(data: EventData<'Swapped'>, at: bigint, key: string, signature: string): Trade {
    const { sent, received, fee, user } = data;
    const from: Side = data.aToB === 1n ? 'a' : 'b';
    return { key, signature, at, user, from, sent, received, fee, kept: keptOf(data), reserves: reservesOf(data) };
}

function burnt(data: EventData<'Burnt'>, reward: Side, at: bigint, key: string, signature: string): Trade {
    const { sent, burnt: received, fee } = data;
    const paid = { from: other(reward), sent, received, fee, kept: keptOf(data), reserves: reservesOf(data) };
    return { key, signature, at, user: null, ...paid };
}

export const tradesOf = (marks: readonly Mark[]): Trade[] => marks.flatMap(({ trade }) => (trade ? [trade] : []));

/** What a trade moved of one side, base units. */
export const moved = (trade: Trade, side: Side): bigint => (trade.from === side ? trade.sent : trade.received);

/** What one side traded since `since`, base units. */
export function volumeOf(trades: readonly Trade[], side: Side, since: bigint): bigint {
    return trades.reduce((sum, trade) => (trade.at >= since ? sum + moved(trade, side) : sum), 0n);
}

const pick = (both: Both<bigint>, side: Side) => (side === 'a' ? both[0] : both[1]);

/** Fees since `since` in units of one side, those paid in the other one at the price right after each trade. */
export function feesOf(trades: readonly Trade[], side: Side, since: bigint, what: 'fee' | 'kept' = 'fee'): bigint {
    return trades.reduce((sum, trade) => {
        if (trade.at < since) return sum;
        if (trade.from === side) return sum + trade[what];
        const [mine, paid] = [pick(trade.reserves, side), pick(trade.reserves, other(side))];
        return paid === 0n ? sum : sum + (trade[what] * mine) / paid;
    }, 0n);
}

const YEAR = 365n * 86_400n;
/** Less than this says nothing about a year. */
const LEAST_SECONDS = 3_600n;

export interface FeeRate {
    /** Basis points a year. */
    bps: bigint;
    /** Over how long it was measured. */
    seconds: bigint;
}

/**
 * What the liquidity earned by fees, as a rate a year: what was kept over at most `window` seconds, of what both reserves
 * are worth now. Undefined for a pool that is too young to tell.
 */
export function feeRate(
    marks: readonly Mark[],
    side: Side,
    reserves: Both<bigint>,
    now: bigint,
    window: bigint,
): FeeRate | undefined {
    const first = marks[0]?.at;
    if (first === undefined) return undefined;
    const seconds = now - first < window ? now - first : window;
    const worth = 2n * pick(reserves, side);
    if (seconds < LEAST_SECONDS || worth === 0n) return undefined;
    const kept = feesOf(tradesOf(marks), side, now - seconds, 'kept');
    return { bps: (kept * 10_000n * YEAR) / (worth * seconds), seconds };
}
