// A pool and what is in it, for tests: what the program's own codec makes of zeros, with fields set.

import { ACCOUNTS, type Kind, type Loaded, type stake } from '@assay/client';
import { loadQuotes } from '@assay/client/quotes';
import { getAddressDecoder, type Address, type ReadonlyUint8Array } from '@solana/kit';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Quotes } from '../../quotes';
import type { Operator, Pool, Position, StakeSnapshot, Ticket } from './snapshot';

/** The module that the app is built with. */
export async function builtQuotes(): Promise<Quotes> {
    return loadQuotes(await readFile(resolve(import.meta.dirname, '../../../../client/src/wasm/assay.wasm')));
}

function loaded<T extends object>(kind: Kind<T>, address: string, fields: Partial<T>): Loaded<T> {
    const zeros = kind.decoder.decode(new Uint8Array(kind.decoder.fixedSize));
    const data = { ...zeros, ...fields };
    const encode = kind.encoder.encode as (value: unknown) => ReadonlyUint8Array;
    return { address: address as Address, data, raw: Uint8Array.from(encode(data)), slot: 1n };
}

/** The same address for the same letter. */
export const key = (letter: string): Address =>
    getAddressDecoder().decode(new Uint8Array(32).fill(letter.charCodeAt(0)));

export const aPool = (fields: Partial<stake.Pool> = {}): Pool =>
    loaded(ACCOUNTS.stakePool.kind, key('2'), { saturation: 1, ...fields });
export const anOperator = (address: Address, fields: Partial<stake.Operator> = {}): Operator =>
    loaded(ACCOUNTS.operator.kind, address, fields);
export const aPosition = (address: Address, fields: Partial<stake.Position> = {}): Position =>
    loaded(ACCOUNTS.position.kind, address, fields);
export const aTicket = (address: Address, fields: Partial<stake.Ticket> = {}): Ticket =>
    loaded(ACCOUNTS.ticket.kind, address, fields);

export function aSnapshot(parts: {
    pool?: Pool;
    operators?: Operator[];
    positions?: Position[];
    tickets?: Ticket[];
}): StakeSnapshot {
    const { pool = aPool(), operators = [], positions = [], tickets = [] } = parts;
    return { pool, operators: new Map(operators.map((it) => [it.address, it])), positions, tickets };
}
