import { connectionSource, History, type Connection, type HistoryState, type StoredTransaction } from '@assay/client';
import { openStore } from './store';

/** Transactions in memory; older ones stay in the store and can be exported. */
export const IN_MEMORY = 20_000;
/** A first load reads no more than this: public nodes limit requests. */
const FIRST_LOAD = 5_000;
/** Batches that arrive within this time are shown at once, milliseconds. */
const GATHER_MS = 50;

export interface LogSnapshot {
    /** In the order of the chain. */
    transactions: readonly StoredTransaction[];
    state: HistoryState;
    /** Whether what is stored was read. */
    ready: boolean;
}

type LoggedHistory = Pick<History, 'transactions' | 'onState' | 'onTransactions' | 'start' | 'stop'>;
type Heard = (transactions: readonly StoredTransaction[]) => void;

const idle: HistoryState = { status: 'idle', behind: 0, truncated: false, generation: 0 };

/** The history of one cluster as all parts of the page share it. It starts when somebody first looks. */
export class EventLog {
    private snapshot: LogSnapshot = { transactions: [], state: idle, ready: false };
    private readonly watchers = new Set<() => void>();
    private readonly hearers = new Set<Heard>();
    private gathered: StoredTransaction[] = [];
    private timer: ReturnType<typeof setTimeout> | undefined;
    private closing: ReturnType<typeof setTimeout> | undefined;
    private history: LoggedHistory | undefined;
    private flushing: Promise<void> = Promise.resolve();
    private started = false;
    private closed = false;

    constructor(private readonly makeHistory: () => Promise<LoggedHistory>) {}

    static of(connection: Connection): EventLog {
        return new EventLog(async () => {
            return new History(connectionSource(connection), { store: await openStore(), most: FIRST_LOAD });
        });
    }

    readonly read = (): LogSnapshot => this.snapshot;

    /** Calls back on every change. */
    readonly watch = (watcher: () => void): (() => void) => {
        this.start();
        return this.peek(watcher);
    };

    /** As `watch`, but nothing is read on its account. */
    readonly peek = (watcher: () => void): (() => void) => {
        this.watchers.add(watcher);
        return () => this.watchers.delete(watcher);
    };

    /** Hears what is new on chain, not what was stored. */
    readonly hear = (hearer: Heard): (() => void) => {
        this.hearers.add(hearer);
        this.start();
        return () => this.hearers.delete(hearer);
    };

    /** All that is stored, for exports. */
    async everything(): Promise<StoredTransaction[]> {
        return this.history ? this.history.transactions() : [];
    }

    /** In use until the returned function is called; a user that comes back at once keeps it running. */
    use(): () => void {
        clearTimeout(this.closing);
        return () => {
            this.closing = setTimeout(() => this.close());
        };
    }

    private close(): void {
        this.closed = true;
        clearTimeout(this.timer);
        void this.history?.stop();
    }

    private start(): void {
        if (this.started) return;
        this.started = true;
        void this.run();
    }

    private async run(): Promise<void> {
        const history = await this.makeHistory();
        if (this.closed) return;
        this.history = history;
        history.onState((state) => this.onState(state));
        history.onTransactions((transactions) => this.gather(transactions));
        try {
            this.change({ transactions: await history.transactions(IN_MEMORY), ready: true });
        } catch (error) {
            // The chain does not answer; the history tries again by itself and then tells what it has.
            this.change({ state: { ...idle, status: 'reconnecting', error } });
        }
        if (!this.closed) history.start();
    }

    private onState(state: HistoryState): void {
        const anew = state.generation !== this.snapshot.state.generation;
        // The chain began anew: what was shown never happened on it.
        this.change(anew ? { state, transactions: [], ready: false } : { state });
    }

    private gather(transactions: readonly StoredTransaction[]): void {
        this.gathered.push(...transactions);
        this.timer ??= setTimeout(() => {
            // One at a time: an older reading of the store must not replace a newer one.
            this.flushing = this.flushing.then(() => this.flush());
        }, GATHER_MS);
    }

    private async flush(): Promise<void> {
        this.timer = undefined;
        const fresh = this.gathered;
        this.gathered = [];
        const before = this.snapshot.transactions;
        if (this.snapshot.ready && follows(before, fresh)) {
            this.change({ transactions: [...before, ...fresh].slice(-IN_MEMORY) });
        } else if (this.history) {
            // Something arrived late, or the chain began anew: the store has the order.
            const transactions = await this.history.transactions(IN_MEMORY).catch(() => before);
            this.change({ transactions, ready: true });
        }
        this.hearers.forEach((hearer) => hearer(fresh));
    }

    private change(change: Partial<LogSnapshot>): void {
        if (this.closed) return;
        this.snapshot = { ...this.snapshot, ...change };
        this.watchers.forEach((watcher) => watcher());
    }
}

function follows(before: readonly StoredTransaction[], fresh: readonly StoredTransaction[]): boolean {
    const [last, first] = [before.at(-1), fresh[0]];
    if (!last || !first) return false;
    return first.slot > last.slot || (first.slot === last.slot && first.place > last.place);
}
