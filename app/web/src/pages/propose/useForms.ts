import { useCallback, useMemo } from 'react';
import { useDraft } from '../../components/useDraft';
import { KINDS, type ActionForm, type ActionKind } from '../../features/governance/templates';

const EMPTY = { title: '', text: '', uri: '', actions: [] as ActionForm[] };

const isForm = (value: unknown): value is ActionForm => {
    const form = value as Partial<ActionForm> | null;
    return typeof form?.id === 'string' && KINDS.includes(form.kind as ActionKind) && typeof form.values === 'object';
};

/** What is typed of a proposal, kept over errors and reloads until it is on chain. */
export function useForms() {
    const { value, change, clear } = useDraft('propose', EMPTY);
    const actions = useMemo(() => (Array.isArray(value.actions) ? value.actions.filter(isForm) : []), [value.actions]);
    const setAction = useCallback(
        (id: string, values: Record<string, string>) =>
            change({ actions: actions.map((form) => (form.id === id ? { ...form, values } : form)) }),
        [change, actions],
    );
    const add = (kind: ActionKind) => {
        const [short] = crypto.getRandomValues(new Uint32Array(1));
        // A stream's id is typed by people, so it is short.
        change({
            actions: [
                ...actions,
                { id: crypto.randomUUID(), kind, values: kind === 'stream' ? { id: String(short) } : {} },
            ],
        });
    };
    const remove = (id: string) => change({ actions: actions.filter((form) => form.id !== id) });
    return { ...value, actions, change, clear, setAction, add, remove };
}

export type Forms = ReturnType<typeof useForms>;
