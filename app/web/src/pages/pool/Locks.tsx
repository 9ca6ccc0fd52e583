import type { amm, Loaded } from '@assay/client';
import { LP_DECIMALS } from '@assay/client/actions/amm';
import { closeLock, collectLock } from '@assay/client/actions/locks';
import { useMemo } from 'react';
import { Address, Amount, Button, Empty, ErrorNote, Skeleton, Table, type Column } from '../../components';
import { stateOf, type PoolView } from '../../features/amm/model';
import { amountText, LP, releaseText } from '../../features/amm/texts';
import { usePoolTransact } from '../../features/amm/usePoolTransact';
import type { Quotes } from '../../quotes';
import { useWallet } from '../../wallet';
import { worthText } from './worth';

interface LocksProps {
    view: PoolView;
    quotes: Quotes;
    now: bigint;
    locks?: Loaded<amm.LiquidityLock>[];
    error: Error | null;
}

interface Row {
    lock: Loaded<amm.LiquidityLock>;
    due: bigint;
    mine: boolean;
}

/** Everybody's locks; whoever likes may have one pay its owner. */
export function Locks({ view, quotes, now, locks, error }: LocksProps) {
    const { address: me } = useWallet();
    const send = usePoolTransact(view);
    const about = now - (now % 5n);
    const rows = useMemo(
        () =>
            locks?.map((lock): Row => {
                const { liquidity } = quotes.amm.collectable({ pool: stateOf(view, about), lock: lock.raw });
                return { lock, due: liquidity, mine: lock.data.owner === me };
            }),
        [locks, quotes, view, about, me],
    );
    if (error && !rows) return <ErrorNote title="The locks could not be read" error={error} />;
    if (!rows) return <Skeleton lines={2} label="Reading the locks" />;
    if (rows.length === 0)
        return <Empty title="Nothing is locked in this pool">Whoever locks liquidity promises that it stays.</Empty>;
    const collect = ({ lock, due }: Row) =>
        me &&
        send('Collect from a lock', async (fresh) => ({
            instructions: await collectLock(fresh.at, me, lock.address, lock.data.owner),
            notes: [
                `About ${amountText(due, LP)} goes to ${lock.data.owner === me ? 'you' : lock.data.owner}. What is still locked stays locked.`,
            ],
        }));
    const close = ({ lock }: Row) =>
        me &&
        send('Close an empty lock', async () => ({
            instructions: closeLock(me, lock.address),
            notes: ['Its rent comes back.'],
        }));
    const columns: Column<Row>[] = [
        {
            key: 'owner',
            header: 'Owner',
            cell: ({ lock, mine }) => <Address address={lock.data.owner} name={mine ? 'you' : undefined} explorer />,
        },
        {
            key: 'locked',
            header: 'Locked',
            number: true,
            sortBy: ({ lock }) => lock.data.liquidity,
            cell: ({ lock }) => (
                <span title={worthText(view, quotes, lock.data.liquidity, now)}>
                    <Amount units={lock.data.liquidity} decimals={LP_DECIMALS} maxDecimals={3} symbol="LP" />
                </span>
            ),
        },
        { key: 'released', header: 'Released', cell: ({ lock }) => releaseText(lock.data.release, now) },
        {
            key: 'due',
            header: 'To collect',
            number: true,
            sortBy: ({ due }) => due,
            cell: ({ due }) => <Amount units={due} decimals={LP_DECIMALS} maxDecimals={6} symbol="LP" />,
        },
        {
            key: 'do',
            header: <span className="visually-hidden">Actions</span>,
            cell: (row) => (
                <div className="row">
                    <Button small disabled={!me || row.due === 0n} onClick={() => void collect(row)}>
                        Collect
                    </Button>
                    {row.mine && row.lock.data.liquidity === 0n && (
                        <Button small onClick={() => void close(row)}>
                            Close
                        </Button>
                    )}
                </div>
            ),
        },
    ];
    return <Table label="Locks" columns={columns} rows={rows} rowKey={({ lock }) => lock.address} />;
}
