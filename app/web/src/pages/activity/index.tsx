import type { Address } from '@solana/kit';
import { useMemo } from 'react';
import { useClusterKey, useToken } from '../../cluster';
import { Button, Empty, ErrorNote, Page, Skeleton, VirtualTable } from '../../components';
import { saveFile } from '../../events';
import { activityCsv } from '../../features/activity/csv';
import { KIND_NAMES, KINDS } from '../../features/activity/describe';
import { isShown, totalsOf, type ActivityFilter, type Entry } from '../../features/activity/entry';
import { useActivity, type Activity as Known } from '../../features/activity/useActivity';
import { useParams } from '../../features/operators/useParams';
import { ConnectPrompt, useWallet } from '../../wallet';
import { columnsOf } from './columns';
import { dayOf, Filters } from './Filters';
import { Totals } from './Totals';

export default function Activity() {
    const { address } = useWallet();
    const cluster = useClusterKey();
    return (
        <Page
            title="Activity"
            lead="Everything that your wallet did on this cluster, back to its first transaction, read from the chain."
        >
            {address ? (
                <History key={`${cluster} ${address}`} wallet={address} />
            ) : (
                <ConnectPrompt>Connect the wallet whose history you want to see.</ConnectPrompt>
            )}
        </Page>
    );
}

const rowKey = ({ transaction }: Entry) => transaction.signature;
const searchText = ({ transaction, text, about, counterparty }: Entry) =>
    `${text} ${about} ${counterparty} ${transaction.signature}`;

function History({ wallet }: { wallet: Address }) {
    const activity = useActivity(wallet);
    const { entries, progress, error, again } = activity;
    if (entries.length > 0) return <Listed {...activity} wallet={wallet} />;
    if (error) return <ErrorNote title="The history could not be read" error={error} retry={again} />;
    if (!progress.done) return <Skeleton lines={6} label="Reading the wallet's transactions" />;
    return (
        <Empty title="This wallet has no transactions yet">
            Post a job, stake or swap, and it is listed here a moment later.
        </Empty>
    );
}

function Listed({ entries, progress, error, again, wallet }: Known & { wallet: Address }) {
    const { params, change, sorting, onSort, onSearch } = useParams(undefined);
    const token = useToken();
    const columns = useMemo(() => columnsOf((mint) => token(mint).symbol), [token]);
    const filter = useMemo(() => filterOf(params), [params]);
    const shown = useMemo(() => entries.filter((entry) => isShown(entry, filter)), [entries, filter]);
    const totals = useMemo(() => totalsOf(shown), [shown]);
    const save = () => {
        const csv = activityCsv([...shown].reverse(), (mint) => token(mint).symbol);
        saveFile(`assay-activity-${wallet.slice(0, 8)}.csv`, csv, 'text/csv;charset=utf-8');
    };
    return (
        <>
            {error !== undefined && (
                <ErrorNote title="Newer transactions could not be read" error={error} retry={again} />
            )}
            <Totals totals={totals} count={shown.length} symbol={(mint) => token(mint).symbol} />
            <div className="row-between">
                <p className="small muted" role="status">
                    {progress.done
                        ? `Complete: ${progress.listed} ${progress.listed === 1 ? 'transaction' : 'transactions'}, back to the first.`
                        : `Reading: ${progress.read} of ${progress.listed} transactions so far. Totals and the export are incomplete until it is done.`}
                </p>
                <Button onClick={save} disabled={!progress.done}>
                    Export as CSV
                </Button>
            </div>
            <VirtualTable
                label="Transactions"
                columns={columns}
                rows={shown}
                rowKey={rowKey}
                sorted={sorting}
                onSort={onSort}
                search={params.get('search') ?? ''}
                onSearch={onSearch}
                searchText={searchText}
                searchLabel="Search in what happened"
                filters={<Filters params={params} change={change} />}
            />
            <p className="small muted">
                Amounts are what your balances changed by, rents included; the network fee is apart. The export has what
                is listed, filters included, with exact amounts and UTC times.
            </p>
        </>
    );
}

function filterOf(params: URLSearchParams): ActivityFilter {
    const kind = params.get('kind');
    const known = kind === 'failed' ? kind : KINDS.find((one) => one === kind && KIND_NAMES[one]);
    const [from, until] = [dayOf(params.get('from')), dayOf(params.get('until'))];
    return { kind: known, from, until: until === undefined ? undefined : until + 86_399n };
}
