import { jobStatus, type escrow, type JobSummary, type Loaded } from '@assay/client';
import { named, type Recorded } from './records';

const DAY = 86_400n;

export interface MarketFigures {
    open: number;
    /** Accepted and not over. */
    running: number;
    settledInDay: number;
    convictions: bigint;
    /** Prices of the settled jobs of this market that are known, in the middle. */
    medianPrice?: bigint;
    /** From posting to settlement, in the middle. */
    medianSeconds?: bigint;
    /** How many settled jobs the medians are of. */
    sample: number;
}

/** The middle value; of an even number the lower one of the two, so that it is one that occurred. */
export function median(values: readonly bigint[]): bigint | undefined {
    const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return sorted[(sorted.length - 1) >> 1];
}

/** A settled job, put together from its events. */
export interface Settlement {
    job: string;
    market: string;
    specRoot: Uint8Array;
    price: bigint;
    settledAt: bigint | null;
    seconds?: bigint;
}

/** Settled jobs whose posting is known too, oldest first. */
export function settlements(events: readonly Recorded[]): Settlement[] {
    const posted = new Map(named(events, 'JobPosted').map((event) => [event.data.job as string, event]));
    return named(events, 'JobSettled').flatMap(({ data, blockTime }) => {
        const post = posted.get(data.job);
        if (!post) return [];
        const { market, price, specRoot } = post.data;
        const seconds = blockTime !== null && post.blockTime !== null ? blockTime - post.blockTime : undefined;
        return [{ job: data.job, market, price, specRoot: Uint8Array.from(specRoot), settledAt: blockTime, seconds }];
    });
}

export function marketFigures(
    market: Loaded<escrow.Market>,
    jobs: readonly { data: JobSummary }[],
    settled: readonly Settlement[],
    now: bigint,
): MarketFigures {
    const ours = jobs.filter(({ data }) => data.market === market.address);
    const done = settled.filter((one) => one.market === market.address);
    const seconds = done.flatMap((one) => (one.seconds === undefined ? [] : [one.seconds]));
    return {
        open: ours.filter(({ data }) => jobStatus(data) === 'Open' && data.acceptBy >= now).length,
        running: ours.filter(({ data }) => ['Running', 'Committed', 'Challengeable'].includes(jobStatus(data))).length,
        settledInDay: done.filter(({ settledAt }) => settledAt !== null && settledAt > now - DAY).length,
        convictions: market.data.jobsConvicted,
        medianPrice: median(done.map(({ price }) => price)),
        medianSeconds: median(seconds),
        sample: done.length,
    };
}
