import { proposalTitle } from '@assay/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Card, Empty, Skeleton } from '../../components';
import { useClusterKey } from '../../cluster';
import { Described } from '../../features/governance/Described';
import { useProposer, useRealmRules } from '../../features/governance/hooks';
import type { ProposalState, RealmState } from '../../features/governance/read';
import { Simulation } from '../../features/governance/Simulation';
import { stagedBytes, unstaged } from '../../features/governance/staged';
import {
    buildAction,
    FormErrors,
    KIND_NAMES,
    KINDS,
    type ActionForm,
    type ActionKind,
    type Built,
} from '../../features/governance/templates';
import { unstagedOf } from '@assay/client/actions/governor';
import { useQuotes, type Quotes } from '../../quotes';
import { ActionEditor } from './ActionEditor';
import { Requirements } from './Requirements';
import { SendButtons } from './SendButtons';
import { TextCard } from './TextCard';
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
                <Preview built={built} quotes={quotes} scene={scene} draft={draft} />
                <Requirements
                    state={state}
                    paid={draft !== undefined}
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

interface PreviewProps {
    built: Built[];
    quotes: Quotes;
    scene: WholeScene;
    draft?: ProposalState;
}

/** The draft's actions, then what is to be added. */
function Preview({ built, quotes, scene, draft }: PreviewProps) {
    const staged = draft?.actions ?? [];
    const all = [
        ...staged.map(({ bytes }) => ({ voted: unstaged(quotes, bytes) })),
        ...built.map(({ instruction, before }) => ({ voted: unstagedOf(instruction), before })),
    ];
    return (
        <Card title="What it would do">
            {all.length === 0 && <Empty title="No action yet">Without actions it is a decision in words.</Empty>}
            {staged.map(({ index, bytes }) => (
                <Described key={index} described={quotes.governor.describe({ bytes })} />
            ))}
            {built.map(({ instruction }, at) => (
                <Described
                    key={`new ${at}`}
                    described={quotes.governor.describe({ bytes: stagedBytes(quotes, instruction) })}
                />
            ))}
            {all.length > 0 && (
                <Simulation
                    quotes={quotes}
                    treasury={scene.state.governance.treasury}
                    payer={scene.wallet}
                    title="Run now, it would change"
                    actions={all}
                />
            )}
        </Card>
    );
}
