import { reward, short, type Telling, type Told } from './told';

const job = (text: string, about: string, more: Partial<Told> = {}): Told => ({ kind: 'job', text, about, ...more });
const governance = (text: string, about: string): Told => ({ kind: 'governance', text, about });
const benchmark = (text: string, about: string, more: Partial<Told> = {}): Told => ({
    kind: 'operator',
    text,
    about,
    ...more,
});
const minor = { minor: true };

const verdicts = ['nothing', 'accept', 'reject', 'unavailable'];

export const ESCROW: Telling<'escrow'> = {
    AnswerWritten: (e) => job('Wrote part of the answer to a demand', e.demand, minor),
    Attested: (e) =>
        job(`Attested "${verdicts[Number(e.verdict)] ?? e.verdict}" on job ${short(e.job)}`, e.job, {
            counterparty: e.operator,
        }),
    BenchmarkBegun: (e) => benchmark(`Began a benchmark for class ${e.class}`, e.operator),
    BenchmarkClassClosed: (e) => governance(`Closed class ${e.class}`, e.classAccount),
    BenchmarkClassCreated: (e) => governance(`Created class ${e.class}`, e.classAccount),
    BenchmarkClosed: (e) => benchmark('Closed a benchmark', e.operator),
    BenchmarkDrawn: (e) => benchmark('Drew what a benchmark runs on', e.benchmark, minor),
    BenchmarkFinished: (e) => benchmark(`Showed hardware of class ${e.class}`, e.operator),
    BenchmarkJudged: (e) =>
        benchmark(e.failed === 0n ? 'Showed an element of a benchmark' : 'Refuted a benchmark', e.benchmark, {
            counterparty: e.operator,
        }),
    BenchmarkProven: (e) => benchmark('Committed to the result of a benchmark', e.benchmark),
    BuybackSet: (e) => governance('Set the pool in which a market buys back', e.market),
    CommitteeDrawn: (e) => job(`Drew the committee of job ${short(e.job)}`, e.job),
    DemandAnswered: (e) =>
        job(`Answered a demand for a leaf of job ${short(e.job)}`, e.job, { counterparty: e.operator }),
    DemandClosed: (e) =>
        job(`Closed a demand of job ${short(e.job)}; its bond went back`, e.job, { counterparty: e.demander }),
    DemandExpired: (e) =>
        job(`A demand of job ${short(e.job)} was not answered; the provider is convicted`, e.job, {
            counterparty: e.demander,
        }),
    DrawArmed: (e) => job(`Set the slot that draws the committee of job ${short(e.job)}`, e.job, minor),
    EvidenceClosed: (e) => job('Closed a buffer of evidence', e.evidence, minor),
    EvidenceOpened: (e) => job('Opened a buffer of evidence', e.evidence, minor),
    EvidenceWritten: (e) => job('Wrote evidence', e.evidence, minor),
    JobAccepted: (e) =>
        job(`Job ${short(e.job)} accepted, with a bond of ${reward(e.bond)}`, e.job, { counterparty: e.operator }),
    JobCancelled: (e) => job(`Cancelled job ${short(e.job)}; its price came back`, e.job),
    JobClosed: (e) => job(`Closed job ${short(e.job)}; its rent came back`, e.job),
    JobCommitted: (e) => job(`Committed to the result of job ${short(e.job)}`, e.job, { counterparty: e.operator }),
    JobConvicted: (e) =>
        job(
            `Provider convicted over job ${short(e.job)}, ${reward(e.slashed)} slashed; the client is refunded`,
            e.job,
            {
                counterparty: e.operator,
            },
        ),
    JobExpired: (e) => job(`Job ${short(e.job)} expired; the client is refunded`, e.job, { counterparty: e.operator }),
    JobHeartbeat: (e) => job(`Sign of life of job ${short(e.job)}`, e.job),
    JobPosted: (e) => job(`Posted job ${short(e.job)}; its price is in escrow`, e.job, { counterparty: e.market }),
    JobRevealed: (e) => job(`Revealed the result of job ${short(e.job)}`, e.job, { counterparty: e.operator }),
    JobSettled: (e) =>
        job(
            e.early === 1n
                ? `Accepted the result of job ${short(e.job)}; it is settled`
                : `Job ${short(e.job)} settled`,
            e.job,
            {
                counterparty: e.operator,
            },
        ),
    LeafDemanded: (e) => job(`Demanded a leaf of job ${short(e.job)}`, e.job),
    MarketInitialized: (e) => governance('Made a market', e.market),
    MarketParamsSet: (e) => governance('Set the parameters of a market', e.market),
    MarketPauseSet: (e) => governance(`Set what is paused in a market to ${e.maskAfter}`, e.market),
    SeatConvicted: (e) =>
        job(`Verifier convicted over job ${short(e.job)}, ${reward(e.slashed)} slashed`, e.job, {
            counterparty: e.operator,
        }),
    SeatPunished: (e) =>
        job(`Verifier of job ${short(e.job)} missed its verdict, ${reward(e.slashed)} slashed`, e.job, {
            counterparty: e.operator,
        }),
    SeatSettled: (e) => job(`Verifier of job ${short(e.job)} paid`, e.job, { counterparty: e.operator }),
    TreasuryWithdrawn: (e) => governance("Paid out of a market's treasury", e.market),
};
