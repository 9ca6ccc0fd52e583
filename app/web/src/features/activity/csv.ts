// The history as a file for spreadsheets and tax tools: RFC 4180, exact decimal amounts, UTC times.

import { formatAmount, SOL_DECIMALS } from '@assay/client';
import { toCsv } from '../../events';
import type { Entry } from './entry';
import { symbolOf, type Flow } from './flows';

export const COLUMNS = [
    'time',
    'signature',
    'kind',
    'description',
    'mint',
    'symbol',
    'amount in',
    'amount out',
    'fee SOL',
    'counterparty',
    'job/position/proposal',
] as const;

/** One row per mint that moved; the fee of a transaction is in its first row, so that columns can be summed. */
export function activityCsv(entries: readonly Entry[], symbol: (mint: string) => string): string {
    return toCsv(
        COLUMNS,
        entries.flatMap((entry) => rowsOf(entry, symbol)),
    );
}

function rowsOf(entry: Entry, symbol: (mint: string) => string): string[][] {
    const { transaction, kind, text, about } = entry;
    const { blockTime, signature, fee } = transaction;
    const time = blockTime === null ? '' : new Date(Number(blockTime) * 1000).toISOString();
    const flows: (Flow | undefined)[] = transaction.flows.length > 0 ? transaction.flows : [undefined];
    return flows.map((flow, index) => [
        time,
        signature,
        kind,
        text,
        flow?.mint ?? '',
        flow ? symbolOf(flow.mint, symbol(flow.mint)) : '',
        amount(flow?.in, flow?.decimals),
        amount(flow?.out, flow?.decimals),
        index === 0 && fee > 0n ? formatAmount(fee, SOL_DECIMALS) : '',
        flow?.counterparty ?? entry.counterparty ?? '',
        about ?? '',
    ]);
}

function amount(units: bigint | undefined, decimals: number | undefined): string {
    return units === undefined || units === 0n ? '' : formatAmount(units, decimals ?? 0);
}
