// What events tell of operators: when each was last active, and how its jobs went.

import type { ChainEvent } from '../../events';

export interface JobOfOperator {
    job: string;
    outcome: 'running' | 'settled' | 'expired' | 'convicted';
    /** Role in it. */
    as: 'provider' | 'verifier';
    /** Unix seconds of the last event. */
    at: bigint | null;
    /** Paid to the operator, base units of the market's mint. */
    paid: bigint;
    /** Base units of the reward token. */
    slashed: bigint;
    heartbeats: number;
    /** Unix seconds; missing for a verifier, or before it happened. */
    acceptedAt?: bigint;
    committedAt?: bigint;
}

export interface OperatorRecord {
    /** Unix seconds of the last thing that its daemon did on chain. */
    lastSeen?: bigint;
    /** Newest first. */
    jobs: JobOfOperator[];
}

/** What a daemon does, as opposed to what is done to its operator. */
const SIGNS_OF_LIFE = new Set([
    'JobAccepted',
    'JobCommitted',
    'JobRevealed',
    'JobHeartbeat',
    'Attested',
    'DemandAnswered',
    'BenchmarkBegun',
    'BenchmarkProven',
]);

type Names =
    | 'JobAccepted'
    | 'JobCommitted'
    | 'JobRevealed'
    | 'JobHeartbeat'
    | 'JobSettled'
    | 'JobExpired'
    | 'JobConvicted'
    | 'Attested'
    | 'SeatSettled'
    | 'SeatPunished'
    | 'SeatConvicted'
    | 'DemandAnswered'
    | 'BenchmarkBegun'
    | 'BondSlashed';

export const RECORD_EVENTS: Names[] = [
    'JobAccepted',
    'JobCommitted',
    'JobRevealed',
    'JobHeartbeat',
    'JobSettled',
    'JobExpired',
    'JobConvicted',
    'Attested',
    'SeatSettled',
    'SeatPunished',
    'SeatConvicted',
    'DemandAnswered',
    'BenchmarkBegun',
    'BondSlashed',
];

type RecordEvent = ChainEvent<Names>;

/** Records of all operators from events in the order of the chain. */
export function recordsOf(events: readonly RecordEvent[]): Map<string, OperatorRecord> {
    const book = new Book();
    events.forEach((event) => book.note(event));
    return book.records();
}

class Book {
    private readonly lastSeen = new Map<string, bigint>();
    private readonly jobs = new Map<string, Map<string, JobOfOperator>>();
    private readonly providers = new Map<string, string>();

    note(event: RecordEvent): void {
        const { name, blockTime, data } = event;
        if (name === 'JobAccepted') this.providers.set(data.job, data.operator);
        const operator = name === 'JobHeartbeat' ? this.providers.get(data.job) : data.operator;
        if (operator === undefined) return;
        if (SIGNS_OF_LIFE.has(name) && blockTime !== null) this.lastSeen.set(operator, blockTime);
        if (name === 'BenchmarkBegun') return;
        const as = name === 'Attested' || name.startsWith('Seat') ? 'verifier' : 'provider';
        const entry = this.entry(operator, data.job, as);
        if (!entry) return;
        entry.at = blockTime;
        change(entry, event);
    }

    records(): Map<string, OperatorRecord> {
        const all = new Map<string, OperatorRecord>();
        for (const operator of new Set([...this.lastSeen.keys(), ...this.jobs.keys()])) {
            const jobs = [...(this.jobs.get(operator)?.values() ?? [])].reverse();
            all.set(operator, { lastSeen: this.lastSeen.get(operator), jobs });
        }
        return all;
    }

    private entry(operator: string, job: string, as: JobOfOperator['as']): JobOfOperator | undefined {
        const jobs = this.jobs.get(operator) ?? new Map<string, JobOfOperator>();
        this.jobs.set(operator, jobs);
        const known = jobs.get(job);
        if (known) return known;
        const made: JobOfOperator = { job, outcome: 'running', as, at: null, paid: 0n, slashed: 0n, heartbeats: 0 };
        jobs.set(job, made);
        return made;
    }
}

function change(entry: JobOfOperator, { name, data, blockTime }: RecordEvent): void {
    if (name === 'JobAccepted') entry.acceptedAt = blockTime ?? undefined;
    if (name === 'JobCommitted') entry.committedAt = blockTime ?? undefined;
    if (name === 'JobHeartbeat') entry.heartbeats += 1;
    if (name === 'JobSettled') [entry.outcome, entry.paid] = ['settled', data.toProvider];
    if (name === 'SeatSettled') [entry.outcome, entry.paid] = ['settled', data.paid];
    if (name === 'JobExpired' || name === 'SeatPunished') entry.outcome = 'expired';
    if (name === 'JobConvicted' || name === 'SeatConvicted') entry.outcome = 'convicted';
    // Events that say why a bond was slashed come with this one, which says how much.
    if (name === 'BondSlashed') entry.slashed += data.amount;
}

/** Part of the jobs that were over which were settled, basis points; undefined before the first one. */
export function completedBps({
    settledJobs,
    failedJobs,
    convictions,
}: {
    settledJobs: number;
    failedJobs: number;
    convictions: number;
}): number | undefined {
    const over = settledJobs + failedJobs + convictions;
    return over === 0 ? undefined : Math.floor((settledJobs * 10_000) / over);
}

/**
 * Signs of life that were due in jobs that ask for them, and those that came; undefined when none was due. Jobs that were
 * closed are not counted: how often they asked went with them.
 */
export function heartbeatsDue(
    jobs: readonly { address: string; heartbeatSeconds: number }[],
    record: OperatorRecord | undefined,
    now: bigint,
): { due: number; came: number } | undefined {
    const asked = new Map(jobs.map(({ address, heartbeatSeconds }) => [address, heartbeatSeconds]));
    const sums = { due: 0, came: 0 };
    for (const { job, acceptedAt, committedAt, at, outcome, heartbeats } of record?.jobs ?? []) {
        const every = asked.get(job) ?? 0;
        if (every === 0 || acceptedAt === undefined) continue;
        const until = committedAt ?? (outcome === 'running' ? now : (at ?? now));
        const due = until > acceptedAt ? Number((until - acceptedAt) / BigInt(every)) : 0;
        sums.due += due;
        sums.came += Math.min(due, heartbeats);
    }
    return sums.due === 0 ? undefined : sums;
}
