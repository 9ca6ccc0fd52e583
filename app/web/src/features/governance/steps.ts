import type { governor } from '@assay/client';
import type { ProposalQuote } from '@assay/client/quotes';
import { formatSpan } from './units';

// What a proposal went through, what comes next, and who can do it.

export type ProposalQuoteLike = Pick<ProposalQuote, 'phase' | 'becomes' | 'critical' | 'quorumMet'>;

type Data = Pick<
    governor.Proposal,
    | 'createdAt'
    | 'startedAt'
    | 'endsAt'
    | 'executableAt'
    | 'expiresAt'
    | 'closedAt'
    | 'extended'
    | 'exitSeconds'
    | 'actionCount'
    | 'nextAction'
    | 'params'
    | 'deposit'
    | 'depositSafe'
    | 'openVotes'
    | 'staged'
    | 'proposer'
>;

export interface TimelineStep {
    key: 'draft' | 'vote' | 'decision' | 'lock' | 'execution';
    title: string;
    state: 'done' | 'current' | 'waiting' | 'failed';
    detail?: string;
    /** It happened, or will at the latest. */
    at?: bigint;
    /** It ends by itself then. */
    until?: bigint;
}

const LOST = 2;
const PAST_VOTE = new Set(['time-locked', 'executable', 'lapsed']);

export function timeline(data: Data, quote: ProposalQuoteLike, params: Data['params']): TimelineStep[] {
    const { phase } = quote;
    const begun = data.startedAt > 0n;
    const rules = begun ? data.params : params;
    const queued = PAST_VOTE.has(phase) || (phase === 'executed' && data.executableAt > 0n) || phase === 'expired';
    const over = !['draft', 'voting', 'voting over', ...PAST_VOTE].includes(phase);
    const steps: TimelineStep[] = [
        {
            key: 'draft',
            title: 'Draft',
            state: phase === 'draft' ? 'current' : begun ? 'done' : 'failed',
            at: data.createdAt,
            detail: phase === 'draft' ? 'Its actions can still be added and taken out.' : undefined,
        },
        {
            key: 'vote',
            title: phase === 'voting' ? 'Vote is open' : 'Vote',
            state: phase === 'voting' ? 'current' : !begun ? 'waiting' : phase === 'cancelled' ? 'failed' : 'done',
            ...(phase === 'voting' ? { until: data.endsAt } : begun ? { at: data.endsAt } : {}),
            detail: voteDetail(data, phase, rules),
        },
        {
            key: 'decision',
            title: decisionTitle(phase, quote.becomes, data),
            state: phase === 'voting over' ? 'current' : queued ? 'done' : over ? endOf(phase) : 'waiting',
            detail: phase === 'voting over' ? 'The vote is over; anyone may have it decided.' : undefined,
            ...(over && !queued && data.closedAt > 0n ? { at: data.closedAt } : {}),
        },
    ];
    if (data.actionCount === 0) return steps;
    steps.push(lockStep(data, quote, rules, queued), executionStep(data, phase, rules));
    return steps;
}

function voteDetail({ extended }: Data, phase: string, rules: Data['params']): string | undefined {
    if (extended === LOST) return 'It was extended because it passed, then it did not any more: it is lost.';
    if (extended > 0)
        return `Extended once by ${formatSpan(BigInt(rules.extensionSeconds))}, because it was turned near its end.`;
    if (phase !== 'voting' && phase !== 'draft') return undefined;
    const span = (seconds: number) => formatSpan(BigInt(seconds));
    const late = rules.extensionSeconds > 0 && rules.lateSeconds > 0;
    const open = phase === 'draft' ? `Open for ${span(rules.votingSeconds)}. ` : '';
    if (!late) return open || undefined;
    return `${open}If it is turned into a success in its last ${span(rules.lateSeconds)}, it is extended once by ${span(rules.extensionSeconds)}.`;
}

function decisionTitle(phase: string, becomes: string | null, data: Data): string {
    if (phase === 'defeated') return 'Defeated';
    if (phase === 'vetoed') return 'Vetoed by the guardian';
    if (phase === 'cancelled') return 'Cancelled by its proposer';
    if (phase === 'voting over')
        return `To be decided: ${becomes === 'Queued' ? 'it passed' : (becomes ?? '').toLowerCase()}`;
    if (phase === 'executed' && data.actionCount === 0) return 'Passed: a decision in words';
    if (phase === 'draft' || phase === 'voting') return 'Decision';
    return data.executableAt > 0n ? 'Passed' : 'Expired before it was decided';
}

