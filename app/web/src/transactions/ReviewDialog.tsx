import { Button } from '../components/Button';
import { CopyButton } from '../components/CopyButton';
import { Dialog } from '../components/Dialog';
import { Note, Skeleton } from '../components/Notes';
import { shortAddress } from '../components/shortAddress';
import { useExplorer } from '../cluster';
import { isBusy, type Step, type TransactRequest } from './machine';
import { PlanView } from './PlanView';

interface ReviewDialogProps {
    request: TransactRequest;
    step: Step;
    onConfirm(): void;
    onRetry(): void;
    onClose(): void;
}

/** What a transaction does, before the wallet is asked, and what became of it. */
export function ReviewDialog({ request, step, onConfirm, onRetry, onClose }: ReviewDialogProps) {
    return (
        <Dialog
            title={request.title}
            open
            onClose={onClose}
            closable={!isBusy(step)}
            foot={<Buttons request={request} step={step} onConfirm={onConfirm} onRetry={onRetry} onClose={onClose} />}
        >
            <Body request={request} step={step} />
        </Dialog>
    );
}

function Body({ request, step }: { request: TransactRequest; step: Step }) {
    if (step.at === 'idle' || step.at === 'planning') {
        return <Skeleton lines={4} label="Trying the transaction on the cluster, without signing" />;
    }
    if (step.at === 'failed') {
        return (
            <>
                <Note tone="bad" title={heading(step)}>
                    <p>{step.failure.sentence}</p>
                    {step.failure.hint && <p>{step.failure.hint}</p>}
                </Note>
                {step.signature && <SignatureLink signature={step.signature} />}
            </>
        );
    }
    return (
        <>
            {step.at === 'review' && step.changed && (
                <Note tone="warn" title="It does something else by now">
                    <p>The chain changed since this was shown. Look at it again before you confirm.</p>
                </Note>
            )}
            <PlanView plan={step.plan} notes={notesOf(request)} done={step.at === 'done'} />
            <Progress step={step} />
        </>
    );
}

function notesOf({ notes = [] }: TransactRequest): readonly string[] {
    return typeof notes === 'function' ? notes() : notes;
}

function heading({ failure }: Extract<Step, { at: 'failed' }>): string {
    if (failure.kind === 'rejected') return 'Not signed';
    if (failure.kind === 'expired') return 'It expired; nothing happened';
    if (failure.kind === 'unknown-outcome') return 'It was sent, but nobody can say yet what became of it';
    return 'It did not go through';
}

function Progress({ step }: { step: Step }) {
    return (
        <div role="status" aria-live="polite">
            {step.at === 'checking' && <p>Checking that this is still what it does…</p>}
            {step.at === 'wallet' && <p>Waiting for the wallet. Confirm there.</p>}
            {step.at === 'sent' && <p>Sent. Waiting for the cluster to confirm it…</p>}
            {step.at === 'done' && (
                <Note tone="good" title="Confirmed">
                    <SignatureLink signature={step.receipt.signature} />
                </Note>
            )}
            {step.at === 'sent' && <SignatureLink signature={step.signature} />}
        </div>
    );
}

function SignatureLink({ signature }: { signature: string }) {
    const explorer = useExplorer();
    return (
        <p className="row small">
            Transaction
            <a href={explorer('tx', signature)} target="_blank" rel="noreferrer" className="mono">
                {shortAddress(signature)}
            </a>
            <CopyButton text={signature} label="Copy the signature" />
        </p>
    );
}

function Buttons({ request, step, onConfirm, onRetry, onClose }: ReviewDialogProps) {
    if (step.at === 'done') {
        return (
            <Button kind="primary" onClick={onClose}>
                Close
            </Button>
        );
    }
    // What may have been sent must not be offered again: it could happen twice.
    const again = step.at === 'failed' && step.failure.kind !== 'unknown-outcome';
    const canConfirm = step.at === 'review' && !step.plan.failure;
    return (
        <>
            <Button onClick={onClose} disabled={isBusy(step)}>
                {step.at === 'failed' ? 'Close' : 'Cancel'}
            </Button>
            {again ? (
                <Button kind="primary" onClick={onRetry}>
                    Try again
                </Button>
            ) : (
                step.at !== 'failed' && (
                    <Button kind="primary" onClick={onConfirm} disabled={!canConfirm}>
                        {request.confirmLabel ?? 'Confirm in the wallet'}
                    </Button>
                )
            )}
        </>
    );
}
