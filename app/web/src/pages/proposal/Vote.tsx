import { formatAmount, formatBps } from '@assay/client';
import { castVote, changeVote, withdrawVote } from '@assay/client/actions/governor';
import type { ProposalQuote } from '@assay/client/quotes';
import type { Address as Key, Instruction } from '@solana/kit';
import { useState } from 'react';
import { Link } from 'react-router';
import { Address, Amount, Button, buttonClass, Card, Countdown, ErrorNote, Note, Skeleton } from '../../components';
import {
    readShares,
    votedText,
    WHOLE,
    wholly,
    type Ballot,
    type Choice,
    type Shares,
} from '../../features/governance/ballot';
import { REWARD_DECIMALS } from '../../features/governance/names';
import { useTransactAll } from '../../features/governance/useTransactAll';
import type { Voter } from '../../features/governance/voter';
import { ConnectPrompt, useWallet } from '../../wallet';
import type { Subject } from './Proposal';
import { ChooseBallot, type BallotChoice } from './ChooseBallot';
import type { Verified } from './useVerified';

interface VoteProps extends Subject {
    quote: ProposalQuote;
    voters: Voter[] | undefined;
    error: unknown;
    verified: Verified | undefined;
}

const amount = (units: bigint) => formatAmount(units, REWARD_DECIMALS, { group: true, maxDecimals: 2 });
const NO_SHARES: Shares = { for: '', against: '', abstain: '' };

export function Vote(props: VoteProps) {
    const { quote, voters, error, verified } = props;
    const { address } = useWallet();
    if (quote.phase !== 'voting') return <Past {...props} />;
    return (
        <Card title="Your vote">
            {!address ? (
                <ConnectPrompt>Connect a wallet to vote with its stake.</ConnectPrompt>
            ) : error ? (
                <ErrorNote title="Your positions could not be read" error={error} />
            ) : !voters || !verified ? (
                <Skeleton lines={3} />
            ) : !verified.holds ? (
                <Note tone="bad" title="What is shown is not what would be voted on">
                    <p>
                        The hashes do not fit, so nothing is signed here. Load the page again, or choose another
                        cluster.
                    </p>
                </Note>
            ) : voters.length === 0 ? (
                <NoStake />
            ) : (
                <Form {...props} voters={voters} wallet={address as Key} />
            )}
        </Card>
    );
}

function NoStake() {
    return (
        <>
            <p>You have no stake to vote with, and nobody delegates to you.</p>
            <Link to="/stake" className={buttonClass()}>
                Stake for later votes
            </Link>
        </>
    );
}

function Form({ state, found, voters, wallet }: VoteProps & { voters: Voter[]; wallet: Key }) {
    const transactAll = useTransactAll();
    const [left, setLeft] = useState<ReadonlySet<Key>>(new Set());
    const [choice, setChoice] = useState<BallotChoice>();
    const [shares, setShares] = useState(NO_SHARES);
    const { address, data } = found.proposal;
    const able = voters.filter(({ mute }) => mute === undefined);
    const chosen = able.filter(({ position }) => !left.has(position.address));
    const read = choice === 'divided' ? readShares(shares) : choice ? { ballot: wholly(choice as Choice) } : undefined;
    const ballot = read && 'ballot' in read ? read.ballot : undefined;
    const toggle = (key: Key) =>
        setLeft((now) => {
            const next = new Set(now);
            if (!next.delete(key)) next.add(key);
            return next;
        });
    const cast = (with_: Ballot) => async (): Promise<Instruction[]> =>
        Promise.all(
            chosen.map(({ holding, record }) =>
                (record ? changeVote : castVote)(state.governance, wallet, address, holding, with_, data.content),
            ),
        );
    const changes = chosen.some(({ record }) => record);
    const send = () =>
        ballot &&
        transactAll({
            title: changes ? 'Change your vote' : 'Vote',
            build: cast(ballot),
            notes: notesOf(chosen, data, ballot),
            confirmLabel: changes ? 'Change vote' : 'Vote',
        });
    const withdraw = (voter: Voter) =>
        transactAll({
            title: 'Withdraw the vote',
            build: async () => [
                await withdrawVote(state.governance, wallet, address, voter.holding, voter.record!.data.payer),
            ],
            notes: [
                'The vote does not count any more, and the position is no longer held by it.',
                'The rent of the vote’s record goes back to who paid it.',
            ],
            confirmLabel: 'Withdraw vote',
        });
    return (
        <div className="stack">
            <ul className="stack-tight" style={{ listStyle: 'none' }} aria-label="Positions">
                {voters.map((voter) => (
                    <PositionLine
                        key={voter.position.address}
                        voter={voter}
                        chosen={chosen.includes(voter)}
                        onToggle={toggle}
                        onWithdraw={() => void withdraw(voter)}
                    />
                ))}
            </ul>
            {able.length > 0 && (
                <>
                    <ChooseBallot
                        choice={choice}
                        onChoice={setChoice}
                        shares={shares}
                        onShares={setShares}
                        error={read && 'error' in read ? read.error : undefined}
                    />
                    <Button kind="primary" wide disabled={!ballot || chosen.length === 0} onClick={() => void send()}>
                        {changes ? 'Change vote' : 'Vote'}
                        {chosen.length > 0 && ` with ${amount(chosen.reduce((sum, { weight }) => sum + weight, 0n))}`}
                    </Button>
                </>
            )}
        </div>
    );
}

