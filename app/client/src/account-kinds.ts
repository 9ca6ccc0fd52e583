// Kinds of accounts: how they are told apart, decoded and found.

import {
    getAddressEncoder,
    isAddress,
    type Address,
    type Base64EncodedBytes,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type ReadonlyUint8Array,
} from '@solana/kit';
import { fromBase64, sameBytes, toBase64 } from './bytes';
import type { Connection } from './cluster';

/** An account as it was in a slot. Quotes are computed from its raw data. */
export interface Loaded<T> {
    address: Address;
    data: T;
    raw: Uint8Array;
    slot: bigint;
}

export class AccountError extends Error {
    override readonly name = 'AccountError';
    constructor(
        readonly kind: 'missing' | 'other-kind',
        readonly address: Address,
        sentence: string,
    ) {
        super(sentence);
    }
}

export interface Kind<T extends object> {
    what: string;
    program: Address;
    discriminator: ReadonlyUint8Array;
    decoder: FixedSizeDecoder<T>;
    encoder: FixedSizeEncoder<never>;
}

/** Values that fields must have: addresses, or numbers of one byte. */
export type Filter<T> = { [F in keyof T]?: T[F] extends Address ? Address : T[F] extends number ? number : never };

const ACCOUNTS_PER_REQUEST = 100;

export function decodeAs<T extends object>(kind: Kind<T>, address: Address, raw: Uint8Array): T {
    if (!sameBytes(raw.subarray(0, 8), kind.discriminator)) {
        throw new AccountError('other-kind', address, `The account at ${address} is not a ${kind.what}.`);
    }
    if (raw.length < kind.decoder.fixedSize) {
        const sizes = `it has ${raw.length} bytes, and ${kind.decoder.fixedSize} are needed`;
        throw new AccountError('other-kind', address, `The account at ${address} is not a ${kind.what}: ${sizes}.`);
    }
    return kind.decoder.decode(raw);
}

const offsets = new Map<string, number>();

/** Where a field begins that is a number, an address or bytes, found by asking the codec which byte it changes. */
export function offsetOf<T extends object>(kind: Kind<T>, field: keyof T & string): number {
    const name = `${kind.program} ${kind.what} ${field}`;
    const known = offsets.get(name);
    if (known !== undefined) return known;
    const zeros = kind.decoder.decode(new Uint8Array(kind.decoder.fixedSize));
    const encode = kind.encoder.encode as (value: unknown) => ReadonlyUint8Array;
    const value = zeros[field];
    const other =
        typeof value === 'string'
            ? 'JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG'
            : value instanceof Uint8Array
              ? new Uint8Array(value.length).fill(1)
              : 1;
    const [before, after] = [encode(zeros), encode({ ...zeros, [field]: other })];
    const offset = before.findIndex((byte, at) => byte !== after[at]);
    if (offset < 0) throw new Error(`${kind.what} has no field ${field} to filter by`);
    offsets.set(name, offset);
    return offset;
}

function memcmp(offset: number, bytes: ReadonlyUint8Array) {
    return {
        memcmp: { bytes: toBase64(bytes) as Base64EncodedBytes, encoding: 'base64' as const, offset: BigInt(offset) },
    };
}

/** What a node filters accounts of a kind by. */
export function filters<T extends object>(kind: Kind<T>, filter: Filter<T>) {
    const entries = Object.entries(filter).filter(([, value]) => value !== undefined) as [
        keyof T & string,
        Address | number,
    ][];
    return [
        memcmp(0, kind.discriminator),
        ...entries.map(([field, value]) => {
            const bytes = typeof value === 'number' ? Uint8Array.of(value) : getAddressEncoder().encode(value);
            return memcmp(offsetOf(kind, field), bytes);
        }),
    ];
}

interface RpcAccount {
    data: readonly [string, string];
    owner: Address;
}

function loaded<T extends object>(kind: Kind<T>, address: Address, account: RpcAccount, slot: bigint): Loaded<T> {
    if (account.owner !== kind.program) {
        throw new AccountError(
            'other-kind',
            address,
            `The account at ${address} is not a ${kind.what}: it belongs to ${account.owner}.`,
        );
    }
    const raw = fromBase64(account.data[0]);
    return { address, data: decodeAs(kind, address, raw), raw, slot };
}

/** The accounts at `addresses`, in the same order; `undefined` where there is none. */
export async function findMany<T extends object>(
    connection: Connection,
    kind: Kind<T>,
    addresses: readonly Address[],
): Promise<(Loaded<T> | undefined)[]> {
    const found: (Loaded<T> | undefined)[] = [];
    for (let at = 0; at < addresses.length; at += ACCOUNTS_PER_REQUEST) {
        const chunk = addresses.slice(at, at + ACCOUNTS_PER_REQUEST);
        const { context, value } = await connection.rpc
            .getMultipleAccounts(chunk, { commitment: 'confirmed', encoding: 'base64' })
            .send();
        value.forEach((account, index) => {
            found.push(account ? loaded(kind, chunk[index]!, account as RpcAccount, context.slot) : undefined);
        });
    }
    return found;
}

/** Every account of a kind whose fields have these values. */
export async function list<T extends object>(
    connection: Connection,
    kind: Kind<T>,
    filter: Filter<T> = {},
): Promise<Loaded<T>[]> {
    const { context, value } = await connection.rpc
        .getProgramAccounts(kind.program, {
            commitment: 'confirmed',
            encoding: 'base64',
            filters: filters(kind, filter),
            withContext: true,
        })
        .send();
    return value.map(({ pubkey, account }) => loaded(kind, pubkey, account as unknown as RpcAccount, context.slot));
}

/** The readers of one kind. */
export function readers<T extends object>(kind: Kind<T>) {
    const find = async (connection: Connection, address: Address): Promise<Loaded<T> | undefined> =>
        (await findMany(connection, kind, [address]))[0];
    return {
        kind,
        /** The account, or `undefined` when there is none. */
        find,
        /** The account; an {@link AccountError} when there is none. */
        async fetch(connection: Connection, address: Address): Promise<Loaded<T>> {
            const text: string = address;
            if (!isAddress(text)) throw new AccountError('missing', address, `"${text}" is not an address.`);
            const account = await find(connection, address);
            if (account) return account;
            throw new AccountError(
                'missing',
                address,
                `There is no ${kind.what} at ${address}. It may be closed, or on another cluster.`,
            );
        },
        findMany: (connection: Connection, addresses: readonly Address[]) => findMany(connection, kind, addresses),
        list: (connection: Connection, filter: Filter<T> = {}) => list(connection, kind, filter),
        /** An account from raw data, as it comes by a subscription. */
        decode: (address: Address, raw: Uint8Array, slot: bigint): Loaded<T> => ({
            address,
            data: decodeAs(kind, address, raw),
            raw,
            slot,
        }),
    };
}
