import { useCallback, useEffect, useMemo, useState } from 'react';
import { useConnection } from '../../cluster';
import { connectionSource } from '@assay/client';
import type { Address } from '@solana/kit';
import { entryOf, type Entry, type WalletTransaction } from './entry';
import { newestFirst, readWallet, walletSource, type Progress } from './reader';
import { BrowserWalletStore } from './store';

export interface Activity {
    /** Newest first. */
    entries: Entry[];
    progress: Progress;
    error?: unknown;
    again(): void;
}

const NOTHING: Progress = { listed: 0, read: 0, done: false };
/** It is looked again this often for what names only a token account, which nobody tells the wallet of. */
const EVERY_MS = 30_000;

const store = new BrowserWalletStore();

/** Everything that a wallet did, back to its first transaction, kept current. */
export function useActivity(wallet: Address): Activity {
    const connection = useConnection();
    const [transactions, setTransactions] = useState<WalletTransaction[]>([]);
    const [progress, setProgress] = useState<Progress>(NOTHING);
    const [error, setError] = useState<unknown>();
    const [round, setRound] = useState(0);
    const again = useCallback(() => setRound((count) => count + 1), []);

    useEffect(() => {
        const stop = new AbortController();
        let timer: ReturnType<typeof setTimeout>;
        const heard = () => {
            clearTimeout(timer);
            timer = setTimeout(again, 200);
        };
        const read = async () => {
            try {
                await readWallet(walletSource(connection), store, wallet, {
                    signal: stop.signal,
                    onProgress: (next) => !stop.signal.aborted && setProgress(next),
                    onTransactions: (next) => !stop.signal.aborted && setTransactions(next),
                });
                if (!stop.signal.aborted) setError(undefined);
            } catch (problem) {
                if (!stop.signal.aborted) setError(problem);
            }
            if (stop.signal.aborted) return;
            timer = setTimeout(again, EVERY_MS);
            // Without subscriptions it is only later that something new is seen.
            await connectionSource(connection)
                .listen([wallet], stop.signal, { open: () => undefined, transaction: heard })
                .catch(() => undefined);
        };
        void read();
        return () => {
            stop.abort();
            clearTimeout(timer);
        };
    }, [connection, wallet, round, again]);

    const entries = useMemo(() => newestFirst(transactions).map(entryOf), [transactions]);
    return { entries, progress, error, again };
}
