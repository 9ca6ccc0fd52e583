import { useMemo } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { buttonClass, Card, Empty, ErrorNote, Page, Skeleton, VirtualTable } from '../../components';
import { useAmm } from '../../features/amm/useAmm';
import { useFarms } from '../../features/amm/useFarms';
import { useAmmEvents } from '../../features/amm/usePoolHistory';
import { columns } from './columns';
import { rowOf, searchText, sortingOf } from './rows';

const create = (
    <Link to="/pools/new" className={buttonClass({ kind: 'primary' })}>
        Create a pool
    </Link>
);

export default function Pools() {
    const { pools, quotes, now, error, retry } = useAmm();
    const { data: farms } = useFarms();
    const { events, loaded } = useAmmEvents();
    const navigate = useNavigate();
    const [params, setParams] = useSearchParams();
    // The fee of a launch falls by the second; a list may lag by a few.
    const about = now && now - (now % 10n);
    const rows = useMemo(() => {
        if (!pools || !quotes || about === undefined) return undefined;
        return pools.map((view) => rowOf(view, loaded ? events : undefined, farms, quotes, about));
    }, [pools, events, loaded, farms, quotes, about]);
    const set = (name: string, value: string | undefined) =>
        setParams(
            (before) => {
                if (value) before.set(name, value);
                else before.delete(name);
                return before;
            },
            { replace: true },
        );
    return (
        <Page
            title="Pools"
            lead="Every pool trades the reward token against another one. Whoever adds liquidity earns its fees, and more where there is a farm."
            actions={create}
        >
            {error && <ErrorNote title="The pools could not be read" error={error} retry={retry} />}
            {!rows && !error && (
                <Card>
                    <Skeleton lines={5} />
                </Card>
            )}
            {rows?.length === 0 && (
                <Empty title="There is no pool yet" action={create}>
                    Anybody may make one for the reward token and another token.
                </Empty>
            )}
            {rows && rows.length > 0 && (
                <VirtualTable
                    label="Pools"
                    columns={columns}
                    rows={rows}
                    rowKey={({ view }) => view.address}
                    onOpen={({ view }) => void navigate(`/pools/${view.address}`)}
                    searchText={searchText}
                    searchLabel="Search by token or address"
                    search={params.get('q') ?? ''}
                    onSearch={(text) => set('q', text)}
                    sorted={sortingOf(params.get('sort'))}
                    onSort={(sorting) => set('sort', sorting && `${sorting.descending ? '-' : ''}${sorting.key}`)}
                />
            )}
            <p className="small muted">
                Volume and fees are in reward tokens. Fees a year: what the liquidity kept of fees, over the time named,
                as a share of both reserves; the future may differ. Farm a year: the running epoch’s stream, if weights,
                price and what is staked stay as they are.
            </p>
        </Page>
    );
}
