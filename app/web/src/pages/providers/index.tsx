import { formatAmount, REWARD_DECIMALS, type Role } from '@assay/client';
import { useMemo } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { buttonClass, Empty, ErrorNote, Page, Skeleton, Stats, VirtualTable } from '../../components';
import { isListed, type OperatorRow, type RowFilter } from '../../features/operators/row';
import { useOperators, usePriceToken, useRewardToken } from '../../features/operators/useOperators';
import { useParams } from '../../features/operators/useParams';
import { columnsOf } from './columns';
import { Filters } from './Filters';

const BEST_FIRST = { key: 'rate', descending: true };
const rowKey = ({ address }: OperatorRow) => address;
const searchText = ({ address, name, endpoint, operator }: OperatorRow) =>
    `${address} ${name} ${endpoint} ${operator.data.authority}`;

export default function Providers() {
    return (
        <Page
            title="Providers"
            lead="Who runs and who verifies jobs, what they have at stake for it, and how they did so far."
            actions={
                <Link to="/operate" className={buttonClass({})}>
                    Register or manage your own
                </Link>
            }
        >
            <List />
        </Page>
    );
}

function List() {
    const { rows, error, refetch } = useOperators();
    if (error && !rows)
        return <ErrorNote title="The operators could not be read" error={error} retry={() => void refetch()} />;
    if (!rows) return <Skeleton lines={6} />;
    if (rows.length === 0) {
        return (
            <Empty title="Nobody has registered yet" action={<Link to="/operate">Register the first operator</Link>}>
                Jobs wait until there is a provider with a bond.
            </Empty>
        );
    }
    return <Listed rows={rows} />;
}

function Listed({ rows }: { rows: OperatorRow[] }) {
    const price = usePriceToken();
    const columns = useMemo(() => columnsOf(price), [price]);
    const navigate = useNavigate();
    const [params] = useSearchParams();
    const { change, sorting, onSort, onSearch } = useParams(BEST_FIRST);
    const filter = useMemo(() => filterOf(params), [params]);
    const shown = useMemo(() => rows.filter((row) => isListed(row, filter)), [rows, filter]);
    return (
        <>
            <Figures rows={rows} />
            <VirtualTable
                label="Operators"
                columns={columns}
                rows={shown}
                rowKey={rowKey}
                sorted={sorting}
                onSort={onSort}
                search={params.get('search') ?? ''}
                onSearch={onSearch}
                searchText={searchText}
                searchLabel="Search by name, address or endpoint"
                onOpen={({ address }) => void navigate(`/providers/${address}`)}
                filters={<Filters filter={filter} classes={classesOf(rows)} change={change} />}
            />
            <p className="small muted">
                Amounts without a symbol are of the reward token. What backers earn is a projection for one token
                without a lock: the emission goes on as scheduled, and nobody else stakes, leaves or changes a
                commission. Completed is the share of jobs that were settled, of all that are over. Endpoints are asked
                by this browser; one that does not answer here may answer elsewhere.
            </p>
        </>
    );
}

function Figures({ rows }: { rows: OperatorRow[] }) {
    const reward = useRewardToken();
    const active = rows.filter(({ standing }) => standing === 'in service');
    const sum = (of: (row: OperatorRow) => bigint) => {
        const total = active.reduce((all, row) => all + of(row), 0n);
        return `${formatAmount(total, REWARD_DECIMALS, { group: true, maxDecimals: 0 })} ${reward.symbol}`;
    };
    const count = (role: Role) => active.filter(({ roles }) => roles.includes(role)).length;
    return (
        <Stats
            items={[
                { label: 'Providers in service', value: count('Provider') },
                { label: 'Verifiers in service', value: count('Verifier') },
                { label: 'Own bonds', value: sum(({ operator }) => operator.data.ownBond) },
                { label: 'Backing', value: sum(({ backing }) => backing) },
                { label: 'Free for new jobs', value: sum(({ quote }) => quote.freeBond) },
            ]}
        />
    );
}

function filterOf(params: URLSearchParams): RowFilter {
    const role = params.get('role');
    const least = Number(params.get('class') ?? '0');
    return {
        role: role === 'Provider' || role === 'Verifier' ? role : undefined,
        class: Number.isInteger(least) && least > 0 ? least : undefined,
        all: params.get('all') === '1',
    };
}

function classesOf(rows: OperatorRow[]): number[] {
    return [...new Set(rows.map(({ operator }) => operator.data.class))].filter((one) => one > 0).sort((a, b) => a - b);
}
