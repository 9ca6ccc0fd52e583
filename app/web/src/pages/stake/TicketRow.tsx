import { REWARD_DECIMALS } from '@assay/client';
import { Amount, Button, Countdown } from '../../components';
import { operatorOf, type Ticket } from '../../features/stake/snapshot';
import type { Desk } from './desk';
import { cancelRequest, withdrawRequest } from './requests';
import type { PositionView } from './view';

/** Stake on its way out. Without a view it was taken out of a position that is somebody else's by now. */
export function TicketRow({ ticket, view, desk }: { ticket: Ticket; view?: PositionView; desk: Desk }) {
    const { at, transact, owner, quotes, snapshot, now, symbol } = desk;
    const operator = operatorOf(snapshot, ticket)?.raw;
    const { value, released, releaseAt } = quotes.stake.ticket({ ticket: ticket.raw, operator, now });
    // A ticket is for the backing that it came from: once the position left, there is nothing to put it back into.
    const canCancel = view && view.position.data.operator === ticket.data.operator;
    return (
        <div className="ticket row-between">
            <span>
                <strong>
                    <Amount units={value} decimals={REWARD_DECIMALS} symbol={symbol} />
                </strong>{' '}
                {released ? (
                    'can be withdrawn'
                ) : (
                    <Countdown until={releaseAt} prefix="can be withdrawn in " over="can be withdrawn" />
                )}
            </span>
            <span className="row">
                {canCancel && (
                    <Button small onClick={() => void transact(cancelRequest(at, view.position, ticket))}>
                        Put back
                    </Button>
                )}
                <Button small disabled={!released} onClick={() => void transact(withdrawRequest(at, owner, ticket))}>
                    Withdraw
                </Button>
            </span>
        </div>
    );
}
