import { formatAmount, SOL_DECIMALS } from '@assay/client';
import { date, short, type Telling, type Told } from './told';

const told = (text: string, about: string, more: Partial<Told> = {}): Told => ({
    kind: 'governance',
    text,
    about,
    ...more,
});
const minor = { minor: true };

function ballot(e: { forWeight: bigint; againstWeight: bigint; abstainWeight: bigint }): string {
    const sides: [string, bigint][] = [
        ['for', e.forWeight],
        ['against', e.againstWeight],
        ['abstain', e.abstainWeight],
    ];
    return sides
        .filter(([, weight]) => weight > 0n)
        .map(([side]) => side)
        .join(' and ');
}

export const GOVERNOR: Telling<'governor'> = {
    ActionAdded: (e) =>
        told(`Added action ${e.index} to proposal ${short(e.proposal)}`, e.proposal, { counterparty: e.called }),
    ActionClosed: (e) => told(`Closed an action of proposal ${short(e.proposal)}`, e.proposal, minor),
    ActionExecuted: (e) =>
        told(`Executed action ${e.index} of proposal ${short(e.proposal)}`, e.proposal, { counterparty: e.called }),
    ActionRemoved: (e) => told(`Removed action ${e.index} from proposal ${short(e.proposal)}`, e.proposal),
    Delegated: (e) => told(`Lets ${short(e.delegate)} vote`, e.owner, { counterparty: e.delegate }),
    DepositReturned: (e) =>
        told(
            `Deposit of ${formatAmount(e.amount, SOL_DECIMALS)} SOL of proposal ${short(e.proposal)} returned`,
            e.proposal,
            {
                counterparty: e.receiver,
            },
        ),
    ExitGranted: (e) => told(`Position ${short(e.position)} may leave sooner until ${date(e.until)}`, e.position),
    GuardianSet: (e) => told('Named the guardian', e.realm, { counterparty: e.guardian }),
    ProposalCancelled: (e) => told(`Cancelled proposal ${short(e.proposal)}`, e.proposal),
    ProposalClosed: (e) => told(`Closed proposal ${short(e.proposal)}; its rent came back`, e.proposal),
    ProposalCreated: (e) => told(`Drafted proposal ${e.number}`, e.proposal),
    ProposalVetoed: (e) => told(`Vetoed proposal ${short(e.proposal)}`, e.proposal),
    RealmCreated: (e) => told('Made the realm', e.realm),
    RealmParamsSet: (e) => told('Set the parameters of the realm', e.realm),
    StreamCancelled: (e) => told('Cancelled a stream of the treasury', e.stream),
    StreamClaimed: (e) => told('Claimed from a stream of the treasury', e.stream, { counterparty: e.recipient }),
    StreamClosed: (e) => told('Closed a stream of the treasury', e.stream),
    StreamCreated: (e) => told('Created a stream of the treasury', e.stream, { counterparty: e.recipient }),
    Undelegated: (e) => told(`Took the vote back from ${short(e.delegate)}`, e.owner, { counterparty: e.delegate }),
    VoteBegun: (e) => told(`Put proposal ${short(e.proposal)} to the vote, until ${date(e.endsAt)}`, e.proposal),
    VoteCast: (e) => told(`Voted ${ballot(e)} on proposal ${short(e.proposal)}`, e.proposal),
    VoteChanged: (e) => told(`Changed a vote on proposal ${short(e.proposal)} to ${ballot(e)}`, e.proposal),
    VoteClosed: (e) => told(`Closed the record of a vote on proposal ${short(e.proposal)}`, e.proposal, minor),
    VoteDecided: (e) => told(`Closed the vote on proposal ${short(e.proposal)}`, e.proposal),
    VoteExtended: (e) =>
        told(`Vote on proposal ${short(e.proposal)} extended until ${date(e.endsAt)}`, e.proposal, minor),
    VoteWithdrawn: (e) => told(`Withdrew a vote on proposal ${short(e.proposal)}`, e.proposal),
};
