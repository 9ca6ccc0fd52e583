// Reads a wallet's transactions back to its first one, and keeps them.

import { decodeLogs, explain, type Connection } from '@assay/client';
import type { Address, Signature } from '@solana/kit';
import type { WalletTransaction } from './entry';
import { flowsOf, type RecordedTokenBalance } from './flows';

export interface Listed {
    signature: string;
    slot: bigint;
}

/** What the reader asks of a cluster. */
export interface WalletSource {
    genesisHash(): Promise<string>;
    /** The oldest slot that the node has transactions of. */
    firstSlot(): Promise<bigint>;
    /** Newest first. */
    signatures(address: string, page: { before?: string; limit: number }): Promise<Listed[]>;
    /** Null when the node has no record of it. */
    transaction(wallet: string, listed: Listed): Promise<WalletTransaction | null>;
    /** The wallet's token accounts as they are now. */
    tokenAccounts(wallet: string): Promise<string[]>;
}

export function walletSource(connection: Connection): WalletSource {
    const { rpc } = connection;
    return {
        genesisHash: () => rpc.getGenesisHash().send(),
        firstSlot: () => rpc.getFirstAvailableBlock().send(),
        async signatures(address, { before, limit }) {
            const config = {
                commitment: 'confirmed',
                limit,
                ...(before ? { before: before as Signature } : {}),
            } as const;
            const found = await rpc.getSignaturesForAddress(address as Address, config).send();
            return found.map(({ signature, slot }) => ({ signature, slot }));
        },
        transaction: (wallet, listed) => readTransaction(connection, wallet, listed),
        async tokenAccounts(wallet) {
            const config = {
                commitment: 'confirmed',
                encoding: 'base64',
                dataSlice: { offset: 0, length: 0 },
            } as const;
            const programs = [TOKEN, TOKEN_2022].map((programId) =>
                rpc.getTokenAccountsByOwner(wallet as Address, { programId }, config).send(),
            );
            return (await Promise.all(programs)).flatMap(({ value }) => value.map(({ pubkey }) => pubkey as string));
        },
    };
}

const TOKEN = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA' as Address;
const TOKEN_2022 = 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb' as Address;

async function readTransaction(
    { rpc }: Connection,
    wallet: string,
    { signature, slot }: Listed,
): Promise<WalletTransaction | null> {
    const config = { commitment: 'confirmed', encoding: 'json', maxSupportedTransactionVersion: 0 } as const;
    const found = await rpc.getTransaction(signature as Signature, config).send();
    if (!found?.meta) return null;
    const { meta, transaction, blockTime } = found;
    const loaded = 'loadedAddresses' in meta ? meta.loadedAddresses : undefined;
    const { flows, fee, tokenAccounts } = flowsOf(wallet, {
        accounts: [...transaction.message.accountKeys, ...(loaded?.writable ?? []), ...(loaded?.readonly ?? [])],
        fee: meta.fee,
        preBalances: meta.preBalances,
        postBalances: meta.postBalances,
        preTokenBalances: (meta.preTokenBalances ?? []) as unknown as RecordedTokenBalance[],
        postTokenBalances: (meta.postTokenBalances ?? []) as unknown as RecordedTokenBalance[],
    });
    const logs = meta.logMessages ?? [];
    const failed = meta.err !== null;
    return {
        signature,
        slot,
        blockTime: blockTime ?? null,
        failure: failed ? explain(meta.err, logs).sentence : undefined,
        fee,
        flows,
        // What failed has changed nothing, whatever it logged.
        events: failed ? [] : decodeLogs(logs),
        tokenAccounts,
    };
}

/** Keeps transactions by chain and wallet. */
export interface WalletStore {
    all(key: string): Promise<WalletTransaction[]>;
    put(key: string, transactions: readonly WalletTransaction[]): Promise<void>;
    clear(key: string): Promise<void>;
}

export interface Progress {
    /** Listed so far. */
    listed: number;
    read: number;
    done: boolean;
}

const PAGE = 1_000;
const AT_ONCE = 6;
const BATCH = 30;

