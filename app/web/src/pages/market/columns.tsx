import { jobStatus, NO_ADDRESS, type JobRow } from '@assay/client';
import { Link } from 'react-router';
import { Address, Amount, Countdown, shortAddress, When, type Column } from '../../components';
import { JobStatusBadge } from '../../features/jobs/JobStatusBadge';
import { modelName, type Model } from '../../features/jobs/models';
import type { PaidIn } from '../../features/jobs/names';
import { isOptimistic, nextDeadline, STATUS_TEXT } from '../../features/jobs/status';

export interface Lookups {
    models: readonly Model[] | undefined;
    paidIn(market: string): PaidIn;
    operatorName(address: string): string | undefined;
    wallet?: string;
}

/** The columns of the list of jobs. */
export function jobColumns({ models, paidIn, operatorName, wallet }: Lookups): Column<JobRow>[] {
    return [
        {
            key: 'job',
            header: 'Job',
            cell: ({ address }) => (
                <Link to={`/jobs/${address}`} className="mono">
                    {shortAddress(address)}
                </Link>
            ),
        },
        {
            key: 'status',
            header: 'Status',
            cell: ({ data }) => <JobStatusBadge job={data} />,
            sortBy: ({ data }) => data.status,
        },
        {
            key: 'model',
            header: 'Model',
            cell: ({ data }) => modelName(models, data.specRoot),
            sortBy: ({ data }) => modelName(models, data.specRoot),
        },
        {
            key: 'price',
            header: 'Price',
            number: true,
            cell: ({ data }) => <Amount units={data.price} maxDecimals={4} {...paidIn(data.market)} />,
            sortBy: ({ data }) => data.price,
        },
        {
            key: 'deadline',
            header: 'Time left',
            cell: ({ data }) => {
                const deadline = nextDeadline(data);
                if (!deadline) return <span className="muted">over</span>;
                return (
                    <>
                        <Countdown until={deadline.at} /> <span className="muted small">{deadline.what}</span>
                    </>
                );
            },
            sortBy: ({ data }) => nextDeadline(data)?.at,
        },
        {
            key: 'client',
            header: 'Client',
            cell: ({ data }) => (
                <Address bare address={data.client} name={data.client === wallet ? 'you' : undefined} />
            ),
            sortBy: ({ data }) => data.client,
        },
        {
            key: 'provider',
            header: 'Provider',
            cell: ({ data: { operator } }) =>
                operator === NO_ADDRESS ? (
                    <span className="muted">none yet</span>
                ) : (
                    <Address bare address={operator} name={operatorName(operator)} to={`/providers/${operator}`} />
                ),
            sortBy: ({ data: { operator } }) =>
                operator === NO_ADDRESS ? undefined : (operatorName(operator) ?? operator),
        },
        {
            key: 'class',
            header: 'Class',
            number: true,
            cell: ({ data }) => (data.minClass === 0 ? <span className="muted">any</span> : `${data.minClass}+`),
            sortBy: ({ data }) => data.minClass,
        },
        {
            key: 'tier',
            header: 'Tier',
            cell: ({ data }) => (isOptimistic(data) ? 'Window' : 'Committee'),
            sortBy: ({ data }) => data.tier,
        },
        {
            key: 'posted',
            header: 'Posted',
            cell: ({ data }) => <When at={data.postedAt} />,
            sortBy: ({ data }) => data.postedAt,
        },
    ];
}

/** What a search looks through. */
export function searchOf({ models, operatorName }: Lookups): (job: JobRow) => string {
    return ({ address, data }) => {
        const provider = data.operator === NO_ADDRESS ? '' : `${data.operator} ${operatorName(data.operator) ?? ''}`;
        return `${address} ${data.client} ${provider} ${STATUS_TEXT[jobStatus(data)]} ${modelName(models, data.specRoot)}`;
    };
}
