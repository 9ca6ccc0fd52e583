import { Button, Field } from '../../components';
import { fieldText } from '../../features/governance/units';
import { limitsText, specId, valueOf, type ParamSpec } from '../../features/governance/params';
import {
    KIND_NAMES,
    paramSubject,
    PAUSES,
    pauseTarget,
    presentMask,
    type ActionForm,
} from '../../features/governance/templates';
import { useToken } from '../../cluster';
import { Select, TextField, TokenSelect } from './inputs';
import type { WholeScene } from './useScene';

interface EditorProps {
    form: ActionForm;
    number: number;
    scene: WholeScene;
    errors: Record<string, string>;
    onChange(values: Record<string, string>): void;
    onRemove(): void;
}

export function ActionEditor(props: EditorProps) {
    const { form, number, errors, onRemove } = props;
    return (
        <fieldset className="card" style={{ margin: 0 }}>
            <legend className="visually-hidden">{`Action ${number}: ${KIND_NAMES[form.kind]}`}</legend>
            <div className="row-between">
                <strong>{`Action ${number}: ${KIND_NAMES[form.kind]}`}</strong>
                <Button small kind="quiet" onClick={onRemove} aria-label={`Remove action ${number}`}>
                    Remove
                </Button>
            </div>
            <Body {...props} />
            {errors['form'] && (
                <p className="field-error" role="alert">
                    {errors['form']}
                </p>
            )}
        </fieldset>
    );
}

function Body(props: EditorProps) {
    switch (props.form.kind) {
        case 'pay':
            return <Pay {...props} />;
        case 'stream':
            return <Stream {...props} />;
        case 'cancel-stream':
            return <CancelStream {...props} />;
        case 'guardian':
            return <Guardian {...props} />;
        case 'pause':
            return <Pause {...props} />;
        default:
            return <Params {...props} />;
    }
}

const FIRST = 4;

function Params({ form, scene, errors, onChange }: EditorProps) {
    const token = useToken();
    const subject = paramSubject(form, scene);
    if (!subject) return <p>There is nothing of this kind on this cluster.</p>;
    const { specs, present, decimals } = subject;
    const set = (name: string, text: string) => onChange({ ...form.values, [name]: text });
    const markets = scene.markets.map(({ address, data }) => ({
        value: address as string,
        label: `paid in ${token(data.paymentMint).symbol}`,
    }));
    const tiers = scene.tiers.map(({ address, data }) => ({ value: address as string, label: `tier ${data.index}` }));
    const options = form.kind === 'market' ? markets : form.kind === 'tier' ? tiers : [];
    const field = (spec: ParamSpec) => {
        const id = specId(spec);
        const now = fieldText(spec.unit, valueOf(present, spec), decimals);
        const text = form.values[id] ?? now;
        const unit =
            spec.unit === 'bps' ? ', %' : spec.unit === 'sol' ? ', SOL' : spec.unit === 'hours' ? ', hours' : '';
        const hint = `${limitsText(spec, decimals)}${text.trim() === now ? '' : ` Now ${now}.`}`;
        return (
            <TextField
                key={id}
                label={`${spec.label}${unit}`}
                value={text}
                hint={hint}
                error={errors[id]}
                onChange={(next) => set(id, next)}
            />
        );
    };
    return (
        <>
            {options.length > 1 && (
                <Select
                    label={form.kind === 'market' ? 'Market' : 'Tier'}
                    value={form.values['target'] ?? options[0]!.value}
                    options={options}
                    onChange={(target) => onChange({ target })}
                />
            )}
            <div className="columns">{specs.slice(0, FIRST).map(field)}</div>
            {specs.length > FIRST && (
                <details>
                    <summary>{`${specs.length - FIRST} more`}</summary>
                    <div className="columns">{specs.slice(FIRST).map(field)}</div>
                </details>
            )}
        </>
    );
}

function useSet({ form, onChange }: EditorProps) {
    return (name: string) => (text: string) => onChange({ ...form.values, [name]: text });
}

function Pay(props: EditorProps) {
    const { form, errors, scene } = props;
    const set = useSet(props);
    return (
        <div className="columns">
            <TokenSelect
                label="Of"
                sol
                treasury={scene.state.governance.treasury}
                value={form.values['of'] ?? 'SOL'}
                error={errors['of']}
                onChange={set('of')}
            />
            <TextField
                label="Amount"
                value={form.values['amount'] ?? ''}
                error={errors['amount']}
                decimal
                onChange={set('amount')}
            />
            <TextField
                label="To"
                mono
                hint="An address of a wallet."
                value={form.values['to'] ?? ''}
                error={errors['to']}
                onChange={set('to')}
            />
        </div>
    );
}