function notesOf(chosen: Voter[], data: { endsAt: bigint; extended: number }, ballot: Ballot): string[] {
    const shares: [string, number][] = [
        ['for', ballot.forBps],
        ['against', ballot.againstBps],
        ['abstaining', ballot.abstainBps],
    ];
    const how = shares
        .filter(([, bps]) => bps > 0)
        .map(([name, bps]) => (bps === WHOLE ? name : `${formatBps(bps)} ${name}`));
    const until = new Date(Number(data.endsAt) * 1_000).toLocaleString();
    return [
        `${amount(chosen.reduce((sum, { weight }) => sum + weight, 0n))} of weight: ${how.join(', ')}.`,
        `The stake of ${chosen.length === 1 ? 'the position' : 'these positions'} is held until the vote ends at ${until}${data.extended === 0 ? ', or later if it is extended' : ''}, unless you withdraw the vote.`,
        'You can change or withdraw the vote as long as it is open. Rent of a new record comes back when it is closed.',
    ];
}

interface LineProps {
    voter: Voter;
    chosen: boolean;
    onToggle(position: Key): void;
    onWithdraw(): void;
}

function PositionLine({ voter, chosen, onToggle, onWithdraw }: LineProps) {
    const { position, own, weight, mute, record } = voter;
    const name = `Position ${position.data.id}`;
    return (
        <li className="stack-tight">
            <div className="row-between">
                <label className="row">
                    <input
                        type="checkbox"
                        checked={chosen}
                        disabled={mute !== undefined}
                        onChange={() => onToggle(position.address)}
                    />
                    {name}
                </label>
                <Amount units={weight} decimals={REWARD_DECIMALS} maxDecimals={2} />
            </div>
            {!own && (
                <span className="small muted">
                    delegated by <Address address={position.data.owner} />
                </span>
            )}
            {mute && <span className="small muted">{mute}</span>}
            {record && (
                <div className="row-between small">
                    <span>Voted: {votedText(record.data.tally, amount)}</span>
                    {!mute && (
                        <Button small onClick={onWithdraw} aria-label={`Withdraw the vote of ${name}`}>
                            Withdraw
                        </Button>
                    )}
                </div>
            )}
        </li>
    );
}

/** How the wallet's positions voted, when nothing can be changed any more. */
function Past({ voters, quote }: VoteProps) {
    const voted = (voters ?? []).filter(({ record }) => record);
    if (voted.length === 0) return null;
    return (
        <Card title="Your vote">
            {voted.map(({ position, record, heldUntil }) => (
                <div key={position.address} className="stack-tight">
                    <span>
                        Position {position.data.id.toString()}: {votedText(record!.data.tally, amount)}
                    </span>
                    {heldUntil !== undefined && (
                        <span className="small muted">
                            Held by votes: <Countdown until={heldUntil} prefix="still " />
                        </span>
                    )}
                </div>
            ))}
            <p className="small muted">
                The vote is {quote.phase === 'voting over' ? 'over' : 'decided'}; it cannot be changed any more.
            </p>
        </Card>
    );
}
