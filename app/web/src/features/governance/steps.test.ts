import { governor } from '@assay/client';
import { describe, expect, it } from 'vitest';
import { nextSteps, timeline, type ProposalQuoteLike } from './steps';

const DAY = 86_400;
const decoder = governor.getProposalDecoder();

function proposal(over: Partial<governor.Proposal> = {}): governor.Proposal {
    const zeros = decoder.decode(new Uint8Array(decoder.fixedSize));
    const params = {
        ...zeros.params,
        votingSeconds: 3 * DAY,
        lateSeconds: 3_600,
        extensionSeconds: DAY,
        timelockSeconds: 2 * DAY,
        exitSeconds: DAY,
        executionSeconds: 5 * DAY,
    };
    return { ...zeros, params, createdAt: 5n, startedAt: 10n, endsAt: 100n, actionCount: 1, staged: 1, ...over };
}

const quote = (phase: ProposalQuoteLike['phase'], over: Partial<ProposalQuoteLike> = {}): ProposalQuoteLike => ({
    phase,
    becomes: null,
    critical: false,
    quorumMet: false,
    ...over,
});

const line = (data: governor.Proposal, of: ProposalQuoteLike) =>
    timeline(data, of, data.params).map(({ key, state }) => `${key} ${state}`);

describe('timeline', () => {
    it.each<[string, governor.Proposal, ProposalQuoteLike, string[]]>([
        ['draft', proposal({ startedAt: 0n }), quote('draft'), ['current', 'waiting', 'waiting', 'waiting', 'waiting']],
        ['voting', proposal(), quote('voting'), ['done', 'current', 'waiting', 'waiting', 'waiting']],
        [
            'undecided',
            proposal(),
            quote('voting over', { becomes: 'Queued' }),
            ['done', 'done', 'current', 'waiting', 'waiting'],
        ],
        [
            'locked',
            proposal({ executableAt: 200n }),
            quote('time-locked'),
            ['done', 'done', 'done', 'current', 'waiting'],
        ],
        [
            'executable',
            proposal({ executableAt: 200n }),
            quote('executable'),
            ['done', 'done', 'done', 'done', 'current'],
        ],
        ['executed', proposal({ executableAt: 200n }), quote('executed'), ['done', 'done', 'done', 'done', 'done']],
        ['expired', proposal({ executableAt: 200n }), quote('expired'), ['done', 'done', 'done', 'done', 'failed']],
        ['defeated', proposal(), quote('defeated'), ['done', 'done', 'failed', 'waiting', 'waiting']],
        [
            'a cancelled draft',
            proposal({ startedAt: 0n }),
            quote('cancelled'),
            ['failed', 'waiting', 'failed', 'waiting', 'waiting'],
        ],
    ])('of one that is %s', (_, data, of, states) => {
        expect(line(data, of).map((step) => step.split(' ').at(-1))).toEqual(states);
    });

    it('of a decision in words ends with the decision', () => {
        expect(line(proposal({ actionCount: 0 }), quote('executed'))).toEqual([
            'draft done',
            'vote done',
            'decision done',
        ]);
    });

    it('tells of the late extension before, while and after it happened', () => {
        const vote = (extended: number) =>
            timeline(proposal({ extended }), quote('voting'), proposal().params)[1]?.detail;
        expect(vote(0)).toBe('If it is turned into a success in its last 1 h, it is extended once by 1 d.');
        expect(vote(1)).toMatch(/^Extended once by 1 d/);
        expect(vote(2)).toMatch(/it is lost/);
    });

    it('tells who may leave because of something critical', () => {
        const data = proposal({ executableAt: 200n, exitSeconds: 3_600n });
        const lock = timeline(data, quote('time-locked', { critical: true }), data.params)[3];
        expect(lock).toMatchObject({ title: 'Time lock and exit period', until: 200n });
        expect(lock?.detail).toContain('cooldown of 1 h');
    });
});

describe('what is next', () => {
    const who = (data: governor.Proposal, of: ProposalQuoteLike, office = false, about = false) =>
        nextSteps(data, of, office, about).map((step) => step.who);

    it('names who can do it', () => {
        expect(who(proposal(), quote('draft'))).toEqual(['the proposer']);
        expect(who(proposal(), quote('voting'))).toEqual(['holders of stake', 'the proposer']);
        expect(who(proposal(), quote('executable'), true)).toEqual(['anyone', 'the guardian']);
        expect(who(proposal(), quote('executable'), true, true)).toEqual(['anyone']);
    });

    it('says what cancelling costs', () => {
        const cancels = (quorumMet: boolean) =>
            nextSteps(proposal(), quote('voting', { quorumMet }), false, false)[1]?.what;
        expect(cancels(true)).toContain('comes back');
        expect(cancels(false)).toContain('forfeited');
    });

    it('of one that is over is what is left in its accounts', () => {
        const told = (over: Partial<governor.Proposal>) =>
            nextSteps(proposal({ staged: 0, ...over }), quote('executed'), true, false).map(({ what }) => what);
        expect(told({ deposit: 5n, depositSafe: 1 })[0]).toContain('to the proposer');
        expect(told({ deposit: 5n })[0]).toContain('to the treasury');
        expect(told({ openVotes: 1n, staged: 1 })).toHaveLength(2);
        expect(told({})).toEqual(['closes it and gets its rent back']);
    });
});
