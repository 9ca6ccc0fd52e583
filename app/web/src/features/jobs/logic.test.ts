import { describe, expect, test } from 'vitest';
import { convictionOf } from './conviction';
import { estimatePrice } from './estimate';
import { marketFigures, median, settlements } from './figures';
import { filterJobs, readFilters, writeFilters } from './filters';
import { missedHeartbeat, nextDeadline } from './status';
import { jobSteps } from './steps';
import { aJob, happened, loadedJob, loadedMarket } from './testing';

const terms = {
    ...aJob().terms,
    revealSeconds: 30,
    seedSeconds: 10,
    challengeSeconds: 100,
    quorum: 2,
    committeeSize: 3,
};
const seat = (verdict: number) => ({ ...aJob().seats[0]!, verdict });

describe('steps of a job', () => {
    const posted = aJob({ postedAt: 1_000n, acceptBy: 1_600n, runSeconds: 60, tier: 1, terms });

    test('an open job waits to be accepted', () => {
        const steps = jobSteps(posted);
        expect(steps.map(({ key, state }) => `${key} ${state}`)).toEqual([
            'posted done',
            'accepted current',
            'committed waiting',
            'revealed waiting',
            'checked waiting',
            'ended waiting',
        ]);
        expect(steps[1]).toMatchObject({ until: 1_600n });
    });

    test('times of steps follow from the deadlines of the next ones', () => {
        const revealed = {
            ...posted,
            status: 3,
            commitBy: 1_070n,
            revealBy: 1_050n,
            seedBy: 1_035n,
            challengeUntil: 1_125n,
        };
        const steps = jobSteps(revealed);
        expect(steps.slice(1, 4).map(({ at }) => at)).toEqual([1_010n, 1_020n, 1_025n]);
        expect(steps[4]).toMatchObject({ key: 'checked', state: 'current' });
        expect(steps[5]).toMatchObject({ state: 'current', until: 1_125n });
    });

    test('a quorum is a step that is done, and a held job waits longer', () => {
        const seats = [seat(1), seat(2), seat(1)];
        const held = { ...posted, status: 3, seats, seedBy: 1_035n, challengeUntil: 1_125n, heldUntil: 1_300n };
        const steps = jobSteps(held);
        expect(steps.find(({ key }) => key === 'checked')).toMatchObject({
            state: 'done',
            detail: '2 of 3 seats accept; 2 are needed.',
        });
        expect(steps.at(-1)!.until).toBe(1_300n);
    });

    test('the optimistic tier has no committee', () => {
        expect(jobSteps({ ...posted, tier: 0 }).some(({ key }) => key === 'checked')).toBe(false);
    });

    test('a cancelled job shows nothing that it never reached', () => {
        const steps = jobSteps({ ...posted, status: 5 }, 1_100n);
        expect(steps.map(({ key }) => key)).toEqual(['posted', 'ended']);
        expect(steps[1]).toMatchObject({ state: 'done', at: 1_100n });
    });

    test('a conviction is a failure', () => {
        expect(jobSteps({ ...posted, status: 7, commitBy: 1_070n }).at(-1)).toMatchObject({
            key: 'ended',
            state: 'failed',
        });
    });
});

describe('deadlines', () => {
    test.each([
        [0, 11n],
        [1, 12n],
        [2, 13n],
        [3, 14n],
        [4, undefined],
    ])('of status %i', (status, at) => {
        const job = aJob({ status, acceptBy: 11n, commitBy: 12n, revealBy: 13n, challengeUntil: 14n });
        expect(nextDeadline(job)?.at).toBe(at);
    });

    test('a heartbeat is missed one second after its time, and only by a running job that owes some', () => {
        const running = aJob({ status: 1, heartbeatSeconds: 30, lastHeartbeat: 100n });
        expect(missedHeartbeat(running, 130n)).toBe(false);
        expect(missedHeartbeat(running, 131n)).toBe(true);
        expect(missedHeartbeat({ ...running, heartbeatSeconds: 0 }, 131n)).toBe(false);
        expect(missedHeartbeat({ ...running, status: 2 }, 131n)).toBe(false);
    });
});

const rootOf = (byte: number) => new Uint8Array(32).fill(byte);
const posted = (job: string, price: bigint, at: bigint, root = 1) =>
    happened('JobPosted', { job, market: 'market', price, specRoot: rootOf(root) }, at);
const settled = (job: string, at: bigint) => happened('JobSettled', { job }, at);

