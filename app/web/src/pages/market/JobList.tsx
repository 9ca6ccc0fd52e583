import { NO_ADDRESS, type JobRow } from '@assay/client';
import { useId, useMemo } from 'react';
import { useNavigate } from 'react-router';
import { Empty, VirtualTable } from '../../components';
import { filterJobs, STATUS_CHOICES, type JobFilters, type Mine } from '../../features/jobs/filters';
import { STATUS_TEXT } from '../../features/jobs/status';
import { jobColumns, searchOf, type Lookups } from './columns';

interface JobListProps {
    jobs: readonly JobRow[];
    filters: JobFilters;
    onFilters(change: Partial<JobFilters>): void;
    mine: Mine;
    lookups: Lookups;
}

/** All jobs, filtered and sorted; thousands of them. */
export function JobList({ jobs, filters, onFilters, mine, lookups }: JobListProps) {
    const navigate = useNavigate();
    const columns = useMemo(() => jobColumns(lookups), [lookups]);
    const searchText = useMemo(() => searchOf(lookups), [lookups]);
    const { status, mine: onlyMine, provider } = filters;
    const rows = useMemo(
        () => filterJobs(jobs, { status, mine: onlyMine, provider }, mine),
        [jobs, status, onlyMine, provider, mine],
    );
    return (
        <>
            <VirtualTable
                label="Jobs"
                columns={columns}
                rows={rows}
                rowKey={(job) => job.address}
                sorted={filters.sort}
                onSort={(sort) => onFilters({ sort })}
                search={filters.text}
                onSearch={(text) => onFilters({ text })}
                searchText={searchText}
                view={`${status} ${onlyMine} ${provider}`}
                searchLabel="Search address, model, provider"
                onOpen={(job) => void navigate(`/jobs/${job.address}`)}
                filters={<Filters jobs={jobs} filters={filters} onFilters={onFilters} lookups={lookups} />}
            />
            {rows.length === 0 && (
                <Empty title="No job is like that">Take a filter away to see the other {jobs.length}.</Empty>
            )}
        </>
    );
}

type FiltersProps = Pick<JobListProps, 'jobs' | 'filters' | 'onFilters' | 'lookups'>;

function Filters({ jobs, filters, onFilters, lookups }: FiltersProps) {
    const id = useId();
    const providers = useMemo(() => providersOf(jobs, filters.provider), [jobs, filters.provider]);
    return (
        <>
            <label className="visually-hidden" htmlFor={`${id}-status`}>
                Status
            </label>
            <select
                id={`${id}-status`}
                className="select"
                style={{ width: 'auto' }}
                value={filters.status}
                onChange={(event) => onFilters({ status: event.target.value as JobFilters['status'] })}
            >
                {STATUS_CHOICES.map((choice) => (
                    <option key={choice} value={choice}>
                        {choice === 'all' ? 'Any status' : choice === 'active' ? 'Not over' : STATUS_TEXT[choice]}
                    </option>
                ))}
            </select>
            <label className="visually-hidden" htmlFor={`${id}-provider`}>
                Provider
            </label>
            <select
                id={`${id}-provider`}
                className="select"
                style={{ width: 'auto' }}
                value={filters.provider}
                onChange={(event) => onFilters({ provider: event.target.value })}
            >
                <option value="">Any provider</option>
                {providers.map((address) => (
                    <option key={address} value={address}>
                        {lookups.operatorName(address) ?? `${address.slice(0, 8)}…`}
                    </option>
                ))}
            </select>
            <label className="row">
                <input
                    type="checkbox"
                    checked={filters.mine}
                    onChange={(event) => onFilters({ mine: event.target.checked })}
                />
                Mine
            </label>
        </>
    );
}

/** Whoever runs or ran a job, and the one that is chosen. */
function providersOf(jobs: readonly JobRow[], chosen: string): string[] {
    const found = new Set<string>(jobs.map(({ data }) => data.operator));
    found.delete(NO_ADDRESS);
    if (chosen) found.add(chosen);
    return [...found].sort();
}
