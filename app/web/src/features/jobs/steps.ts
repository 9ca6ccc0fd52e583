import { isJobOver, jobStatus, type JobStatus } from '@assay/client';
import { accepts, isOptimistic, settleableFrom, type Job } from './status';

export interface JobStep {
    key: 'posted' | 'accepted' | 'committed' | 'revealed' | 'checked' | 'ended';
    title: string;
    state: 'done' | 'current' | 'waiting' | 'failed';
    /** When it happened. */
    at?: bigint;
    /** Until when it has to happen; shown while it is awaited. */
    until?: bigint;
    detail?: string;
}

/** When each step was, as far as the job's account tells: deadlines begin when the step before is done. */
export function stepTimes(job: Job) {
    const before = (deadline: bigint, seconds: number) => (deadline === 0n ? undefined : deadline - BigInt(seconds));
    return {
        posted: job.postedAt,
        accepted: before(job.commitBy, job.runSeconds),
        committed: before(job.revealBy, job.terms.revealSeconds),
        revealed: isOptimistic(job)
            ? before(job.challengeUntil, job.terms.challengeSeconds)
            : before(job.seedBy, job.terms.seedSeconds),
    };
}

const END_TITLE: Partial<Record<JobStatus, string>> = {
    Settled: 'Settled: the provider is paid',
    Convicted: 'Convicted: the client is refunded, the bond slashed',
    Expired: 'Expired: the client is refunded',
    Cancelled: 'Cancelled: the client is refunded',
};

/** A job's way, and where it stands. `endedAt` is not on the job; events tell it. */
export function jobSteps(job: Job, endedAt?: bigint): JobStep[] {
    const times = stepTimes(job);
    const status = jobStatus(job);
    const over = isJobOver(job);
    const steps: JobStep[] = [
        { key: 'posted', title: 'Posted', state: 'done', at: times.posted, detail: 'The price is in escrow.' },
        step('accepted', 'Accepted', times.accepted, status === 'Open', job.acceptBy, 'A provider locks its bond.'),
        step(
            'committed',
            'Run and committed',
            times.committed,
            status === 'Running',
            job.commitBy,
            'The provider commits to every number it computed.',
        ),
        step(
            'revealed',
            'Revealed',
            times.revealed,
            status === 'Committed',
            job.revealBy,
            'Roots of trace and result are on chain; the data is served.',
        ),
    ];
    if (!isOptimistic(job)) steps.push(checkStep(job, status));
    steps.push(endStep(job, status, endedAt));
    // What was never reached does not belong to a job that is over.
    return over ? steps.filter(({ state }) => state !== 'waiting' && state !== 'current') : steps;
}

function step(
    key: JobStep['key'],
    title: string,
    at: bigint | undefined,
    current: boolean,
    until: bigint,
    detail: string,
): JobStep {
    if (at !== undefined) return { key, title, state: 'done', at, detail };
    return current ? { key, title, state: 'current', until, detail } : { key, title, state: 'waiting', detail };
}

function checkStep(job: Job, status: JobStatus): JobStep {
    const got = accepts(job);
    const { quorum, committeeSize } = job.terms;
    const title = 'Checked by the committee';
    const detail = `${got} of ${committeeSize} seats accept; ${quorum} are needed.`;
    if (got >= quorum && quorum > 0) return { key: 'checked', title, state: 'done', detail };
    if (status !== 'Challengeable') return { key: 'checked', title, state: 'waiting', detail };
    const until = job.round === 0 ? undefined : job.attestBy;
    return {
        key: 'checked',
        title,
        state: 'current',
        until,
        detail: job.round === 0 ? `The committee is about to be drawn. ${detail}` : detail,
    };
}

function endStep(job: Job, status: JobStatus, at: bigint | undefined): JobStep {
    const title = END_TITLE[status];
    if (title) {
        const failed = status === 'Convicted' || status === 'Expired';
        return { key: 'ended', title, state: failed ? 'failed' : 'done', at };
    }
    const detail = 'Until the window closes, anyone who shows one wrong number convicts the provider.';
    const waiting = { key: 'ended', title: 'Challenge window, then settled', detail } as const;
    if (status !== 'Challengeable') return { ...waiting, state: 'waiting' };
    return { ...waiting, state: 'current', until: settleableFrom(job) };
}
