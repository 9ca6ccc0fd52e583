import { formatAmount, proposalTitle } from '@assay/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Button, Card, Empty, Note, Skeleton } from '../../components';
import { useClusterKey, useConnection } from '../../cluster';
import { Described } from '../../features/governance/Described';
import { useProposer, useRealmRules } from '../../features/governance/hooks';
import type { ProposalState, RealmState } from '../../features/governance/read';
import { Simulation } from '../../features/governance/Simulation';
import { stagedBytes } from '../../features/governance/staged';
import {
    buildAction,
    FormErrors,
    KIND_NAMES,
    KINDS,
    type ActionForm,
    type ActionKind,
    type Built,
} from '../../features/governance/templates';
import { useTransactAll, type Done } from '../../features/governance/useTransactAll';
import { unstagedOf } from '@assay/client/actions/governor';
import { useQuotes, type Quotes } from '../../quotes';
import { ActionEditor } from './ActionEditor';
import { Requirements } from './Requirements';
import { instructionsOf } from './send';
import { TextCard, titleError, uriError } from './TextCard';
import { useForms } from './useForms';
import { useScene, type WholeScene } from './useScene';

type Outcome = { built: Built } | { errors: Record<string, string> };

/** What the forms make of themselves, again whenever one of them or the chain changes. */
function useOutcomes(actions: readonly ActionForm[], scene: WholeScene | undefined): Outcome[] | undefined {
    const cluster = useClusterKey();
    const slot =
        scene &&
        `${scene.now} ${scene.wallet} ${scene.state.realm.slot} ${scene.markets.map((one) => one.slot).join()}`;
    const { data } = useQuery({
        queryKey: ['chain', cluster, 'propose', actions, slot],
        enabled: scene !== undefined,
        queryFn: () => Promise.all(actions.map((form) => outcomeOf(form, scene!))),
        placeholderData: (before) => (before?.length === actions.length ? before : undefined),
        retry: false,
    });
    return data;
}

async function outcomeOf(form: ActionForm, scene: WholeScene): Promise<Outcome> {
    try {
        return { built: await buildAction(form, scene) };
    } catch (error) {
        if (error instanceof FormErrors) return { errors: error.errors };
        return { errors: { form: error instanceof Error ? error.message : String(error) } };
    }
}

export function Editor({ state, draft }: { state: RealmState; draft?: ProposalState }) {
    const forms = useForms();
    const scene = useScene(state);
    const outcomes = useOutcomes(forms.actions, scene);
    const { data: quotes } = useQuotes();
    const rules = useRealmRules(state);
    const { best } = useProposer(state);
    if (!scene || !quotes) return <Skeleton lines={8} />;
    const built = (outcomes ?? []).flatMap((one) => ('built' in one ? [one.built] : []));
    const ready = outcomes !== undefined && built.length === forms.actions.length;
    return (
        <div className="split">
            <div className="stack">
                {draft ? (
                    <Card title={proposalTitle(draft.proposal.data)}>
                        <p>{`Its title and text are on chain already, and ${draft.actions.length} of its actions. What you add here comes behind them.`}</p>
                    </Card>
                ) : (
                    <TextCard forms={forms} />
                )}
                {forms.actions.map((form, at) => {
                    const outcome = outcomes?.[at];
                    return (
                        <div key={form.id} className="stack-tight">
                            <ActionEditor
                                form={form}
                                number={at + 1 + (draft?.actions.length ?? 0)}
                                scene={scene}
                                errors={outcome && 'errors' in outcome ? shown(form, outcome.errors) : {}}
                                onChange={(values) => forms.setAction(form.id, values)}
                                onRemove={() => forms.remove(form.id)}
                            />
                        </div>
                    );
                })}
                <AddAction full={forms.actions.length + (draft?.actions.length ?? 0) >= 10} onAdd={forms.add} />
            </div>
            <div className="stack">
                <Preview built={built} quotes={quotes} scene={scene} />
                <Requirements
                    state={state}
                    threshold={rules?.threshold}
                    weight={best?.weight}
                    hasPosition={best !== null}
                />
                {best && (
                    <SendButtons
                        {...{
                            forms,
                            state,
                            draft,
                            best,
                            quotes,
                            built,
                            ready,
                            enough: rules !== undefined && best.weight >= rules.threshold,
                        }}
                    />
                )}
            </div>
        </div>
    );
}

/** What nobody has typed yet is not called wrong. */
function shown(form: ActionForm, errors: Record<string, string>): Record<string, string> {
    return Object.fromEntries(Object.entries(errors).filter(([field]) => field === 'form' || form.values[field]));
}

function AddAction({ full, onAdd }: { full: boolean; onAdd(kind: ActionKind): void }) {
    const [kind, setKind] = useState<ActionKind>('market');
    if (full) return <p className="muted">A proposal has at most 10 actions.</p>;
    return (
        <div className="row">
            <select
                className="select"
                style={{ width: 'auto', maxWidth: '100%' }}
                aria-label="Kind of action"
                value={kind}
                onChange={(event) => setKind(event.target.value as ActionKind)}
            >
                {KINDS.map((name) => (
                    <option key={name} value={name}>
                        {KIND_NAMES[name]}
                    </option>
                ))}
            </select>
            <Button onClick={() => onAdd(kind)}>Add action</Button>
        </div>
    );
}

function Preview({ built, quotes, scene }: { built: Built[]; quotes: Quotes; scene: WholeScene }) {
    return (
        <Card title="What it would do">
            {built.length === 0 && <Empty title="No action yet">Without actions it is a decision in words.</Empty>}
            {built.map(({ instruction }, at) => (
                <Described key={at} described={quotes.governor.describe({ bytes: stagedBytes(quotes, instruction) })} />
            ))}
            {built.length > 0 && (
                <Simulation
                    quotes={quotes}
                    payer={scene.wallet}
                    title="Run now, it would change"
                    actions={built.map(({ instruction, before }) => ({ voted: unstagedOf(instruction), before }))}
                />
            )}
        </Card>
    );
}

interface SendProps {
    forms: ReturnType<typeof useForms>;
    state: RealmState;
    draft?: ProposalState;
    best: NonNullable<ReturnType<typeof useProposer>['best']>;
    quotes: Quotes;
    built: Built[];
    ready: boolean;
    enough: boolean;
}

function SendButtons({ forms, state, draft, best, quotes, built, ready, enough }: SendProps) {
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
            confirmLabel: submit ? 'Propose' : 'Create draft',
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
