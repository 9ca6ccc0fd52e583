// Where a history is kept.

import type { AssayEvent } from './events';

export interface StoredTransaction {
    signature: string;
    slot: bigint;
    /** Place among the transactions of its slot that are kept. Slot and place make the order. */
    place: number;
    /** Unix time, seconds; `null` where the node does not know. */
    blockTime: bigint | null;
    /** Why it failed, as the RPC says it; `null` when it did not. It has no events then. */
    err: unknown;
    /** Lamports. */
    fee: bigint;
    feePayer?: string;
    events: AssayEvent[];
    /** The node has no record of it any more. */
    missing?: boolean;
}

/** Keeps transactions by key, which names chain and programs. */
export interface EventStore {
    /** The newest one. Everything before it is kept, too. */
    lastSeen(key: string): Promise<{ signature: string; slot: bigint } | undefined>;
    /** Which of these are kept. */
    has(key: string, signatures: readonly string[]): Promise<Set<string>>;
    /** Keeps all of them or none. One that is kept already is left as it is. */
    put(key: string, transactions: readonly StoredTransaction[]): Promise<void>;
    /** All of them, or the newest `limit`, in the order of the chain. */
    all(key: string, limit?: number): Promise<StoredTransaction[]>;
    clear(key: string): Promise<void>;
}

export function inChainOrder(one: StoredTransaction, other: StoredTransaction): number {
    if (one.slot !== other.slot) return one.slot < other.slot ? -1 : 1;
    return one.place - other.place;
}

export class MemoryStore implements EventStore {
    readonly #kept = new Map<string, Map<string, StoredTransaction>>();

    #of(key: string): Map<string, StoredTransaction> {
        const found = this.#kept.get(key) ?? new Map<string, StoredTransaction>();
        this.#kept.set(key, found);
        return found;
    }

    async lastSeen(key: string) {
        const [last] = await this.all(key, 1);
        return last && { signature: last.signature, slot: last.slot };
    }

    async has(key: string, signatures: readonly string[]) {
        const kept = this.#of(key);
        return new Set(signatures.filter((signature) => kept.has(signature)));
    }

    async put(key: string, transactions: readonly StoredTransaction[]) {
        const kept = this.#of(key);
        for (const transaction of transactions) {
            if (!kept.has(transaction.signature)) kept.set(transaction.signature, transaction);
        }
    }

    async all(key: string, limit?: number) {
        const sorted = [...this.#of(key).values()].sort(inChainOrder);
        return limit === undefined ? sorted : sorted.slice(Math.max(0, sorted.length - limit));
    }

    async clear(key: string) {
        this.#kept.delete(key);
    }
}
