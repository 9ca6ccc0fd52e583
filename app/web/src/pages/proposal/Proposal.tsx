import { formatAmount } from '@assay/client';
import { Link } from 'react-router';
import { Address, buttonClass, Card, Countdown, ErrorNote, Facts, Skeleton, Steps, When } from '../../components';
import { useChainTime } from '../../cluster';
import { useRealmRules, useVoters } from '../../features/governance/hooks';
import { CriticalBadge, PhaseBadge } from '../../features/governance/names';
import type { ProposalState, RealmState } from '../../features/governance/read';
import { nextSteps, timeline } from '../../features/governance/steps';
import { Tally } from '../../features/governance/Tally';
import { useQuotes } from '../../quotes';
import { useWallet } from '../../wallet';
import { Actions } from './Actions';
import { Moves } from './Moves';
import { Text } from './Text';
import { Vote } from './Vote';
import { Votes } from './Votes';
import { useVerified } from './useVerified';

export interface Subject {
    state: RealmState;
    found: ProposalState;
}

export function Proposal({ state, found }: Subject) {
    const { data: quotes, error } = useQuotes();
    const now = useChainTime();
    const rules = useRealmRules(state);
    const { address: wallet } = useWallet();
    const { data } = found.proposal;
    const verified = useVerified(found);
    const voting = useVoters(state, found.proposal.address, data.startedAt);
    if (error) return <ErrorNote title="The quotes module could not be loaded" error={error} />;
    if (!quotes || now === undefined) return <Skeleton lines={8} />;
    const quote = quotes.governor.proposal({ proposal: found.proposal.raw, pool: state.pool.raw, now });
    const aboutGuardian = data.guardian !== 0 && data.guardian === (1 << data.actionCount) - 1;
    const next = nextSteps(data, quote, rules?.guardianInOffice ?? false, aboutGuardian);
    const draftOfMine = quote.phase === 'draft' && data.proposer === wallet;
    return (
        <div className="split">
            <div className="stack">
                <div className="row">
                    <PhaseBadge phase={quote.phase} />
                    {quote.critical && <CriticalBadge />}
                    {quote.endsAt !== null && <Countdown until={quote.endsAt} prefix="time left: " />}
                </div>
                <Text proposal={found.proposal} begun={data.startedAt > 0n} />
                <Actions state={state} found={found} quote={quote} verified={verified} />
                {data.startedAt > 0n && <Votes votes={found.votes} />}
            </div>
            <div className="stack">
                {data.startedAt > 0n && (
                    <Card title="Tally">
                        <Tally data={data} quote={quote} />
                    </Card>
                )}
                {data.startedAt > 0n && (
                    <Vote
                        state={state}
                        found={found}
                        quote={quote}
                        voters={voting.voters}
                        error={voting.error}
                        verified={verified}
                    />
                )}
                <Card title="What is next">
                    <ul className="stack-tight" style={{ listStyle: 'none' }}>
                        {next.map(({ who, what }) => (
                            <li key={what}>
                                <strong>{who.charAt(0).toUpperCase() + who.slice(1)}</strong> {what}.
                            </li>
                        ))}
                    </ul>
                    {draftOfMine && (
                        <Link to={`/governance/new?draft=${data.number}`} className={buttonClass()}>
                            Add actions
                        </Link>
                    )}
                    <Moves
                        state={state}
                        found={found}
                        quote={quote}
                        rules={rules}
                        aboutGuardian={aboutGuardian}
                        verified={verified}
                    />
                </Card>
                <Card title="Course">
                    <Steps
                        label="Course of the proposal"
                        steps={timeline(data, quote, state.realm.data.params).map(({ at, until, ...step }) => ({
                            ...step,
                            time:
                                until !== undefined ? (
                                    <Countdown until={until} />
                                ) : at ? (
                                    at > now ? (
                                        <Countdown until={at} prefix="in " />
                                    ) : (
                                        <When at={at} />
                                    )
                                ) : undefined,
                        }))}
                    />
                </Card>
                <Card title="Facts">
                    <Facts
                        items={[
                            ['Proposer', <Address key="proposer" address={data.proposer} explorer />],
                            ['Account', <Address key="account" address={found.proposal.address} explorer />],
                            ['Deposit', data.deposit === 0n ? 'paid out' : `${formatAmount(data.deposit, 9)} SOL`],
                        ]}
                    />
                </Card>
            </div>
        </div>
    );
}
