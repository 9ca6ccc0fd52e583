// Reading what a cluster has on record, and telling whether it is still the same chain.

import type { Address } from '@solana/kit';
import type { StoredTransaction } from './event-store';
import type { Placed } from './history-order';
import type { HistorySource, Listed, Recorded } from './history-source';
import { pause } from './transport';

/** Slots that are read again: a node may list a transaction after a later one. */
export const OVERLAP = 32n;
/** Behind by so many slots it is a slow node, by more it is another chain. */
const SLOW_NODE = 300n;
const PAGE = 1_000;
/** Place of a transaction that the node listed late. */
const LATE = 1_000_000;

export interface ReaderOptions {
    most: number;
    concurrency: number;
    graceMs: number;
}

export interface Lists {
    /** Of every address, oldest first. */
    lists: Listed[][];
    /** Whether older ones were left out. */
    truncated: boolean;
}

export class HistoryReader {
    readonly #source: HistorySource;
    readonly #options: ReaderOptions;
    readonly #signal: AbortSignal;

    constructor(source: HistorySource, options: ReaderOptions, signal: AbortSignal) {
        this.#source = source;
        this.#options = options;
        this.#signal = signal;
    }

    /** What is listed back to what is known for sure. */
    async lists(addresses: readonly Address[], lastSlot: bigint | undefined): Promise<Lists> {
        const found = await Promise.all(addresses.map((address) => this.#list(address, lastSlot)));
        return { lists: found.map(({ list }) => list), truncated: found.some(({ truncated }) => truncated) };
    }

    async #list(address: Address, lastSlot: bigint | undefined): Promise<{ list: Listed[]; truncated: boolean }> {
        const from = lastSlot === undefined ? 0n : lastSlot - OVERLAP;
        const found: Listed[] = [];
        let truncated = false;
        for (let before: string | undefined; ; before = found.at(-1)?.signature) {
            const page = await this.#source.signatures(address, { before, limit: PAGE });
            found.push(...page);
            if (page.length < PAGE || page.at(-1)!.slot < from) break;
            truncated = lastSlot === undefined && found.length >= this.#options.most;
            if (truncated) break;
        }
        return { list: found.filter(({ slot }) => slot >= from).reverse(), truncated };
    }

    /** Whether the chain began anew under the same name: then the last one that was seen is not known any more. */
    async isAnotherChain(last: Listed, read: Lists, newest: bigint): Promise<boolean> {
        if (newest + SLOW_NODE < last.slot) return true;
        if (newest < last.slot) throw new Error(`The node is ${last.slot - newest} slots behind what was seen before.`);
        const isListed = read.lists.some((list) => list.some(({ signature }) => signature === last.signature));
        if (isListed || (await this.#source.firstSlot()) > last.slot) return false;
        // Behind one URL there can be many nodes, of which one may be slow.
        return (await this.record(last.signature)) === null;
    }

    async records(batch: readonly Placed[]): Promise<(Recorded | null)[]> {
        const records = new Array<Recorded | null>(batch.length).fill(null);
        let next = 0;
        const worker = async () => {
            for (let at = next++; at < batch.length; at = next++) records[at] = await this.record(batch[at]!.signature);
        };
        await Promise.all(Array.from({ length: Math.min(this.#options.concurrency, batch.length) }, worker));
        return records;
    }

    /** A node lists a transaction a moment before it can tell what is in it. */
    async record(signature: string): Promise<Recorded | null> {
        const deadline = Date.now() + this.#options.graceMs;
        for (;;) {
            const record = await this.#source.transaction(signature);
            if (record || Date.now() >= deadline || this.#signal.aborted) return record;
            await pause(150, this.#signal).catch(() => undefined);
        }
    }
}

export function toStore(
    { signature, slot, place }: Placed,
    record: Recorded | null,
    lastSlot: bigint | undefined,
): StoredTransaction {
    const late = lastSlot !== undefined && slot <= lastSlot;
    const base = { signature, slot, place: late ? LATE + place : place };
    return record
        ? { ...base, ...record }
        : { ...base, blockTime: null, err: null, fee: 0n, events: [], missing: true };
}
