import { formatAmount } from '@assay/client';
import { useNavigate } from 'react-router';
import { Button, Note } from '../../components';
import { useConnection } from '../../cluster';
import type { useProposer } from '../../features/governance/hooks';
import type { ProposalState, RealmState } from '../../features/governance/read';
import type { Built } from '../../features/governance/templates';
import { useTransactAll, type Done } from '../../features/governance/useTransactAll';
import type { Quotes } from '../../quotes';
import { instructionsOf } from './send';
import { titleError, uriError } from './TextCard';
import type { Forms } from './useForms';

interface SendProps {
    forms: Forms;
    state: RealmState;
    draft?: ProposalState;
    best: NonNullable<ReturnType<typeof useProposer>['best']>;
    quotes: Quotes;
    built: Built[];
    ready: boolean;
    enough: boolean;
}

export function SendButtons({ forms, state, draft, best, quotes, built, ready, enough }: SendProps) {
    const connection = useConnection();
    const transactAll = useTransactAll();
    const navigate = useNavigate();
    const wrong = draft ? undefined : (titleError(forms.title) ?? uriError(forms.uri));
    const blocked = !ready || !enough || wrong !== undefined || (draft !== undefined && built.length === 0);
    const { deposit } = state.realm.data.params;
    const send = async (submit: boolean) => {
        const { title, text, uri } = forms;
        const done = await transactAll({
            title: draft
                ? `Add to draft ${draft.proposal.data.number}`
                : submit
                  ? 'Propose and begin the vote'
                  : 'Create a draft',
            build: () =>
                instructionsOf({ connection, quotes, state, best: best.it, title, text, uri, built, draft, submit }),
            notes: notesOf(draft === undefined, submit, deposit),
            confirmLabel: submit ? 'Propose' : draft ? 'Add to the draft' : 'Create draft',
        });
        const number = draft?.proposal.data.number ?? numberIn(done);
        if (number === undefined) return;
        if (done.all) {
            forms.clear();
            void navigate(`/governance/${number}`);
        } else if (done.receipts.length > 0) {
            forms.change({ actions: forms.actions.slice(addedIn(done)) });
            void navigate(`/governance/new?draft=${number}`);
        }
    };
    return (
        <div className="stack-tight">
            <Button kind="primary" wide disabled={blocked} onClick={() => void send(true)}>
                {draft ? 'Add and begin the vote' : 'Propose and begin the vote'}
            </Button>
            <Button wide disabled={blocked} onClick={() => void send(false)}>
                {draft ? 'Add to the draft' : 'Create a draft only'}
            </Button>
            {!ready && forms.actions.length > 0 && (
                <Note>
                    <p>An action is not complete; what is missing stands at its fields.</p>
                </Note>
            )}
            {wrong && <p className="small muted">{wrong}</p>}
        </div>
    );
}

function notesOf(fresh: boolean, submit: boolean, deposit: bigint): string[] {
    const sol = `${formatAmount(deposit, 9)} SOL`;
    const notes = fresh
        ? [
              `A deposit of ${sol} is held by the proposal. It comes back once it is over, unless its vote misses the quorum or is vetoed.`,
          ]
        : [];
    notes.push(
        submit
            ? 'Nothing of it can be changed from now on: title, text and actions are what is voted on.'
            : 'A draft can be gone on with, submitted or cancelled; cancelling pays the deposit back.',
    );
    notes.push('The rent of its accounts comes back when they are closed.');
    return notes;
}

const eventsOf = (done: Done) => done.receipts.flatMap((receipt) => receipt.events);

function numberIn(done: Done): bigint | undefined {
    const created = eventsOf(done).find(({ program, name }) => program === 'governor' && name === 'ProposalCreated');
    return (created?.data as { number?: bigint } | undefined)?.number;
}

const addedIn = (done: Done): number =>
    eventsOf(done).filter(({ program, name }) => program === 'governor' && name === 'ActionAdded').length;