const endOf = (phase: string) => (phase === 'executed' ? 'done' : 'failed');

function lockStep(data: Data, quote: ProposalQuoteLike, rules: Data['params'], queued: boolean): TimelineStep {
    const locked = quote.phase === 'time-locked';
    const exit = quote.critical
        ? queued
            ? ` Whoever voted wholly against may leave until then with a cooldown of ${formatSpan(data.exitSeconds)}.`
            : ` At least the cooldown of stake and ${formatSpan(BigInt(rules.exitSeconds))} more, so that whoever is against can leave.`
        : '';
    const length = queued ? '' : `${formatSpan(BigInt(rules.timelockSeconds))} at least.`;
    return {
        key: 'lock',
        title: quote.critical ? 'Time lock and exit period' : 'Time lock',
        state: locked ? 'current' : queued && data.executableAt > 0n ? 'done' : 'waiting',
        detail: `${length}${exit}`.trim() || undefined,
        ...(locked ? { until: data.executableAt } : data.executableAt > 0n ? { at: data.executableAt } : {}),
    };
}

function executionStep(data: Data, phase: string, rules: Data['params']): TimelineStep {
    const done = `${data.nextAction} of ${data.actionCount} actions done.`;
    if (phase === 'executed') {
        return { key: 'execution', title: 'Executed', state: 'done', at: data.closedAt, detail: done };
    }
    if (phase === 'executable') {
        return { key: 'execution', title: 'Can be executed', state: 'current', until: data.expiresAt, detail: done };
    }
    if (phase === 'lapsed' || phase === 'expired') {
        return {
            key: 'execution',
            title: 'Not executed in its time',
            state: 'failed',
            at: data.expiresAt || undefined,
            detail: done,
        };
    }
    const detail = `Anyone may have it executed, for ${formatSpan(BigInt(rules.executionSeconds))}.`;
    return { key: 'execution', title: 'Execution', state: 'waiting', detail };
}

export interface NextStep {
    who: 'the proposer' | 'holders of stake' | 'anyone' | 'the guardian' | 'nobody';
    what: string;
}

/** What can be done now, and by whom. */
export function nextSteps(
    data: Data,
    quote: ProposalQuoteLike,
    guardianInOffice: boolean,
    aboutGuardian: boolean,
): NextStep[] {
    const steps: NextStep[] = [];
    const veto = () => {
        if (guardianInOffice && !aboutGuardian)
            steps.push({ who: 'the guardian', what: 'may veto it; the deposit is forfeited then' });
    };
    switch (quote.phase) {
        case 'draft':
            steps.push({
                who: 'the proposer',
                what: 'adds actions, begins the vote, or cancels it and gets the deposit back',
            });
            break;
        case 'voting':
            steps.push({ who: 'holders of stake', what: 'vote, change their votes or withdraw them' });
            steps.push({
                who: 'the proposer',
                what: `may cancel it; the deposit ${quote.quorumMet ? 'comes back' : 'is forfeited, because the quorum is not reached'}`,
            });
            veto();
            break;
        case 'voting over':
            steps.push({ who: 'anyone', what: 'has it decided' });
            veto();
            break;
        case 'time-locked':
            steps.push({ who: 'nobody', what: 'can execute it before the time lock is over' });
            if (quote.critical)
                steps.push({
                    who: 'holders of stake',
                    what: 'who voted wholly against may leave with a shorter cooldown',
                });
            veto();
            break;
        case 'executable':
            steps.push({ who: 'anyone', what: 'executes its actions, in their order' });
            veto();
            break;
        case 'lapsed':
            steps.push({ who: 'anyone', what: 'has it recorded as expired; whoever still wants it proposes it again' });
            break;
        default:
            steps.push(...leftovers(data));
    }
    return steps;
}

function leftovers(data: Data): NextStep[] {
    const steps: NextStep[] = [];
    if (data.deposit > 0n) {
        steps.push({
            who: 'anyone',
            what:
                data.depositSafe === 1
                    ? 'has the deposit paid back to the proposer'
                    : 'has the forfeited deposit paid to the treasury',
        });
    }
    if (data.openVotes > 0n)
        steps.push({ who: 'anyone', what: 'closes the vote records; their rent goes back to who paid it' });
    if (data.staged > 0)
        steps.push({ who: 'anyone', what: 'closes the actions; their rent goes back to the proposer' });
    if (steps.length === 0) steps.push({ who: 'the proposer', what: 'closes it and gets its rent back' });
    return steps;
}