function Stream(props: EditorProps) {
    const { form, errors, scene } = props;
    const set = useSet(props);
    const value = (name: string) => form.values[name] ?? '';
    return (
        <div className="columns">
            <TokenSelect
                label="Of"
                treasury={scene.state.governance.treasury}
                value={value('of')}
                error={errors['of']}
                onChange={set('of')}
            />
            <TextField
                label="Amount"
                value={value('amount')}
                error={errors['amount']}
                decimal
                onChange={set('amount')}
            />
            <TextField
                label="To"
                mono
                hint="An address of a wallet."
                value={value('to')}
                error={errors['to']}
                onChange={set('to')}
            />
            <TextField
                label="Starts in"
                hint="Empty: at once. Counted from now, not from the execution."
                value={value('start')}
                error={errors['start']}
                onChange={set('start')}
            />
            <TextField
                label="Nothing is released before (cliff)"
                hint="After the start; empty for none."
                value={value('cliff')}
                error={errors['cliff']}
                onChange={set('cliff')}
            />
            <TextField
                label="All of it is released after"
                hint="From the start, such as 180 d."
                value={value('length')}
                error={errors['length']}
                onChange={set('length')}
            />
        </div>
    );
}

function CancelStream(props: EditorProps) {
    const { form, errors, scene } = props;
    const token = useToken();
    const set = useSet(props);
    const options = scene.streams.map(({ data }) => ({
        value: `${data.id} ${data.mint}`,
        label: `${data.id}: ${token(data.mint).symbol} to ${data.recipient}`,
    }));
    if (options.length === 0) return <p>There are no streams to end.</p>;
    return (
        <Select
            label="Stream"
            value={form.values['target'] ?? ''}
            error={errors['target']}
            options={[{ value: '', label: 'Choose' }, ...options]}
            onChange={set('target')}
        />
    );
}

function Guardian(props: EditorProps) {
    const { form, errors } = props;
    const set = useSet(props);
    const none = form.values['none'] === 'yes';
    return (
        <>
            <label className="row">
                <input
                    type="checkbox"
                    checked={none}
                    onChange={(event) => set('none')(event.target.checked ? 'yes' : '')}
                />
                Nobody may veto
            </label>
            {!none && (
                <div className="columns">
                    <TextField
                        label="Guardian"
                        mono
                        value={form.values['guardian'] ?? ''}
                        error={errors['guardian']}
                        onChange={set('guardian')}
                    />
                    <TextField
                        label="Term"
                        hint="Counted from now; at most 365 d."
                        value={form.values['term'] ?? ''}
                        error={errors['term']}
                        onChange={set('term')}
                    />
                </div>
            )}
        </>
    );
}

function Pause(props: EditorProps) {
    const { form, scene } = props;
    const token = useToken();
    const { kind } = pauseTarget(form.values);
    const mask = form.values['mask'] === undefined ? presentMask(form.values, scene) : Number(form.values['mask']);
    const options = [
        { value: 'pool', label: 'Stake pool' },
        ...scene.markets.map(({ address, data }) => ({
            value: `market ${address}`,
            label: `Market paid in ${token(data.paymentMint).symbol}`,
        })),
        ...scene.tiers.map(({ address, data }) => ({ value: `tier ${address}`, label: `AMM tier ${data.index}` })),
    ];
    return (
        <>
            <Select
                label="Of"
                value={form.values['target'] ?? 'pool'}
                options={options}
                onChange={(target) => props.onChange({ target })}
            />
            <Field label="Paused" hint="Exits cannot be paused: what is in can always be taken out.">
                {(ids) => (
                    <div {...ids} role="group" aria-label="Paused" aria-invalid={undefined} className="row">
                        {PAUSES[kind].map(([name, bit]) => (
                            <label key={bit} className="row" style={{ gap: 'var(--space-1)' }}>
                                <input
                                    type="checkbox"
                                    checked={(mask & bit) !== 0}
                                    onChange={() => props.onChange({ ...form.values, mask: String(mask ^ bit) })}
                                />
                                {name}
                            </label>
                        ))}
                    </div>
                )}
            </Field>
        </>
    );
}
