import { other } from '@assay/client/actions/amm';
import { useMemo } from 'react';
import { Address, Amount, Empty, Skeleton, VirtualTable, When, type Column } from '../../components';
import { useExplorer } from '../../cluster';
import type { Trade } from '../../features/amm/market-data';
import { mintOn, type PoolView } from '../../features/amm/model';
import { usePoolHistory } from '../../features/amm/usePoolHistory';

/** Every trade in the pool, the newest first. */
export function Trades({ view }: { view: PoolView }) {
    const { trades, loaded } = usePoolHistory(view);
    const explorer = useExplorer();
    const rows = useMemo(() => [...trades].reverse(), [trades]);
    const columns = useMemo((): Column<Trade>[] => {
        const amount = (units: bigint, side: 'a' | 'b') => {
            const { decimals, symbol } = mintOn(view, side);
            return <Amount units={units} decimals={decimals} symbol={symbol} maxDecimals={6} />;
        };
        return [
            { key: 'at', header: 'When', sortBy: ({ at }) => at, cell: ({ at }) => <When at={at} /> },
            {
                key: 'what',
                header: 'What',
                sortBy: ({ from }) => from,
                cell: ({ from, user }) =>
                    user === null
                        ? 'bought and burnt'
                        : `${from === view.reward ? 'sold' : 'bought'} ${mintOn(view, view.reward).symbol}`,
            },
            { key: 'sent', header: 'Paid', number: true, cell: ({ sent, from }) => amount(sent, from) },
            {
                key: 'received',
                header: 'Received',
                number: true,
                cell: ({ received, from }) => amount(received, other(from)),
            },
            { key: 'fee', header: 'Fee', number: true, cell: ({ fee, from }) => amount(fee, from) },
            {
                key: 'user',
                header: 'By',
                cell: ({ user }) => (user === null ? 'the protocol' : <Address address={user} explorer />),
            },
            {
                key: 'signature',
                header: 'Transaction',
                cell: ({ signature }) => (
                    <a href={explorer('tx', signature)} target="_blank" rel="noreferrer" className="mono">
                        {signature.slice(0, 8)}…
                    </a>
                ),
            },
        ];
    }, [view, explorer]);
    if (!loaded) return <Skeleton lines={3} label="Reading the history" />;
    if (rows.length === 0) return <Empty title="Nobody has traded here yet">The first trade appears here.</Empty>;
    return <VirtualTable label="Trades" columns={columns} rows={rows} rowKey={({ key }) => key} height={360} />;
}
