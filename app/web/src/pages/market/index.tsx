import { listMarkets, listOperators, type escrow, type Loaded } from '@assay/client';
import { useCallback, useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { buttonClass, Empty, ErrorNote, Page, Skeleton } from '../../components';
import { useChainQuery, useDeployment } from '../../cluster';
import { useRefreshOn } from '../../events';
import { readFilters, writeFilters, type JobFilters, type Mine } from '../../features/jobs/filters';
import { useModels } from '../../features/jobs/models';
import { useOperatorName, usePaidIn } from '../../features/jobs/names';
import { useJobs } from '../../features/jobs/useJobs';
import { useWallet } from '../../wallet';
import { Figures } from './Figures';
import { JobList } from './JobList';

const post = (
    <Link to="/post" className={buttonClass({ kind: 'primary' })}>
        Post a job
    </Link>
);

export default function MarketPage() {
    const { data: jobs, error, refetch } = useJobs();
    const markets = useMarkets();
    const paidIn = usePaidIn();
    const { data: models } = useModels();
    const operatorName = useOperatorName();
    const { address: wallet } = useWallet();
    const mine = useMine();
    const { filters, change } = useFilters();
    const lookups = useMemo(() => ({ models, paidIn, operatorName, wallet }), [models, paidIn, operatorName, wallet]);
    return (
        <Page
            title="Market"
            lead="Jobs are escrowed by their clients, run by bonded providers, and paid once their result stood every check."
            actions={post}
        >
            {markets.map((market) => (
                <Figures key={market.address} market={market} jobs={jobs ?? []} paidIn={paidIn(market.address)} />
            ))}
            {error && !jobs && (
                <ErrorNote title="The jobs could not be read" error={error} retry={() => void refetch()} />
            )}
            {!jobs && !error && <Skeleton lines={8} label="Reading the jobs" />}
            {jobs?.length === 0 && (
                <Empty title="Nobody has posted a job yet" action={post}>
                    Post one: pick a model that comes with the suite, or your own.
                </Empty>
            )}
            {jobs && jobs.length > 0 && (
                <JobList jobs={jobs} filters={filters} onFilters={change} mine={mine} lookups={lookups} />
            )}
        </Page>
    );
}

/** The markets with their totals as they are now. */
function useMarkets(): Loaded<escrow.Market>[] {
    const { markets, stakePool } = useDeployment();
    const key = ['markets', stakePool.address];
    const { data } = useChainQuery(key, (connection) => listMarkets(connection, { pool: stakePool.address }));
    useRefreshOn({ names: ['JobPosted', 'JobSettled', 'JobConvicted', 'JobExpired'] }, key);
    return useMemo(
        () => markets.map((market) => data?.find(({ address }) => address === market.address) ?? market),
        [markets, data],
    );
}

/** What belongs to the wallet: itself, and the operators of which it is the authority. */
function useMine(): Mine {
    const { address } = useWallet();
    const { data } = useChainQuery(
        ['operators', 'of', address],
        (connection) => listOperators(connection, { authority: address }),
        { enabled: address !== undefined },
    );
    return useMemo(
        () => ({ wallet: address, operators: new Set(data?.map((operator) => operator.address as string)) }),
        [address, data],
    );
}

function useFilters() {
    const [params, setParams] = useSearchParams();
    const filters = useMemo(() => readFilters(params), [params]);
    const change = useCallback(
        (part: Partial<JobFilters>) =>
            setParams((now) => writeFilters({ ...readFilters(now), ...part }), {
                replace: true,
                preventScrollReset: true,
            }),
        [setParams],
    );
    return { filters, change };
}
