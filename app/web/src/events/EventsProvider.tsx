import type { EventName, HistoryState, StoredTransaction } from '@assay/client';
import {
    createContext,
    useCallback,
    useContext,
    useEffect,
    useMemo,
    useSyncExternalStore,
    type ReactNode,
} from 'react';
import { useConnection, useInvalidateChain } from '../cluster';
import { eventsIn, type ChainEvent, type EventFilter } from './filter';
import { EventLog } from './log';

const LogContext = createContext<EventLog | undefined>(undefined);

export function EventsProvider({ children }: { children: ReactNode }) {
    const connection = useConnection();
    const log = useMemo(() => EventLog.of(connection), [connection]);
    useEffect(() => log.use(), [log]);
    return <LogContext value={log}>{children}</LogContext>;
}

function useLog(): EventLog {
    const log = useContext(LogContext);
    if (!log) throw new Error('Events are used outside of EventsProvider.');
    return log;
}

/** A filter that is written in a render is another object each time; what it says decides. */
function useStable<N extends EventName>(filter: EventFilter<N>): EventFilter<N> {
    const text = JSON.stringify(filter);
    return useMemo(() => JSON.parse(text) as EventFilter<N>, [text]);
}

export interface Events<N extends EventName> {
    /** In the order of the chain, oldest first. */
    events: ChainEvent<N>[];
    /** False until what is stored was read. */
    ready: boolean;
    state: HistoryState;
}

/** Events of the chain that `filter` asks for, kept current. */
export function useEvents<N extends EventName = EventName>(filter: EventFilter<N> = {}): Events<N> {
    const { transactions, ready, state } = useTransactions();
    const stable = useStable(filter);
    const events = useMemo(() => eventsIn(transactions, stable), [transactions, stable]);
    return { events, ready, state };
}

/** Whole transactions, those without events included. */
export function useTransactions() {
    const log = useLog();
    return useSyncExternalStore(log.watch, log.read);
}

/** How the history stands, if somebody uses it; it is not started for this. */
export function useHistoryState(): HistoryState {
    const log = useLog();
    return useSyncExternalStore(log.peek, () => log.read().state);
}

/** Calls back with events as they happen. Keep `listener` the same between renders (useCallback). */
export function useOnEvents<N extends EventName>(
    filter: EventFilter<N>,
    listener: (events: ChainEvent<N>[]) => void,
): void {
    const log = useLog();
    const stable = useStable(filter);
    useEffect(
        () =>
            log.hear((transactions) => {
                const events = eventsIn(transactions, stable);
                if (events.length > 0) listener(events);
            }),
        [log, stable, listener],
    );
}

/** Has queries whose key begins with `key` read again when an event happens that `filter` asks for. */
export function useRefreshOn(filter: EventFilter, key: readonly unknown[]): void {
    const invalidate = useInvalidateChain();
    const text = JSON.stringify(key);
    const refresh = useCallback(() => void invalidate(JSON.parse(text) as unknown[]), [invalidate, text]);
    useOnEvents(filter, refresh);
}

/** All that is stored of this chain, for an export. */
export function useWholeHistory(): () => Promise<StoredTransaction[]> {
    const log = useLog();
    return useCallback(() => log.everything(), [log]);
}
