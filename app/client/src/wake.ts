// Waking up as soon as something happened; whoever sleeps asks again anyway, for subscriptions drop silently.

import type { Signature } from '@solana/kit';
import type { Connection } from './cluster';

export interface Wake {
    /** Ends when something happened since the last call. Never fails. */
    woken(): Promise<void>;
    stop(): void;
}

/** A latch that is set from outside. */
export function latch(): { set(): void; wait(): Promise<void> } {
    let release: () => void = () => undefined;
    let next = new Promise<void>((resolve) => (release = resolve));
    return {
        set() {
            release();
        },
        async wait() {
            await next;
            next = new Promise<void>((resolve) => (release = resolve));
        },
    };
}

export function wakeOnSignature(connection: Connection, signature: Signature): Wake {
    return wakeOn(async (abortSignal, wake) => {
        const pending = connection.subscriptions.signatureNotifications(signature, { commitment: 'confirmed' });
        await forEach(await pending.subscribe({ abortSignal }), wake);
    });
}

export function wakeOn(listen: (abortSignal: AbortSignal, wake: () => void) => Promise<void>): Wake {
    const stopped = new AbortController();
    const happened = latch();
    listen(stopped.signal, happened.set).catch(() => undefined);
    return {
        woken: happened.wait,
        stop: () => stopped.abort(),
    };
}

/** Calls back for everything that a subscription tells, whatever it is. */
export async function forEach<T>(stream: AsyncIterable<T>, tell: (value: T) => void): Promise<void> {
    for await (const value of stream) tell(value);
}
