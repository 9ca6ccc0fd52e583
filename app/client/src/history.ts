// Every transaction of some programs, once each and in the order of the chain, kept in a store and followed live.

import type { Address } from '@solana/kit';
import { MemoryStore, type EventStore, type StoredTransaction } from './event-store';
import { AMM_PROGRAM_ADDRESS } from './generated/amm/programs';
import { ESCROW_PROGRAM_ADDRESS } from './generated/escrow/programs';
import { GOVERNOR_PROGRAM_ADDRESS } from './generated/governor/programs';
import { STAKE_PROGRAM_ADDRESS } from './generated/stake/programs';
import { merge, type Placed } from './history-order';
import { HistoryReader, toStore } from './history-reader';
import type { HistorySource, Listed } from './history-source';
import { pause } from './transport';
import { latch } from './wake';

export const SUITE_PROGRAMS: readonly Address[] = [
    STAKE_PROGRAM_ADDRESS,
    ESCROW_PROGRAM_ADDRESS,
    AMM_PROGRAM_ADDRESS,
    GOVERNOR_PROGRAM_ADDRESS,
];

export interface HistoryState {
    status: 'idle' | 'loading' | 'live' | 'reconnecting' | 'stopped';
    /** Transactions that are listed and not read yet. */
    behind: number;
    /** Whether older transactions were left out, or the node no longer has them. */
    truncated: boolean;
    /** Counts the times that everything was dropped because the chain began anew. */
    generation: number;
    error?: unknown;
}

export interface HistoryOptions {
    addresses?: readonly Address[];
    store?: EventStore;
    /** Most transactions that a first load reads. */
    most?: number;
    /** Requests at one time. */
    concurrency?: number;
    /** It looks this often even if it hears nothing, milliseconds. */
    pollMs?: number;
    firstRetryMs?: number;
    longestRetryMs?: number;
    /** How long a transaction that was heard of may be missing from the node's lists, milliseconds. */
    graceMs?: number;
}

/** Transactions that are kept at one time. */
const BATCH = 50;

const DEFAULTS = {
    addresses: SUITE_PROGRAMS,
    most: 20_000,
    concurrency: 4,
    pollMs: 10_000,
    firstRetryMs: 250,
    longestRetryMs: 30_000,
    graceMs: 5_000,
};

type Listener<T> = (value: T) => void;

export class History {
    readonly #source: HistorySource;
    readonly #store: EventStore;
    readonly #options: typeof DEFAULTS;
    readonly #stopped = new AbortController();
    readonly #reader: HistoryReader;
    readonly #transactionListeners = new Set<Listener<StoredTransaction[]>>();
    readonly #stateListeners = new Set<Listener<HistoryState>>();
    /** Heard of and not listed yet, with the time it was heard. */
    readonly #expected = new Map<string, number>();
    #state: HistoryState = { status: 'idle', behind: 0, truncated: false, generation: 0 };
    #key: string | undefined;
    #running: Promise<void> | undefined;