describe('figures of the market', () => {
    test('the median is a value that occurred', () => {
        expect(median([])).toBeUndefined();
        expect(median([5n, 1n, 9n])).toBe(5n);
        expect(median([4n, 1n, 9n, 5n])).toBe(4n);
    });

    test('count by state, by day, and take prices and times from events', () => {
        const now = 200_000n;
        const events = [
            posted('a', 5n, 100_000n),
            posted('b', 7n, 199_000n),
            posted('c', 9n, 199_500n),
            settled('a', 100_060n),
            settled('b', 199_030n),
            settled('unknown', 199_031n),
        ];
        const market = loadedMarket('market', {}, { jobsConvicted: 3n });
        const of = { market: market.address };
        const jobs = [
            loadedJob('1', { ...of, status: 0, acceptBy: now }),
            loadedJob('2', { ...of, status: 0, acceptBy: now - 1n }),
            loadedJob('3', { ...of, status: 1 }),
            loadedJob('4', { ...of, status: 3 }),
            loadedJob('5', { ...of, status: 4 }),
            loadedJob('6', { status: 1 }),
        ];
        const figures = marketFigures(market, jobs, settlements(events), now);
        expect(figures).toEqual({
            open: 1,
            running: 2,
            settledInDay: 1,
            convictions: 3n,
            medianPrice: 5n,
            medianSeconds: 30n,
            sample: 2,
        });
    });
});

describe('the price estimate', () => {
    const market = loadedMarket('market', { minPrice: 2n, maxPrice: 100n });
    const ask = (price: bigint) => ({ operator: `o${price}`, price, freeBond: 100n, reputation: 0 });
    const wanted = { specRoot: rootOf(1), minClass: 0, minReputation: 0 };

    test('there is none where nobody asks and nothing settled', () => {
        expect(estimatePrice([], [], market, wanted)).toBeUndefined();
    });

    test('prefers what the same model settled for', () => {
        const done = settlements([
            posted('a', 50n, 1n, 2),
            settled('a', 2n),
            posted('b', 8n, 3n),
            settled('b', 4n),
            posted('c', 6n, 5n),
            settled('c', 6n),
        ]);
        const estimate = estimatePrice([ask(4n)], done, market, wanted);
        expect(estimate).toEqual({
            price: 6n,
            low: 4n,
            high: 8n,
            asks: 1,
            lowestAsk: 4n,
            settled: 2,
            sameSpec: true,
            median: 6n,
        });
    });

    test('is at least what somebody asks, and within the market', () => {
        const done = settlements([posted('a', 3n, 1n), settled('a', 2n)]);
        expect(estimatePrice([ask(7n), ask(9n)], done, market, wanted)!.price).toBe(7n);
        expect(estimatePrice([ask(1n)], [], market, wanted)).toMatchObject({ price: 2n, low: 2n, high: 2n });
        expect(estimatePrice([ask(500n)], [], market, wanted)!.price).toBe(100n);
    });
});

describe('filters', () => {
    const jobs = [
        loadedJob('1', { status: 0, client: 'me' as never }),
        loadedJob('2', { status: 1, client: 'other' as never, operator: 'mine' as never }),
        loadedJob('3', { status: 4, client: 'other' as never, operator: 'theirs' as never }),
    ];
    const mine = { wallet: 'me', operators: new Set(['mine']) };
    const shown = (search: string) =>
        filterJobs(jobs, readFilters(new URLSearchParams(search)), mine).map(({ address }) => address);

    test.each([
        ['', ['1', '2', '3']],
        ['status=active', ['1', '2']],
        ['status=Settled', ['3']],
        ['status=nonsense', ['1', '2', '3']],
        ['mine=1', ['1', '2']],
        ['provider=theirs', ['3']],
        ['mine=1&status=Open', ['1']],
    ])('%s', (search, expected) => expect(shown(search)).toEqual(expected));

    test.each(['', 'status=Open', 'mine=1&provider=x&q=two+words', 'sort=price', 'sort=-price'])(
        '"%s" survives the address bar',
        (search) => {
            expect(writeFilters(readFilters(new URLSearchParams(search))).toString()).toBe(search);
        },
    );

    test('a sort that is none is the default', () => {
        expect(readFilters(new URLSearchParams('sort=%3Cscript%3E')).sort).toEqual({ key: 'posted', descending: true });
    });
});

describe('the story of a conviction', () => {
    const data = {
        job: 'j',
        operator: 'p',
        challenger: 'v',
        kind: 1n,
        op: 4n,
        i: 17n,
        j: 3n,
        claimed: -5n,
        expected: -6n,
        refund: 100n,
        slashed: 40n,
    };
    const slash = { operator: 'p', job: 'j', amount: 40n, toChallenger: 20n, toClient: 10n, burnt: 10n };

    test('comes down to the single number and says who got what', () => {
        const events = [
            happened('BondSlashed', { ...slash, operator: 'verifier' }, 5n, 's'),
            happened('BondSlashed', slash, 5n, 's'),
            happened('JobConvicted', data, 5n, 's'),
        ];
        expect(convictionOf(events, 'j')).toMatchObject({
            number: { op: 4, row: 17, column: 3, claimed: -5n, expected: -6n },
            leaf: undefined,
            shares: { toChallenger: 20n, toClient: 10n, burnt: 10n },
            refund: 100n,
            signature: 's',
        });
        expect(convictionOf(events, 'another')).toBeUndefined();
    });

    test('a leaf that was not shown is no number', () => {
        const events = [happened('JobConvicted', { ...data, kind: 0n }, 5n)];
        expect(convictionOf(events, 'j')).toMatchObject({
            number: undefined,
            leaf: { op: 4, row: 17, leaf: 3 },
            shares: undefined,
        });
    });
});