export interface ReadOptions {
    signal: AbortSignal;
    onProgress(progress: Progress): void;
    /** Everything known, in no order, after each batch. */
    onTransactions(transactions: WalletTransaction[]): void;
}

/**
 * Everything the wallet has done: what names it, and what names one of its token accounts, open or closed. Transactions
 * that are kept are not read again; lists are, so that nothing is missed.
 */
export async function readWallet(
    source: WalletSource,
    store: WalletStore,
    wallet: string,
    options: ReadOptions,
): Promise<void> {
    const key = `${await source.genesisHash()}:${wallet}`;
    const known = new Map((await keptOf(source, store, wallet, key)).map((kept) => [kept.signature, kept]));
    if (known.size > 0) options.onTransactions([...known.values()]);
    const [listed, asked] = [new Set<string>(), new Set<string>()];
    const queue = [wallet, ...(await source.tokenAccounts(wallet)), ...accountsIn(known.values())];
    const told = () => ({ listed: listed.size, read: [...listed].filter((signature) => known.has(signature)).length });
    for (let address = queue.shift(); address !== undefined && !options.signal.aborted; address = queue.shift()) {
        if (asked.has(address)) continue;
        asked.add(address);
        await readAddress(address);
    }
    if (!options.signal.aborted) options.onProgress({ ...told(), done: true });

    async function readAddress(address: string): Promise<void> {
        for (let before: string | undefined; !options.signal.aborted;) {
            const page = await source.signatures(address, { before, limit: PAGE });
            page.forEach(({ signature }) => listed.add(signature));
            options.onProgress({ ...told(), done: false });
            await readMissing(page.filter(({ signature }) => !known.has(signature)));
            if (page.length < PAGE) return;
            before = page.at(-1)?.signature;
        }
    }

    async function readMissing(page: readonly Listed[]): Promise<void> {
        for (let at = 0; at < page.length && !options.signal.aborted; at += BATCH) {
            const batch = await readAll(page.slice(at, at + BATCH));
            // What the node cannot tell now it may tell later, so it is shown and not kept.
            await store.put(
                key,
                batch.filter(({ missing }) => !missing),
            );
            batch.forEach((transaction) => known.set(transaction.signature, transaction));
            queue.push(...accountsIn(batch));
            options.onTransactions([...known.values()]);
            options.onProgress({ ...told(), done: false });
        }
    }

    async function readAll(batch: readonly Listed[]): Promise<WalletTransaction[]> {
        const read: WalletTransaction[] = [];
        let next = 0;
        const worker = async () => {
            for (let at = next++; at < batch.length; at = next++) {
                const entry = batch[at]!;
                read[at] = (await source.transaction(wallet, entry)) ?? gone(entry);
            }
        };
        await Promise.all(Array.from({ length: Math.min(AT_ONCE, batch.length) }, worker));
        return read;
    }
}

/** What is kept, unless the chain began anew under the same name: then the newest of it is not known any more. */
async function keptOf(
    source: WalletSource,
    store: WalletStore,
    wallet: string,
    key: string,
): Promise<WalletTransaction[]> {
    const kept = await store.all(key);
    const [newest] = newestFirst(kept);
    if (!newest || (await source.transaction(wallet, newest)) !== null || (await source.firstSlot()) > newest.slot)
        return kept;
    await store.clear(key);
    return [];
}

function accountsIn(transactions: Iterable<WalletTransaction>): string[] {
    return [...new Set([...transactions].flatMap(({ tokenAccounts }) => tokenAccounts))];
}

function gone({ signature, slot }: Listed): WalletTransaction {
    return { signature, slot, blockTime: null, fee: 0n, flows: [], events: [], tokenAccounts: [], missing: true };
}

/** Newest first. Within a slot the order is not known, and signatures keep it steady. */
export function newestFirst(transactions: readonly WalletTransaction[]): WalletTransaction[] {
    return [...transactions].sort((one, other) =>
        one.slot === other.slot ? (one.signature < other.signature ? -1 : 1) : one.slot > other.slot ? -1 : 1,
    );
}
