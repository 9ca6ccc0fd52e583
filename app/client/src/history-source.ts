// What a history asks of a cluster.

import type { Address, Signature } from '@solana/kit';
import type { Connection } from './cluster';
import { decodeLogs, type AssayEvent } from './events';

export interface Listed {
    signature: string;
    slot: bigint;
}

export interface Recorded {
    blockTime: bigint | null;
    err: unknown;
    fee: bigint;
    feePayer?: string;
    events: AssayEvent[];
}

export interface HistorySource {
    /** Asked anew each time: another chain may answer at the same URL. */
    genesisHash(): Promise<string>;
    /** The newest confirmed slot. */
    slot(): Promise<bigint>;
    /** The oldest slot that the node has transactions of. */
    firstSlot(): Promise<bigint>;
    /** Newest first, all confirmed. */
    signatures(address: Address, page: { before?: string; limit: number }): Promise<Listed[]>;
    /** `null` when the node does not know it, or not yet. */
    transaction(signature: string): Promise<Recorded | null>;
    /** Calls back when it listens, and for every transaction that mentions one of the addresses; ends or fails when it hears no more. */
    listen(
        addresses: readonly Address[],
        signal: AbortSignal,
        heard: { open(): void; transaction(found: Listed): void },
    ): Promise<void>;
}

export function connectionSource(connection: Connection): HistorySource {
    const { rpc, subscriptions } = connection;
    return {
        genesisHash: () => rpc.getGenesisHash().send(),
        slot: () => rpc.getSlot({ commitment: 'confirmed' }).send(),
        firstSlot: () => rpc.getFirstAvailableBlock().send(),
        async signatures(address, { before, limit }) {
            const config = {
                commitment: 'confirmed',
                limit,
                ...(before ? { before: before as Signature } : {}),
            } as const;
            const found = await rpc.getSignaturesForAddress(address, config).send();
            return found.map(({ signature, slot }) => ({ signature, slot }));
        },
        async transaction(signature) {
            const config = { commitment: 'confirmed', encoding: 'json', maxSupportedTransactionVersion: 0 } as const;
            const found = await rpc.getTransaction(signature as Signature, config).send();
            if (!found?.meta) return null;
            const { err, fee, logMessages } = found.meta;
            return {
                blockTime: found.blockTime ?? null,
                err,
                fee,
                feePayer: found.transaction.message.accountKeys[0],
                // What failed has changed nothing, whatever it logged.
                events: err === null ? decodeLogs(logMessages ?? []) : [],
            };
        },
        async listen(addresses, signal, heard) {
            const stop = new AbortController();
            const either = AbortSignal.any([signal, stop.signal]);
            try {
                const streams = await Promise.all(
                    addresses.map((address) =>
                        subscriptions
                            .logsNotifications({ mentions: [address] }, { commitment: 'confirmed' })
                            .subscribe({ abortSignal: either }),
                    ),
                );
                heard.open();
                // The first to end ends all: a connection that hears only a part is not live.
                await Promise.race(
                    streams.map(async (stream) => {
                        for await (const { context, value } of stream)
                            heard.transaction({ signature: value.signature, slot: context.slot });
                    }),
                );
            } finally {
                stop.abort();
            }
        },
    };
}
