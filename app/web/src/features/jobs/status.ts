import { jobStatus, TIER_OPTIMISTIC, type escrow, type JobStatus, type JobSummary } from '@assay/client';
import type { Tone } from '../../components';

export type Job = escrow.Job;

export const STATUS_TONE: Record<JobStatus, Tone> = {
    Open: 'info',
    Running: 'info',
    Committed: 'info',
    Challengeable: 'warn',
    Settled: 'good',
    Cancelled: 'neutral',
    Expired: 'neutral',
    Convicted: 'bad',
};

export const STATUS_TEXT: Record<JobStatus, string> = {
    Open: 'Open',
    Running: 'Running',
    Committed: 'Committed',
    Challengeable: 'In its window',
    Settled: 'Settled',
    Cancelled: 'Cancelled',
    Expired: 'Expired',
    Convicted: 'Convicted',
};

export interface Deadline {
    at: bigint;
    /** What has to happen until then, or what happens from then on. */
    what: string;
}

/** What ends the present state of a job, and when. */
export function nextDeadline(job: JobSummary): Deadline | undefined {
    switch (jobStatus(job)) {
        case 'Open':
            return { at: job.acceptBy, what: 'to be accepted' };
        case 'Running':
            return { at: job.commitBy, what: 'to commit' };
        case 'Committed':
            return { at: job.revealBy, what: 'to reveal' };
        case 'Challengeable':
            return { at: settleableFrom(job), what: 'until it can be settled' };
        default:
            return undefined;
    }
}

export function settleableFrom(job: Pick<Job, 'challengeUntil' | 'heldUntil'>): bigint {
    return job.challengeUntil > job.heldUntil ? job.challengeUntil : job.heldUntil;
}

export function isOptimistic(job: Pick<Job, 'tier'>): boolean {
    return job.tier === TIER_OPTIMISTIC;
}

/** How many seats have accepted. */
export function accepts(job: Job): number {
    return job.seats.filter((seat) => seat.verdict === 1).length;
}

/** Demands that wait for an answer. */
export function openDemands(job: Job): number {
    return job.openDemands.reduce((sum, count) => sum + count, 0);
}

export function missedHeartbeat(job: Job, now: bigint): boolean {
    return (
        jobStatus(job) === 'Running' &&
        job.heartbeatSeconds > 0 &&
        now > job.lastHeartbeat + BigInt(job.heartbeatSeconds)
    );
}
