import { isJobOver, jobStatus, sameBytes } from '@assay/client';
import { missedHeartbeat, openDemands, type Job } from './status';

export type OwnAction = 'cancel' | 'accept' | 'abort' | 'close';

/** What the client alone may do with its job now. What anybody may do is `escrow.due`. */
export function clientActions(job: Job, now: bigint): OwnAction[] {
    const status = jobStatus(job);
    const actions: OwnAction[] = [];
    if (status === 'Open') actions.push('cancel');
    if (missedHeartbeat(job, now)) actions.push('abort');
    if (status === 'Challengeable' && openDemands(job) === 0) actions.push('accept');
    if (isJobOver(job) && job.openLocks === 0 && job.vaultBalance === 0n && job.demands === 0) actions.push('close');
    return actions;
}

/** Whether a leaf of the result can still be demanded. */
export function canDemand(job: Job, now: bigint): boolean {
    return jobStatus(job) === 'Challengeable' && now < job.challengeUntil;
}

/** Whether the draw waits for a slot, so that slots have to be followed. */
export function awaitsDraw(job: Job): boolean {
    return jobStatus(job) === 'Challengeable' && job.tier !== 0;
}

export function isRevealed(job: Job): boolean {
    return !sameBytes(job.outputRoot, new Uint8Array(32));
}
