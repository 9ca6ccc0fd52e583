import type { AssayEvent, EventName, StoredTransaction } from '@assay/client';

export interface EventFilter<N extends EventName = EventName> {
    programs?: readonly AssayEvent['program'][];
    names?: readonly N[];
    /** Only events that name this address, and those of transactions that it paid for. */
    address?: string;
}

export type ChainEvent<N extends EventName = EventName> = Extract<AssayEvent, { name: N }> & {
    signature: string;
    slot: bigint;
    blockTime: bigint | null;
    feePayer?: string;
    /** Tells the events of one transaction apart. */
    id: string;
};

/** What `filter` asks for, in the order of the chain. */
export function eventsIn<N extends EventName>(
    transactions: readonly StoredTransaction[],
    filter: EventFilter<N> = {},
): ChainEvent<N>[] {
    return transactions.flatMap(({ events, signature, slot, blockTime, feePayer }) =>
        events.flatMap((event, index) => {
            if (!matches(event, feePayer, filter)) return [];
            return [{ ...event, signature, slot, blockTime, feePayer, id: `${signature}-${index}` } as ChainEvent<N>];
        }),
    );
}

function matches(event: AssayEvent, feePayer: string | undefined, filter: EventFilter): boolean {
    const { programs, names, address } = filter;
    if (programs && !programs.includes(event.program)) return false;
    if (names && !names.includes(event.name)) return false;
    return address === undefined || feePayer === address || mentions(event.data, address);
}

function mentions(value: unknown, address: string): boolean {
    if (value === address) return true;
    if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return false;
    return Object.values(value).some((inner) => mentions(inner, address));
}
