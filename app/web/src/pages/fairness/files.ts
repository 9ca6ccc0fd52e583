// The report as files.

import { formatAmount } from '@assay/client';
import type { Concentration } from '@assay/client/quotes';
import type { Measure } from './measures';

const told = ({ holders, total, gini, nakamoto, top10 }: Concentration) => ({
    holders,
    total: total.toString(),
    gini,
    nakamoto,
    top10,
});

/** Amounts are base units in decimal text. */
export function reportJson(measures: readonly Measure[], at: bigint, genesis: string): string {
    const report = measures.map(({ key, title, who, decimals, now }) => ({
        key,
        title,
        by: who,
        decimals,
        ...told(now.measured),
        amounts: now.holders.map(([address, amount]) => ({ address, amount: amount.toString() })),
    }));
    return `${JSON.stringify({ genesis, unixTime: at.toString(), report }, null, 2)}\n`;
}

/** One line for each holder of each measure. */
export function reportRows(measures: readonly Measure[]): { header: string[]; rows: string[][] } {
    const rows = measures.flatMap(({ title, who, decimals, now }) =>
        now.holders.map(([address, amount], index) => [
            title,
            who,
            String(index + 1),
            address,
            formatAmount(amount, decimals),
            amount.toString(),
        ]),
    );
    return { header: ['measure', 'by', 'rank', 'address', 'amount', 'base units'], rows };
}
