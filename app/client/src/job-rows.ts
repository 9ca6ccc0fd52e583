// Jobs as lists show them: of each account the part that has what a row needs, and of that part no more is decoded.

import {
    fixDecoderSize,
    getAddressDecoder,
    getBytesDecoder,
    getI64Decoder,
    getU16Decoder,
    getU32Decoder,
    getU64Decoder,
    getU8Decoder,
    type Address,
    type FixedSizeDecoder,
    type ReadonlyUint8Array,
} from '@solana/kit';
import { filters, offsetOf, type Filter } from './account-kinds';
import { ESCROW_ACCOUNTS } from './accounts-escrow';
import { fromBase64 } from './bytes';
import type { Connection } from './cluster';
import type { Job } from './generated/escrow/accounts';

const { kind } = ESCROW_ACCOUNTS.job;

const addresses = getAddressDecoder();
const KNOWN_MOST = 20_000;
const known = new Map<string, Address>();

/** The same few markets, clients and providers fill a list, and base 58 is slow. */
function readAddress(bytes: ReadonlyUint8Array, offset: number): Address {
    let key = '';
    for (let at = offset; at < offset + 32; at += 2) key += String.fromCharCode(bytes[at]! | (bytes[at + 1]! << 8));
    let address = known.get(key);
    if (address === undefined) {
        if (known.size >= KNOWN_MOST) known.clear();
        known.set(key, (address = addresses.decode(bytes, offset)));
    }
    return address;
}

const plain =
    <T>(decoder: FixedSizeDecoder<T>) =>
    (bytes: ReadonlyUint8Array, offset: number): T =>
        decoder.decode(bytes, offset);

/** How each field of a row is read; where it is, the codec of the whole account tells. */
const FIELDS = {
    market: readAddress,
    client: readAddress,
    operator: readAddress,
    specRoot: plain(fixDecoderSize(getBytesDecoder(), 32)),
    price: plain(getU64Decoder()),
    postedAt: plain(getI64Decoder()),
    acceptBy: plain(getI64Decoder()),
    commitBy: plain(getI64Decoder()),
    revealBy: plain(getI64Decoder()),
    challengeUntil: plain(getI64Decoder()),
    heldUntil: plain(getI64Decoder()),
    heartbeatSeconds: plain(getU32Decoder()),
    minClass: plain(getU16Decoder()),
    status: plain(getU8Decoder()),
    tier: plain(getU8Decoder()),
} satisfies { [F in keyof Job]?: (bytes: ReadonlyUint8Array, offset: number) => Job[F] };

export type JobSummary = Pick<Job, keyof typeof FIELDS>;

/** A job of a list. Whoever needs more of it, or raw data for a quote, reads the account. */
export interface JobRow {
    address: Address;
    data: JobSummary;
    slot: bigint;
}

const READERS = Object.entries(FIELDS).map(
    ([field, read]) => [field, read, offsetOf(kind, field as keyof typeof FIELDS)] as const,
);
const FIRST = Math.min(...READERS.map(([, , offset]) => offset));
/** One byte has the last field. */
const LAST = Math.max(...READERS.map(([, , offset]) => offset));

/** The bytes of an account that a row needs. */
export const JOB_ROW_SLICE = { offset: FIRST, length: LAST + 1 - FIRST } as const;

function summaryAt(bytes: ReadonlyUint8Array, shift: number): JobSummary {
    const row: Record<string, unknown> = {};
    for (const [field, read, offset] of READERS) row[field] = read(bytes, offset - shift);
    return row as JobSummary;
}

/** The row of a whole account. */
export function jobSummary(raw: ReadonlyUint8Array): JobSummary {
    return summaryAt(raw, 0);
}

/** So many milliseconds at once, so that a page that shows a long list stays usable while it is read. */
const AT_ONCE_MS = 8;

/** Every job whose fields have these values. */
export async function listJobRows(connection: Connection, filter: Filter<Job> = {}): Promise<JobRow[]> {
    const { context, value } = await connection.rpc
        .getProgramAccounts(kind.program, {
            commitment: 'confirmed',
            encoding: 'base64',
            dataSlice: JOB_ROW_SLICE,
            filters: filters(kind, filter),
            withContext: true,
        })
        .send();
    const rows: JobRow[] = [];
    let since = performance.now();
    for (const { pubkey, account } of value) {
        const bytes = fromBase64((account.data as readonly [string, string])[0]);
        rows.push({ address: pubkey, data: summaryAt(bytes, FIRST), slot: context.slot });
        if (performance.now() - since < AT_ONCE_MS) continue;
        await new Promise((resolve) => setTimeout(resolve));
        since = performance.now();
    }
    return rows;
}
