// Names of what the programs keep as numbers, and texts that they keep as bytes.

import type { ReadonlyUint8Array } from '@solana/kit';

export const JOB_STATUSES = [
    'Open',
    'Running',
    'Committed',
    'Challengeable',
    'Settled',
    'Cancelled',
    'Expired',
    'Convicted',
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export function jobStatus(job: { status: number }): JobStatus {
    return JOB_STATUSES[job.status] ?? 'Convicted';
}

export function isJobOver(job: { status: number }): boolean {
    return job.status >= JOB_STATUSES.indexOf('Settled');
}

export const TIER_OPTIMISTIC = 0;
export const TIER_COMMITTEE = 1;
export type Tier = 'Optimistic' | 'Committee';

export function jobTier(job: { tier: number }): Tier {
    return job.tier === TIER_OPTIMISTIC ? 'Optimistic' : 'Committee';
}

const VERDICTS = ['None', 'Accept', 'Reject', 'Unavailable'] as const;
export type Verdict = (typeof VERDICTS)[number];

export function seatVerdict(seat: { verdict: number }): Verdict {
    return VERDICTS[seat.verdict] ?? 'None';
}

export const ROLE_PROVIDER = 1;
export const ROLE_VERIFIER = 2;
export type Role = 'Provider' | 'Verifier';

export function operatorRoles(operator: { roles: number }): Role[] {
    const roles: Role[] = [];
    if (operator.roles & ROLE_PROVIDER) roles.push('Provider');
    if (operator.roles & ROLE_VERIFIER) roles.push('Verifier');
    return roles;
}

/** The registry index of an operator that is not in the lottery. */
export const NOT_REGISTERED = 0xffff;

export const PROPOSAL_STATUSES = [
    'Draft',
    'Voting',
    'Queued',
    'Executed',
    'Defeated',
    'Cancelled',
    'Vetoed',
    'Expired',
] as const;
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];

export function proposalStatus(proposal: { status: number }): ProposalStatus {
    return PROPOSAL_STATUSES[proposal.status] ?? 'Expired';
}

export type PositionKind = 'Free' | 'Vesting';

export function positionKind(position: { kind: number }): PositionKind {
    return position.kind === 0 ? 'Free' : 'Vesting';
}

/** The first `length` bytes as text: what is no UTF-8 shows as such, and control characters are left out. */
export function textOf(bytes: ReadonlyUint8Array, length: number): string {
    const text = new TextDecoder().decode(Uint8Array.from(bytes.slice(0, length)));
    // Direction marks would let a stranger's text rearrange what stands beside it.
    return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}

export const jobUri = (job: { uri: ReadonlyUint8Array; uriLen: number }) => textOf(job.uri, job.uriLen);
export const operatorEndpoint = (operator: { endpoint: ReadonlyUint8Array; endpointLen: number }) =>
    textOf(operator.endpoint, operator.endpointLen);
export const proposalTitle = (proposal: { title: ReadonlyUint8Array; titleLen: number }) =>
    textOf(proposal.title, proposal.titleLen);
export const proposalUri = (proposal: { uri: ReadonlyUint8Array; uriLen: number }) =>
    textOf(proposal.uri, proposal.uriLen);

/** A stranger's URI as a link, or `undefined` when it is not one that a browser should follow. */
export function webLink(uri: string): string | undefined {
    try {
        const url = new URL(uri);
        return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
    } catch {
        return undefined;
    }
}
