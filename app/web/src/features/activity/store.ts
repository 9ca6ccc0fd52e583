import { openDB, type IDBPDatabase } from 'idb';
import type { WalletTransaction } from './entry';
import type { WalletStore } from './reader';

interface Row {
    key: string;
    signature: string;
    transaction: WalletTransaction;
}

/** Kept by the browser. Without storage (private windows, full disks) everything is read again each time. */
export class BrowserWalletStore implements WalletStore {
    private opened: Promise<IDBPDatabase> | undefined;

    private open(): Promise<IDBPDatabase> {
        this.opened ??= openDB('assay-activity', 1, {
            upgrade: (created) => void created.createObjectStore('transactions', { keyPath: ['key', 'signature'] }),
        });
        return this.opened;
    }

    async all(key: string): Promise<WalletTransaction[]> {
        return quietly([], async () => {
            const rows = (await (await this.open()).getAll('transactions', range(key))) as Row[];
            return rows.map(({ transaction }) => transaction);
        });
    }

    async put(key: string, transactions: readonly WalletTransaction[]): Promise<void> {
        await quietly(undefined, async () => {
            const change = (await this.open()).transaction('transactions', 'readwrite');
            const puts = transactions.map((transaction) =>
                change.store.put({ key, signature: transaction.signature, transaction }),
            );
            await Promise.all([...puts, change.done]);
        });
    }

    async clear(key: string): Promise<void> {
        await quietly(undefined, async () => void (await (await this.open()).delete('transactions', range(key))));
    }
}

const range = (key: string) => IDBKeyRange.bound([key, ''], [key, '\uffff']);

/** The history is the chain's: a cache that does not work costs time and nothing else. */
async function quietly<T>(otherwise: T, work: () => Promise<T>): Promise<T> {
    try {
        return await work();
    } catch {
        return otherwise;
    }
}
