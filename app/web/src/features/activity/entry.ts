import type { AssayEvent } from '@assay/client';
import { tellAll, type Kind } from './describe';
import type { Flow } from './flows';

/** One transaction of a wallet, as it is kept. */
export interface WalletTransaction {
    signature: string;
    slot: bigint;
    /** Unix seconds; null where the node does not know. */
    blockTime: bigint | null;
    /** The sentence of the error, when it failed. */
    failure?: string;
    /** Lamports that this wallet paid. */
    fee: bigint;
    flows: Flow[];
    events: AssayEvent[];
    /** Token accounts of the wallet in it; their own lists have transactions that do not name the wallet. */
    tokenAccounts: string[];
    /** The node lists it, but has no record of it any more. */
    missing?: boolean;
}

/** A transaction in words. */
export interface Entry {
    transaction: WalletTransaction;
    kind: Kind | 'failed';
    text: string;
    /** Whom the events name. */
    counterparty?: string;
    about?: string;
}

export function entryOf(transaction: WalletTransaction): Entry {
    const { failure, missing, events, flows } = transaction;
    if (missing) return { transaction, kind: 'other', text: 'The node has no record of it any more' };
    if (failure !== undefined)
        return { transaction, kind: 'failed', text: `Failed, nothing but the fee was paid: ${failure}` };
    const told = tellAll(events);
    if (told)
        return { transaction, kind: told.kind, text: told.text, about: told.about, counterparty: told.counterparty };
    return { transaction, kind: flows.length > 0 ? 'transfer' : 'other', text: movement(flows) };
}

/** Whom the events name, or who had the opposite change. */
export function counterpartyOf({ counterparty, transaction }: Entry): string | undefined {
    return counterparty ?? transaction.flows.map((flow) => flow.counterparty).find(Boolean);
}

function movement(flows: readonly Flow[]): string {
    const [came, went] = [flows.some((flow) => flow.in > 0n), flows.some((flow) => flow.out > 0n)];
    if (came && went) return 'Exchanged';
    if (came) return 'Received';
    return went ? 'Sent' : 'No balance changed';
}

export interface ActivityFilter {
    kind?: Entry['kind'];
    /** Unix seconds, both included. */
    from?: bigint;
    until?: bigint;
}

/** An entry without a time is left out only when a time is asked for. */
export function isShown({ kind, transaction }: Entry, filter: ActivityFilter): boolean {
    if (filter.kind !== undefined && kind !== filter.kind) return false;
    const { blockTime } = transaction;
    if (filter.from !== undefined && (blockTime === null || blockTime < filter.from)) return false;
    return filter.until === undefined || (blockTime !== null && blockTime <= filter.until);
}

export interface Totals {
    fees: bigint;
    mints: Flow[];
}

export function totalsOf(entries: readonly Entry[]): Totals {
    const mints = new Map<string, Flow>();
    let fees = 0n;
    for (const { transaction } of entries) {
        fees += transaction.fee;
        for (const flow of transaction.flows) {
            const known = mints.get(flow.mint) ?? { mint: flow.mint, decimals: flow.decimals, in: 0n, out: 0n };
            mints.set(flow.mint, { ...known, in: known.in + flow.in, out: known.out + flow.out });
        }
    }
    return { fees, mints: [...mints.values()] };
}
