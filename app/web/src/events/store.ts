import { inChainOrder, MemoryStore, type EventStore, type StoredTransaction } from '@assay/client';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

/** Raise it when what is stored is decoded differently: what was stored before is then read from the chain again. */
const VERSION = 1;
const NAME = 'assay-history';

interface Row extends StoredTransaction {
    key: string;
    /** Slot and place as text that sorts as they do: bigints are no keys of IndexedDB. */
    order: string;
}

interface Schema extends DBSchema {
    transactions: { key: [string, string]; value: Row; indexes: { order: [string, string] } };
}

type Database = IDBPDatabase<Schema>;

function orderOf({ slot, place }: Pick<StoredTransaction, 'slot' | 'place'>): string {
    return `${slot.toString().padStart(20, '0')}.${place.toString().padStart(9, '0')}`;
}

function rangeOf(key: string): IDBKeyRange {
    return IDBKeyRange.bound([key, ''], [key, '\uffff']);
}

function strip({ key: _key, order: _order, ...transaction }: Row): StoredTransaction {
    return transaction;
}

function open(name: string): Promise<Database> {
    return openDB<Schema>(name, VERSION, {
        upgrade(database) {
            for (const store of [...database.objectStoreNames]) database.deleteObjectStore(store);
            const store = database.createObjectStore('transactions', { keyPath: ['key', 'signature'] });
            store.createIndex('order', ['key', 'order'], { unique: false });
        },
        // A newer version of the app in another tab waits for this one.
        blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
    });
}

/** A history in the browser's database: all or nothing per `put`, and once per signature. */
export class IndexedDbStore implements EventStore {
    private constructor(private readonly database: Database) {}

    static async open(name = NAME): Promise<IndexedDbStore> {
        return new IndexedDbStore(await open(name));
    }

    async lastSeen(key: string) {
        const [last] = await this.all(key, 1);
        return last && { signature: last.signature, slot: last.slot };
    }

    async has(key: string, signatures: readonly string[]) {
        const store = this.database.transaction('transactions').store;
        const found = await Promise.all(signatures.map((signature) => store.getKey([key, signature])));
        return new Set(signatures.filter((_, index) => found[index] !== undefined));
    }

    async put(key: string, transactions: readonly StoredTransaction[]) {
        const writing = this.database.transaction('transactions', 'readwrite');
        for (const transaction of transactions) {
            if ((await writing.store.getKey([key, transaction.signature])) !== undefined) continue;
            void writing.store.put({ ...transaction, key, order: orderOf(transaction) }).catch(() => undefined);
        }
        await writing.done;
    }

    async all(key: string, limit?: number) {
        const index = this.database.transaction('transactions').store.index('order');
        if (limit === undefined) return (await index.getAll(rangeOf(key))).map(strip);
        const rows: StoredTransaction[] = [];
        for (let cursor = await index.openCursor(rangeOf(key), 'prev'); cursor && rows.length < limit;) {
            rows.push(strip(cursor.value));
            cursor = await cursor.continue();
        }
        return rows.sort(inChainOrder);
    }

    async clear(key: string) {
        const writing = this.database.transaction('transactions', 'readwrite');
        for (let cursor = await writing.store.index('order').openCursor(rangeOf(key)); cursor;) {
            await cursor.delete();
            cursor = await cursor.continue();
        }
        await writing.done;
    }

    close(): void {
        this.database.close();
    }
}

/** Where the browser allows no database, the history is kept for as long as the page is open. */
export async function openStore(): Promise<EventStore> {
    try {
        return await IndexedDbStore.open();
    } catch {
        return new MemoryStore();
    }
}