    constructor(source: HistorySource, options: HistoryOptions = {}) {
        this.#source = source;
        this.#store = options.store ?? new MemoryStore();
        this.#options = {
            ...DEFAULTS,
            ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
        };
        this.#reader = new HistoryReader(source, this.#options, this.#stopped.signal);
    }

    get state(): HistoryState {
        return this.#state;
    }

    /** What is kept of this chain, in order; asks the cluster only which chain it is. */
    async transactions(limit?: number): Promise<StoredTransaction[]> {
        return this.#store.all(await this.#keyOfChain(), limit);
    }

    /** Calls back with what is new, in order, after it was kept. */
    onTransactions(listener: Listener<StoredTransaction[]>): () => void {
        this.#transactionListeners.add(listener);
        return () => this.#transactionListeners.delete(listener);
    }

    onState(listener: Listener<HistoryState>): () => void {
        this.#stateListeners.add(listener);
        return () => this.#stateListeners.delete(listener);
    }

    /** Loads what is new and follows from there, until it is stopped. */
    start(): void {
        this.#running ??= this.#run().catch((error: unknown) => this.#say({ status: 'stopped', error }));
    }

    async stop(): Promise<void> {
        this.#stopped.abort();
        await this.#running;
        this.#say({ status: 'stopped' });
    }

    async #run(): Promise<void> {
        const { firstRetryMs, longestRetryMs } = this.#options;
        const signal = this.#stopped.signal;
        let retry = firstRetryMs;
        this.#say({ status: 'loading' });
        while (!signal.aborted) {
            let error: unknown;
            try {
                await this.#follow(() => (retry = firstRetryMs));
            } catch (caught) {
                error = caught;
            }
            if (signal.aborted) return;
            this.#say({ status: 'reconnecting', error });
            await pause(retry * (0.75 + Math.random() / 2), signal).catch(() => undefined);
            retry = Math.min(retry * 2, longestRetryMs);
        }
    }

    /** One subscription's life. It listens before it lists, so that nothing falls in between. */
    async #follow(wasLive: () => void): Promise<void> {
        const until = new AbortController();
        const signal = AbortSignal.any([this.#stopped.signal, until.signal]);
        const wake = latch();
        let open = false;
        let over = false;
        let failure: unknown;
        this.#key = await this.#freshKey();
        const listening = this.#source
            .listen(this.#options.addresses, signal, {
                open: () => {
                    open = true;
                    wake.set();
                },
                transaction: ({ signature }) => {
                    this.#expected.set(signature, Date.now());
                    wake.set();
                },
            })
            .catch((error: unknown) => (failure = error))
            .finally(() => {
                over = true;
                wake.set();
            });
        try {
            while (!signal.aborted) {
                if (over) throw failure ?? new Error('The subscription ended.');
                await this.#catchUp(this.#key);
                if (open && !over) {
                    wasLive();
                    this.#say({ status: 'live', behind: 0, error: undefined });
                }
                await Promise.race([wake.wait(), pause(this.#options.pollMs, signal).catch(() => undefined)]);
            }
        } finally {
            until.abort();
            await listening;
        }
    }

    /** Keeps everything up to the newest slot. */
    async #catchUp(key: string): Promise<void> {
        const signal = this.#stopped.signal;
        for (;;) {
            const newest = await this.#source.slot();
            const last = await this.#store.lastSeen(key);
            const read = await this.#reader.lists(this.#options.addresses, last?.slot);
            if (last && (await this.#reader.isAnotherChain(last, read, newest))) {
                await this.#store.clear(key);
                this.#say({ generation: this.#state.generation + 1, truncated: false });
                continue;
            }
            await this.#requireChain(key);
            if (read.truncated) this.#say({ truncated: true });
            // Later slots may be listed for one address and not yet for another: they wait, so that the order holds.
            const lists = read.lists.map((list) => list.filter(({ slot }) => slot <= newest));
            await this.#keep(key, merge(lists), last?.slot);
            this.#forget(lists);
            if (this.#expected.size === 0 || signal.aborted) return;
            await pause(150, signal).catch(() => undefined);
        }
    }

    async #keep(key: string, merged: readonly Placed[], lastSlot: bigint | undefined): Promise<void> {
        const known = await this.#store.has(
            key,
            merged.map(({ signature }) => signature),
        );
        const fresh = merged.filter(({ signature }) => !known.has(signature));
        for (let at = 0; at < fresh.length && !this.#stopped.signal.aborted; at += BATCH) {
            this.#say({ behind: fresh.length - at });
            const batch = fresh.slice(at, at + BATCH);
            const records = await this.#reader.records(batch);
            if (this.#stopped.signal.aborted) return;
            if (records.includes(null)) await this.#requireChain(key);
            const kept = batch.map((entry, index) => toStore(entry, records[index]!, lastSlot));
            await this.#store.put(key, kept);
            this.#transactionListeners.forEach((listener) => listener(kept));
        }
    }

    /** What was listed is not waited for any more, nor what never will be: its fork may be gone. */
    #forget(lists: readonly Listed[][]): void {
        for (const list of lists) for (const { signature } of list) this.#expected.delete(signature);
        const since = Date.now() - this.#options.graceMs;
        for (const [signature, heardAt] of this.#expected) if (heardAt < since) this.#expected.delete(signature);
    }

    /** Another chain may have taken the place of the one that was listed. */
    async #requireChain(key: string): Promise<void> {
        if ((await this.#freshKey()) !== key) throw new Error('Another chain answers now.');
    }

    async #keyOfChain(): Promise<string> {
        return (this.#key ??= await this.#freshKey());
    }

    async #freshKey(): Promise<string> {
        return `${await this.#source.genesisHash()}:${[...this.#options.addresses].sort().join(',')}`;
    }

    #say(change: Partial<HistoryState>): void {
        this.#state = { ...this.#state, ...change };
        this.#stateListeners.forEach((listener) => listener(this.#state));
    }
}
