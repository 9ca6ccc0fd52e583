import { formatAmount, REWARD_DECIMALS } from '@assay/client';
import * as act from '@assay/client/actions/governor';
import type { ProposalQuote } from '@assay/client/quotes';
import type { Address, Instruction } from '@solana/kit';
import type { ProposalState, RealmState, StakedPosition } from '../../features/governance/read';
import type { TransactAllRequest } from '../../features/governance/useTransactAll';
import { formatSpan } from '../../features/governance/units';
import { unstaged } from '../../features/governance/staged';
import type { Quotes } from '../../quotes';

export interface Situation {
    state: RealmState;
    found: ProposalState;
    quote: ProposalQuote;
    quotes: Quotes;
    wallet: Address;
    /** The wallet's own position with the most weight. */
    best?: { it: StakedPosition; weight: bigint };
    threshold?: bigint;
    guardianInOffice: boolean;
    aboutGuardian: boolean;
}

export interface Move extends TransactAllRequest {
    kind?: 'primary' | 'danger';
    /** Why it cannot be done now. */
    refusal?: string;
}

const amount = (units: bigint) => formatAmount(units, REWARD_DECIMALS, { group: true, maxDecimals: 2 });
const sol = (units: bigint) => `${formatAmount(units, 9)} SOL`;

/** What the wallet can do with a proposal now, beside voting; the first one is what leads on. */
export function movesOf(it: Situation): Move[] {
    const { phase } = it.quote;
    const { proposer } = it.found.proposal.data;
    const mine = proposer === it.wallet;
    const moves: Move[] = [];
    if (phase === 'draft' && mine) moves.push(submit(it), ...removals(it));
    if (phase === 'voting over' || phase === 'lapsed') moves.push(finalize(it));
    if (phase === 'executable') moves.push(execute(it));
    if (phase === 'time-locked' && it.quote.critical) moves.push(...exits(it));
    if ((phase === 'draft' || phase === 'voting') && mine) moves.push(cancel(it));
    if (mayVeto(it)) moves.push(veto(it));
    if (['executed', 'defeated', 'cancelled', 'vetoed', 'expired'].includes(phase)) moves.push(...leftovers(it, mine));
    return moves;
}

function submit({ state, found, best, threshold }: Situation): Move {
    const { address, data } = found.proposal;
    const { params } = state.realm.data;
    const lacks = threshold !== undefined && (best?.weight ?? 0n) < threshold;
    return {
        title: 'Begin the vote',
        kind: 'primary',
        refusal: lacks
            ? `Your largest position has a weight of ${amount(best?.weight ?? 0n)}, and beginning a vote needs ${amount(threshold)}.`
            : undefined,
        build: async () => (best ? [act.submit(state.governance, act.holdingOf(best.it.position), address)] : []),
        notes: [
            `Its title, text and ${data.actionCount} actions are fixed from now on; the vote is open for ${formatSpan(BigInt(params.votingSeconds))}.`,
            `The deposit of ${sol(data.deposit)} is forfeited when the quorum is missed or the guardian vetoes it; else it comes back once the proposal is over.`,
        ],
    };
}

function removals({ found, wallet }: Situation): Move[] {
    const { address } = found.proposal;
    return found.actions.map(({ index }) => ({
        title: `Take out action ${index + 1}`,
        build: async () => [await act.removeAction(wallet, address, index)],
        notes: [
            'Its rent comes back to you. Actions are numbered without gaps when the vote begins, so take out later ones first.',
        ],
    }));
}

function cancel({ quote, found, wallet }: Situation): Move {
    const { address, data } = found.proposal;
    const safe = quote.phase === 'draft' || quote.quorumMet;
    return {
        title: 'Cancel the proposal',
        kind: 'danger',
        build: async () => [act.cancel(wallet, address)],
        notes: [
            'It is over then, for good.',
            safe
                ? `The deposit of ${sol(data.deposit)} can be paid back after that.`
                : `The deposit of ${sol(data.deposit)} is forfeited, because the vote has no quorum.`,
        ],
    };
}

