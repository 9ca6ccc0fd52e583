import { useMemo, useState } from 'react';
import { useEvents, type ChainEvent } from '../../events';
import { marksOf, tradesOf, type Mark, type Recorded, type Trade } from './market-data';
import type { PoolView } from './model';

const NAMES = [
    'PoolCreated',
    'Swapped',
    'Burnt',
    'LiquidityAdded',
    'LiquidityRemoved',
    'Donated',
    'OracleSynced',
] as const;

export type AmmEvent = ChainEvent<(typeof NAMES)[number]>;

/** Everything that moved reserves, of all pools, oldest first. */
export function useAmmEvents(): { events: AmmEvent[]; loaded: boolean } {
    const { events, ready, state } = useEvents({ programs: ['amm'], names: NAMES });
    const kept = useKept(events);
    // Before the first load is over, nothing is known of what did not happen.
    return { events: kept, loaded: ready && (state.status === 'live' || events.length > 0) };
}

const same = (one: readonly AmmEvent[], another: readonly AmmEvent[]) =>
    one.length === another.length && one.every(({ id }, index) => id === another[index]?.id);

/** The same array while it holds the same events: each batch of other programs' events would have charts drawn anew. */
function useKept(events: AmmEvent[]): AmmEvent[] {
    const [kept, keep] = useState(events);
    if (kept === events || same(kept, events)) return kept;
    keep(events);
    return events;
}

export interface PoolHistory {
    marks: Mark[];
    trades: Trade[];
}

const recorded = (events: readonly AmmEvent[]): Recorded[] =>
    events.map((event) => ({ event, signature: event.signature, slot: event.slot, blockTime: event.blockTime }));

export function historyOf(view: PoolView, events: readonly AmmEvent[]): PoolHistory {
    const marks = marksOf(view.address, view.reward, recorded(events.filter(({ data }) => data.pool === view.address)));
    return { marks, trades: tradesOf(marks) };
}

/** What happened in one pool. */
export function usePoolHistory(view: PoolView): PoolHistory & { loaded: boolean } {
    const { events, loaded } = useAmmEvents();
    const { address, reward } = view;
    const marks = useMemo(() => {
        const own = events.filter(({ data }) => data.pool === address);
        return marksOf(address, reward, recorded(own));
    }, [events, address, reward]);
    const trades = useMemo(() => tradesOf(marks), [marks]);
    return { marks, trades, loaded };
}
