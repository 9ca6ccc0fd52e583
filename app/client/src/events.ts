// Events of the programs, decoded from a transaction's logs.

import { fromBase64, toHex } from './bytes';
import { AMM_PROGRAM_ADDRESS } from './generated/amm/programs';
import { EVENTS as AMM, type ProgramEvent as AmmEvent } from './generated/amm/events';
import { ESCROW_PROGRAM_ADDRESS } from './generated/escrow/programs';
import { EVENTS as ESCROW, type ProgramEvent as EscrowEvent } from './generated/escrow/events';
import { GOVERNOR_PROGRAM_ADDRESS } from './generated/governor/programs';
import { EVENTS as GOVERNOR, type ProgramEvent as GovernorEvent } from './generated/governor/events';
import { STAKE_PROGRAM_ADDRESS } from './generated/stake/programs';
import { EVENTS as STAKE, type ProgramEvent as StakeEvent } from './generated/stake/events';

export type AssayEvent =
    | ({ program: 'stake' } & StakeEvent)
    | ({ program: 'escrow' } & EscrowEvent)
    | ({ program: 'amm' } & AmmEvent)
    | ({ program: 'governor' } & GovernorEvent);

export type EventName = AssayEvent['name'];
/** The data of the events with this name. */
export type EventData<N extends EventName> = Extract<AssayEvent, { name: N }>['data'];

type Decoders = Record<
    string,
    { name: string; decoder: () => { read(bytes: Uint8Array, offset: number): [unknown, number] } }
>;

const PROGRAMS = new Map<string, [AssayEvent['program'], Decoders]>([
    [STAKE_PROGRAM_ADDRESS, ['stake', STAKE]],
    [ESCROW_PROGRAM_ADDRESS, ['escrow', ESCROW]],
    [AMM_PROGRAM_ADDRESS, ['amm', AMM]],
    [GOVERNOR_PROGRAM_ADDRESS, ['governor', GOVERNOR]],
] as [string, [AssayEvent['program'], Decoders]][]);

const INVOKED = /^Program ([1-9A-HJ-NP-Za-km-z]{32,44}) invoke \[\d+\]$/;
const RETURNED = /^Program ([1-9A-HJ-NP-Za-km-z]{32,44}) (success$|failed)/;
const DATA = 'Program data: ';

/**
 * The events in a transaction's logs, in order. Data is taken only from the program that was running when it was logged,
 * so another program cannot pass its own data off as an event.
 */
export function decodeLogs(logs: readonly string[]): AssayEvent[] {
    const running: string[] = [];
    const events: AssayEvent[] = [];
    for (const line of logs) {
        if (line.startsWith(DATA)) {
            const event = decode(running.at(-1), line.slice(DATA.length));
            if (event) events.push(event);
            continue;
        }
        // Lines are missing from here on, and with them who is running.
        if (line === 'Log truncated') break;
        const invoked = INVOKED.exec(line);
        if (invoked) running.push(invoked[1]!);
        else if (RETURNED.test(line)) running.pop();
    }
    return events;
}

function decode(program: string | undefined, data: string): AssayEvent | undefined {
    const found = program === undefined ? undefined : PROGRAMS.get(program);
    const bytes = found && bytesOf(data);
    if (!found || !bytes || bytes.length < 8) return undefined;
    const known = found[1][toHex(bytes.subarray(0, 8))];
    if (!known) return undefined;
    try {
        const [fields] = known.decoder().read(bytes, 8);
        return { program: found[0], name: known.name, data: fields } as AssayEvent;
    } catch {
        // An event of a later version of the program, shorter than ours.
        return undefined;
    }
}

function bytesOf(data: string): Uint8Array | undefined {
    try {
        return fromBase64(data.trim());
    } catch {
        return undefined;
    }
}
