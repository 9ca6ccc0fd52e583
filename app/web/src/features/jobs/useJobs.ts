import { findJobs, jobSummary, listJobRows, type JobRow } from '@assay/client';
import type { Address } from '@solana/kit';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useChainQuery, useClusterKey, useConnection } from '../../cluster';
import { useEvents, useOnEvents, type ChainEvent } from '../../events';
import { settlements, type Settlement } from './figures';

const KEY = ['jobs', 'all'];

/** All jobs there are. An event makes the jobs that it names read again, and no others. */
export function useJobs() {
    const query = useChainQuery(KEY, (connection) => listJobRows(connection), {
        staleTime: 60_000,
        structuralSharing: false,
    });
    const connection = useConnection();
    const cluster = useClusterKey();
    const queries = useQueryClient();
    const refresh = useCallback(
        async (events: ChainEvent[]) => {
            const key = ['chain', cluster, ...KEY];
            // What is told while the list is on its way may be newer than the list.
            const listed = await queries.ensureQueryData<JobRow[]>({ queryKey: key }).catch(() => undefined);
            const named = listed ? jobsIn(unseen(listed, events)) : [];
            if (named.length === 0) return;
            const found = await findJobs(connection, named).catch(() => undefined);
            if (!found) return void queries.invalidateQueries({ queryKey: key });
            const rows = found.map((job) => job && { ...job, data: jobSummary(job.raw) });
            queries.setQueryData<JobRow[]>(key, (jobs) => jobs && merged(jobs, named, rows));
        },
        [connection, cluster, queries],
    );
    useOnEvents({ programs: ['escrow'] }, refresh);
    return query;
}

/** Events that what was read may not have in it: a first visit hears of years, all older than its list. */
export function unseen<E extends { data: object; slot: bigint }>(jobs: readonly JobRow[], events: readonly E[]): E[] {
    const slots = new Map<string, bigint>();
    let oldest: bigint | undefined;
    for (const { address, slot } of jobs) {
        slots.set(address, slot);
        if (oldest === undefined || slot < oldest) oldest = slot;
    }
    // One that is not there was closed before the list was read, unless it happened since.
    return events.filter(({ data, slot }) => {
        const read = ('job' in data ? slots.get(data.job as string) : undefined) ?? oldest;
        return read === undefined || slot >= read;
    });
}

export function jobsIn(events: readonly ChainEvent[]): Address[] {
    const named = events.flatMap(({ data }) => ('job' in data && typeof data.job === 'string' ? [data.job] : []));
    return [...new Set(named)];
}

/** What was read again in the place of what was there; new ones at the end, closed ones gone. */
export function merged(
    jobs: readonly JobRow[],
    addresses: readonly Address[],
    found: readonly (JobRow | undefined)[],
): JobRow[] {
    const fresh = new Map(addresses.map((address, at) => [address, found[at]]));
    const kept = jobs.flatMap((job) => {
        if (!fresh.has(job.address)) return [job];
        const now = fresh.get(job.address);
        fresh.delete(job.address);
        // A slow answer must not undo a newer one.
        return now ? [now.slot < job.slot ? job : now] : [];
    });
    return [...kept, ...[...fresh.values()].filter((job) => job !== undefined)];
}

/** Jobs that settled, oldest first. */
export function useSettlements(): { settled: Settlement[]; ready: boolean } {
    const { events, ready: stored, state } = useEvents({ names: ['JobPosted', 'JobSettled'] });
    // What is stored is only the beginning until the chain's own history was read.
    const ready = stored && state.status !== 'idle' && state.status !== 'loading';
    return { settled: useMemo(() => settlements(events), [events]), ready };
}