function finalize({ state, found, quote }: Situation): Move {
    const { address } = found.proposal;
    const becomes = quote.phase === 'lapsed' ? 'expired' : (quote.becomes ?? '').toLowerCase();
    return {
        title: quote.phase === 'lapsed' ? 'Record that it is expired' : 'Decide the vote',
        kind: 'primary',
        build: async () => [act.finalize(state.governance, address)],
        notes: [
            `It becomes ${becomes === 'queued' ? 'queued: its time lock begins' : becomes}. Anyone may do this; it costs the network fee only.`,
        ],
    };
}

function execute({ found, quotes, state }: Situation): Move {
    const { address, data } = found.proposal;
    const left = found.actions.filter(({ index }) => index >= data.nextAction);
    return {
        title: left.length === 1 ? 'Execute the action' : `Execute the ${left.length} actions that are left`,
        kind: 'primary',
        owners: [state.governance.treasury],
        alone: act.executesUpgrade,
        build: () =>
            Promise.all(left.map(({ index, bytes }) => act.executeAction(address, index, unstaged(quotes, bytes)))),
        notes: [
            'The treasury signs what was voted, and nothing else. Anyone may do this. What fails changes nothing and can be tried again in the execution window.',
        ],
    };
}

function exits({ state, found, wallet }: Situation): Move[] {
    const { address } = found.proposal;
    const against = found.votes.filter(
        ({ data }) => data.voter === wallet && data.tally.forWeight === 0n && data.tally.abstainWeight === 0n,
    );
    return against.map(({ data }) => ({
        title: 'Claim the right to leave early',
        build: async () => [await act.claimExit(state.governance, address, data.position, data.payer)],
        notes: [
            'The position is let go by the vote, and its stake can be taken out with a shorter cooldown until the time lock is over. This takes nothing out by itself: do that on the stake page.',
        ],
    }));
}

function mayVeto({ state, wallet, quote, guardianInOffice, aboutGuardian }: Situation): boolean {
    const open = ['voting', 'voting over', 'time-locked', 'executable', 'lapsed'].includes(quote.phase);
    return open && state.realm.data.guardian === wallet && guardianInOffice && !aboutGuardian;
}

function veto({ state, found, wallet }: Situation): Move {
    const { address, data } = found.proposal;
    return {
        title: 'Veto',
        kind: 'danger',
        build: async () => [act.veto(state.governance, wallet, address, data.content)],
        notes: [`It is over then, for good, and its deposit of ${sol(data.deposit)} goes to the treasury.`],
    };
}

/** Where lamports lie that belong to somebody. */
function leftovers({ state, found, wallet }: Situation, mine: boolean): Move[] {
    const { address, data } = found.proposal;
    const moves: Move[] = [];
    const back = data.depositSafe === 1;
    if (data.deposit > 0n) {
        moves.push({
            title: back ? 'Pay the deposit back' : 'Pay the forfeited deposit to the treasury',
            owners: [data.proposer, state.governance.treasury],
            build: async () => [
                act.reclaimDeposit(state.governance, address, back ? data.proposer : state.governance.treasury),
            ],
            notes: [
                back ? `${sol(data.deposit)} go back to the proposer.` : `${sol(data.deposit)} go to the treasury.`,
            ],
        });
    }
    const closes = async (): Promise<Instruction[]> => [
        ...(await Promise.all(
            found.votes.map((vote) => act.closeVote(state.governance, address, vote.data.position, vote.data.payer)),
        )),
        ...(await Promise.all(found.actions.map(({ index }) => act.closeAction(data.proposer, address, index)))),
        ...(mine && data.deposit === 0n ? [act.closeProposal(wallet, address)] : []),
    ];
    const last = mine && data.deposit === 0n;
    if (found.votes.length + found.actions.length > 0 || last) {
        moves.push({
            title: last ? 'Close the proposal' : 'Close votes and actions',
            build: closes,
            notes: [
                'Rents go back to who paid them.',
                last
                    ? 'The proposal is no longer on chain then; its history stays in the chain’s events.'
                    : 'The proposal itself stays.',
            ],
        });
    }
    return moves;
}
