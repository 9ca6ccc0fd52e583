import { useState } from 'react';
import { Button } from '../../components';
import { BackDialog } from './BackDialog';
import type { Desk } from './desk';
import { AmountDialog } from './AmountDialog';
import { LockDialog } from './LockDialog';
import { MergeDialog } from './MergeDialog';
import { TransferDialog } from './TransferDialog';
import {
    addRequest,
    claimRequest,
    closeRequest,
    compoundRequest,
    endLeaveRequest,
    leaveRequest,
    releaseRequest,
    splitRequest,
    unstakeRequest,
} from './requests';
import { newId } from '@assay/client/actions/stake';
import { mergeable, releasedOf, type PositionView } from './view';

type Asking = 'add' | 'lock' | 'back' | 'unstake' | 'split' | 'merge' | 'transfer';

export function PositionActions({ view, desk }: { view: PositionView; desk: Desk }) {
    const [asking, setAsking] = useState<Asking>();
    const close = () => setAsking(undefined);
    const ask = (what: Asking) => () => setAsking(what);
    return (
        <>
            <div className="row" role="group" aria-label={`Actions of position ${view.position.data.id}`}>
                <Rewards view={view} desk={desk} />
                <Backing view={view} desk={desk} onBack={ask('back')} />
                <Locking view={view} desk={desk} onLock={ask('lock')} />
                <Moving view={view} desk={desk} ask={ask} />
            </div>
            <Asked asking={asking} view={view} desk={desk} close={close} />
        </>
    );
}

interface Part {
    view: PositionView;
    desk: Desk;
}

function Rewards({ view, desk }: Part) {
    const { position, quote, leaving } = view;
    const { at, transact } = desk;
    if (quote.pending === 0n) return null;
    return (
        <>
            <Button small kind="primary" onClick={() => void transact(claimRequest(at, position, quote.pending))}>
                Claim
            </Button>
            {!leaving && (
                <Button small onClick={() => void transact(compoundRequest(at, position, quote.pending))}>
                    Add rewards to stake
                </Button>
            )}
        </>
    );
}

function Backing({ view, desk, onBack }: Part & { onBack(): void }) {
    const { position, operator, leaving, left, quote } = view;
    const { at, transact, snapshot } = desk;
    if (!operator) {
        return quote.value > 0n ? (
            <Button small onClick={onBack}>
                Back an operator
            </Button>
        ) : null;
    }
    return (
        <>
            {!leaving && (
                <Button
                    small
                    onClick={() => void transact(leaveRequest(at, snapshot.pool, position, operator.address))}
                >
                    Leave the operator
                </Button>
            )}
            {leaving && left && (
                <Button small onClick={onBack}>
                    Back another operator
                </Button>
            )}
            {left && (
                <Button small onClick={() => void transact(endLeaveRequest(at, position, operator.address))}>
                    Back nobody
                </Button>
            )}
        </>
    );
}

function Locking({ view, desk, onLock }: Part & { onLock(): void }) {
    const { position, vesting, locked, voting } = view;
    const { at, transact, now } = desk;
    if (vesting) return null;
    return (
        <>
            <Button small onClick={onLock}>
                {locked ? 'Lock for longer' : 'Lock'}
            </Button>
            {locked && (
                <Button small disabled={voting} onClick={() => void transact(releaseRequest(at, position, now))}>
                    Release the lock
                </Button>
            )}
        </>
    );
}

function Moving({ view, desk, ask }: Part & { ask(what: Asking): () => void }) {
    const { position, vesting, voting, locked, releasing, quote, leaving, empty } = view;
    const { transact, views, now } = desk;
    const others = mergeable(views, view, now);
    return (
        <>
            {!vesting && !leaving && (
                <Button small onClick={ask('add')}>
                    Add
                </Button>
            )}
            {quote.value > 0n && (
                <Button
                    small
                    disabled={locked || releasing || voting || releasedOf(view) === 0n}
                    title={locked ? 'Release the lock first' : vesting ? 'What is released can be unstaked' : undefined}
                    onClick={ask('unstake')}
                >
                    Unstake
                </Button>
            )}
            {!vesting && quote.value > 1n && (
                <Button small disabled={voting} onClick={ask('split')}>
                    Split
                </Button>
            )}
            {others.length > 0 && (
                <Button small disabled={voting} onClick={ask('merge')}>
                    Merge
                </Button>
            )}
            {!vesting && (
                <Button small disabled={voting} onClick={ask('transfer')}>
                    Give away
                </Button>
            )}
            {empty && (
                <Button small onClick={() => void transact(closeRequest(position))}>
                    Close
                </Button>
            )}
        </>
    );
}

function Asked({ asking, view, desk, close }: Part & { asking?: Asking; close(): void }) {
    const { position, quote } = view;
    const { at, snapshot, balance } = desk;
    const { pool } = snapshot;
    const shared = { view, desk, close };
    switch (asking) {
        case 'add':
            return (
                <AmountDialog
                    {...shared}
                    title="Add to the position"
                    label="Amount to add"
                    name="add"
                    max={balance}
                    request={(amount) => addRequest(at, pool, position, amount)}
                />
            );
        case 'unstake':
            return (
                <AmountDialog
                    {...shared}
                    title="Unstake"
                    label="Amount to unstake"
                    name="unstake"
                    max={releasedOf(view)}
                    request={(amount) => unstakeRequest(at, position, newId(), amount, quote.releaseAt)}
                />
            );
        case 'split':
            return (
                <AmountDialog
                    {...shared}
                    title="Split the position"
                    label="Amount for the new position"
                    name="split"
                    max={quote.value - 1n}
                    request={(amount) => splitRequest(at, position, newId(), amount)}
                />
            );
        case 'lock':
            return <LockDialog {...shared} />;
        case 'back':
            return <BackDialog {...shared} />;
        case 'merge':
            return <MergeDialog {...shared} />;
        case 'transfer':
            return <TransferDialog {...shared} />;
        default:
            return null;
    }
}
