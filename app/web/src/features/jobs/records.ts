import type { EventName } from '@assay/client';
import type { ChainEvent } from '../../events';

export type Recorded<N extends EventName = EventName> = ChainEvent<N>;

export function named<N extends EventName>(events: readonly Recorded[], name: N): Recorded<N>[] {
    return events.filter((event) => event.name === name) as unknown as Recorded<N>[];
}
