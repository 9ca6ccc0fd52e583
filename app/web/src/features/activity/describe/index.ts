import type { AssayEvent } from '@assay/client';
import { AMM } from './amm';
import { ESCROW } from './escrow';
import { GOVERNOR } from './governor';
import { STAKE } from './stake';
import type { Told } from './told';

export { KIND_NAMES, KINDS, type Kind, type Told } from './told';

const TABLES = { amm: AMM, escrow: ESCROW, governor: GOVERNOR, stake: STAKE };

/** What an event says happened. */
export function tell({ program, name, data }: AssayEvent): Told {
    const table = TABLES[program] as Record<string, (data: unknown) => Told>;
    return table[name]?.(data) ?? { kind: 'other', text: name };
}

/** What a transaction did, in one text: each thing once, and what only goes along with it left out. */
export function tellAll(events: readonly AssayEvent[]): Told | undefined {
    const told = events.map(tell);
    const major = told.filter(({ minor }) => !minor);
    const shown = major.length > 0 ? major : told;
    const [first] = shown;
    if (!first) return undefined;
    const texts = [...new Set(shown.map(({ text }) => text))];
    const rest = texts.length - MOST_TEXTS;
    const text = texts.slice(0, MOST_TEXTS).join('; ') + (rest > 0 ? `; and ${rest} more` : '');
    return { ...first, text, counterparty: shown.find(({ counterparty }) => counterparty)?.counterparty };
}

const MOST_TEXTS = 4;
