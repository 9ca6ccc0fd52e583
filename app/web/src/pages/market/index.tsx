import { isJobOver, jobStatus, listJobs, type escrow, type Loaded } from '@assay/client';
import { Link, useNavigate } from 'react-router';
import { useChainQuery } from '../../cluster';
import {
    Address,
    Amount,
    Empty,
    ErrorNote,
    Page,
    Skeleton,
    Status,
    VirtualTable,
    When,
    buttonClass,
    type Column,
} from '../../components';

type Job = Loaded<escrow.Job>;

const columns: Column<Job>[] = [
    { key: 'job', header: 'Job', cell: ({ address }) => <Address address={address} to={`/jobs/${address}`} /> },
    {
        key: 'status',
        header: 'Status',
        sortBy: ({ data }) => data.status,
        cell: ({ data }) => <Status tone={isJobOver(data) ? 'neutral' : 'info'}>{jobStatus(data)}</Status>,
    },
    {
        key: 'price',
        header: 'Price',
        number: true,
        sortBy: ({ data }) => data.price,
        cell: ({ data }) => <Amount units={data.price} decimals={data.paymentDecimals} />,
    },
    { key: 'client', header: 'Client', cell: ({ data }) => <Address address={data.client} /> },
    {
        key: 'posted',
        header: 'Posted',
        sortBy: ({ data }) => data.postedAt,
        cell: ({ data }) => <When at={data.postedAt} />,
    },
];

const searchText = ({ address, data }: Job) => `${address} ${data.client} ${data.operator} ${jobStatus(data)}`;

export default function Market() {
    const navigate = useNavigate();
    const { data, error, refetch } = useChainQuery(['jobs'], (connection) => listJobs(connection));
    return (
        <Page
            title="Market"
            lead="GPU work that is paid for only after it is proven."
            actions={
                <Link to="/post" className={buttonClass({ kind: 'primary' })}>
                    Post a job
                </Link>
            }
        >
            {error && <ErrorNote title="The jobs could not be read" error={error} retry={() => void refetch()} />}
            {!data && !error && <Skeleton />}
            {data?.length === 0 && <Empty title="No job was posted yet">The first one appears here.</Empty>}
            {data && data.length > 0 && (
                <VirtualTable
                    label="Jobs"
                    columns={columns}
                    rows={data}
                    rowKey={({ address }) => address}
                    sorted={{ key: 'posted', descending: true }}
                    searchText={searchText}
                    searchLabel="Search by address or status"
                    onOpen={({ address }) => navigate(`/jobs/${address}`)}
                />
            )}
        </Page>
    );
}
