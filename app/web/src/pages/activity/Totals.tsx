import { SOL_DECIMALS } from '@assay/client';
import { Amount, Stats } from '../../components';
import type { Totals as Sums } from '../../features/activity/entry';
import { symbolOf } from '../../features/activity/flows';

/** Sums of what is listed. */
export function Totals({ totals, count, symbol }: { totals: Sums; count: number; symbol: (mint: string) => string }) {
    return (
        <Stats
            items={[
                { label: 'Transactions', value: count },
                ...totals.mints.map((flow) => ({
                    label: symbolOf(flow.mint, symbol(flow.mint)),
                    value: <Amount units={flow.in - flow.out} decimals={flow.decimals} sign />,
                    note: (
                        <>
                            <Amount units={flow.in} decimals={flow.decimals} /> in,{' '}
                            <Amount units={flow.out} decimals={flow.decimals} /> out
                        </>
                    ),
                })),
                { label: 'Network fees', value: <Amount units={totals.fees} decimals={SOL_DECIMALS} symbol="SOL" /> },
            ]}
        />
    );
}
