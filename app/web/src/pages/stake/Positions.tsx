import { useState } from 'react';
import { Amount, Button, Card, Empty } from '../../components';
import { REWARD_DECIMALS } from '@assay/client';
import { otherTickets } from '../../features/stake/snapshot';
import type { Desk } from './desk';
import { PositionCard } from './PositionCard';
import { claimAllRequests } from './requests';
import { TicketRow } from './TicketRow';

export function Positions({ desk }: { desk: Desk }) {
    const { views, snapshot } = desk;
    const others = otherTickets(snapshot);
    if (views.length === 0 && others.length === 0) {
        return (
            <Empty title="You have no position yet">
                Stake some tokens with the form, and back an operator with them to earn.
            </Empty>
        );
    }
    return (
        <div className="stack">
            <ClaimAll desk={desk} />
            {views.map((view) => (
                <PositionCard key={view.position.address} view={view} desk={desk} />
            ))}
            {others.length > 0 && (
                <Card title="Tickets of positions that you gave away">
                    {others.map((ticket) => (
                        <TicketRow key={ticket.address} ticket={ticket} desk={desk} />
                    ))}
                </Card>
            )}
        </div>
    );
}

function ClaimAll({ desk }: { desk: Desk }) {
    const [busy, setBusy] = useState(false);
    const due = desk.views.filter(({ quote }) => quote.pending > 0n);
    const total = due.reduce((sum, { quote }) => sum + quote.pending, 0n);
    if (due.length < 2) return null;
    const claim = async () => {
        setBusy(true);
        try {
            const requests = await claimAllRequests(
                desk.at,
                desk.owner,
                due.map(({ position }) => position),
            );
            // One that is refused or rejected ends it: the rest stays claimable.
            for (const request of requests) if (!(await desk.transact(request))) break;
        } finally {
            setBusy(false);
        }
    };
    return (
        <div className="row-between">
            <span>
                <strong>
                    <Amount units={total} decimals={REWARD_DECIMALS} symbol={desk.symbol} />
                </strong>{' '}
                to claim in {due.length} positions
            </span>
            <Button disabled={busy} onClick={() => void claim()}>
                Claim all
            </Button>
        </div>
    );
}
