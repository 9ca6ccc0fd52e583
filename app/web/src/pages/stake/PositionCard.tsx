import { REWARD_DECIMALS } from '@assay/client';
import type { ReactNode } from 'react';
import { Address, Amount, Badge, Card, Countdown, Facts } from '../../components';
import { dateOf, daysOf } from '../../features/stake/lock';
import { formatMultiplier } from '../../features/stake/rates';
import { useOperatorName } from '../../features/stake/useStake';
import { Yearly } from './OpenForm';
import { PositionActions } from './PositionActions';
import { TicketRow } from './TicketRow';
import type { Desk } from './desk';
import type { PositionView } from './view';

export function PositionCard({ view, desk }: { view: PositionView; desk: Desk }) {
    const { position, quote, tickets, vesting } = view;
    const { symbol } = desk;
    const amount = (units: bigint) => <Amount units={units} decimals={REWARD_DECIMALS} symbol={symbol} />;
    const facts: [ReactNode, ReactNode][] = [
        ['Worth', amount(quote.value)],
        ['Backs', <Backs key="b" view={view} />],
        ['Lock', <Lock key="l" view={view} />],
        [
            'Voting weight',
            <span key="v">
                {amount(quote.votingWeight)} ({vesting ? 'none while it vests' : formatMultiplier(view.multiplierBps)})
            </span>,
        ],
        [
            'To claim',
            <span key="p" className="pending" data-testid="pending">
                {amount(quote.pending)}
            </span>,
        ],
        [
            'A year, projected',
            <Yearly key="y" yearly={quote.yearly.reward > 0n ? quote.yearly : null} symbol={symbol} />,
        ],
        ['Claimed so far', amount(position.data.claimed)],
    ];
    return (
        <Card
            title={`Position ${position.data.id}`}
            actions={
                <span className="row">
                    {vesting && <Badge tone="info">vesting</Badge>}
                    {view.voting && <Badge tone="warn">held by a vote</Badge>}
                    {view.leaving && <Badge tone="warn">{view.left ? 'free to go' : 'leaving'}</Badge>}
                    <Address address={position.address} explorer />
                </span>
            }
        >
            <Facts items={facts} />
            {vesting && <Vesting view={view} symbol={symbol} />}
            {view.voting && (
                <p className="small muted">
                    A vote holds it for another <Countdown until={quote.votesUntil} />: until then it cannot be
                    unstaked, split, merged or given away. Withdrawing the vote sets it free.
                </p>
            )}
            {(view.locked || view.releasing) && (
                <p className="small muted">
                    {view.locked
                        ? 'To unstake, release the lock and wait until it has ended.'
                        : 'It can be unstaked when its lock has ended.'}
                </p>
            )}
            {tickets.map((ticket) => (
                <TicketRow key={ticket.address} ticket={ticket} view={view} desk={desk} />
            ))}
            <PositionActions view={view} desk={desk} />
        </Card>
    );
}

function Backs({ view }: { view: PositionView }) {
    const { operator, leaving, left, position } = view;
    const name = useOperatorName();
    if (!operator) return <>nobody: it earns nothing</>;
    const link = (
        <Address address={operator.address} name={name(operator.address)} to={`/providers/${operator.address}`} />
    );
    if (!leaving) return link;
    return (
        <span>
            {link}, leaving:{' '}
            {left ? 'free to back another one' : <Countdown until={position.data.leavingUntil} prefix="free in " />}
        </span>
    );
}

function Lock({ view }: { view: PositionView }) {
    const { locked, releasing, position, multiplierBps } = view;
    const { lockSeconds, lockEndsAt } = position.data;
    if (locked)
        return <>{`${daysOf(lockSeconds)} days from when it is released, weighs ${formatMultiplier(multiplierBps)}`}</>;
    if (releasing) return <Countdown until={lockEndsAt} prefix="ends in " />;
    return <>none</>;
}

function Vesting({ view, symbol }: { view: PositionView; symbol: string }) {
    const { amount, start, cliff, end } = view.position.data.vesting;
    return (
        <p className="small muted">
            <Amount units={amount} decimals={REWARD_DECIMALS} symbol={symbol} /> are released evenly from{' '}
            {dateOf(start)} to {dateOf(end)}, nothing before {dateOf(cliff)};{' '}
            <Amount units={view.quote.unreleased} decimals={REWARD_DECIMALS} symbol={symbol} /> are not released yet.
            What vests earns and backs operators; it does not vote, and cannot be locked, added to, split, merged or
            given away.
        </p>
    );
}
