// One order out of the lists of several addresses.

import type { Listed } from './history-source';

export interface Placed extends Listed {
    place: number;
}

/**
 * Merges lists, each oldest first, by slot. Within a slot the order of every list is kept; what stands in several lists is
 * taken once.
 */
export function merge(lists: readonly (readonly Listed[])[]): Placed[] {
    const bySlot = new Map<bigint, Listed[][]>();
    lists.forEach((list, of) => {
        for (const entry of list) {
            const lanes = bySlot.get(entry.slot) ?? lists.map(() => []);
            lanes[of]!.push(entry);
            bySlot.set(entry.slot, lanes);
        }
    });
    const slots = [...bySlot.keys()].sort((one, other) => (one < other ? -1 : 1));
    return slots.flatMap((slot) => mergeLanes(bySlot.get(slot)!).map((entry, place) => ({ ...entry, place })));
}

function mergeLanes(lanes: Listed[][]): Listed[] {
    const merged: Listed[] = [];
    let left = lanes.filter((lane) => lane.length > 0);
    while (left.length > 0) {
        const waits = new Set(left.flatMap((lane) => lane.slice(1).map(({ signature }) => signature)));
        // One that no list wants later; lists that contradict each other must not stop us.
        const next = (left.find((lane) => !waits.has(lane[0]!.signature)) ?? left[0]!)[0]!;
        merged.push(next);
        left = left
            .map((lane) => lane.filter(({ signature }) => signature !== next.signature))
            .filter((lane) => lane.length > 0);
    }
    return merged;
}
