import { Button } from '../../components';
import { fieldText, valueText } from '../../features/governance/units';
import { limitsText, specId, valueOf, type ParamSpec } from '../../features/governance/params';
import { KIND_NAMES, paramSubject, type ActionForm } from '../../features/governance/templates';
import { useToken } from '../../cluster';
import { Select, TextField } from './inputs';
import { CancelStream, Guardian, Pause, Pay, Stream, Withdraw } from './TreasuryFields';
import type { WholeScene } from './useScene';

export interface EditorProps {
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
            {errors['form'] && <FormError text={errors['form']} begun={Object.keys(form.values).length > 0} />}
        </fieldset>
    );
}

/** What nobody has begun to fill in is not called wrong yet. */
function FormError({ text, begun }: { text: string; begun: boolean }) {
    if (!begun) return <p className="small muted">{text}</p>;
    return (
        <p className="field-error" role="alert">
            {text}
        </p>
    );
}

function Body(props: EditorProps) {
    switch (props.form.kind) {
        case 'pay':
            return <Pay {...props} />;
        case 'withdraw':
            return <Withdraw {...props} />;
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
        const hint = `${limitsText(spec, decimals)}${text.trim() === now ? '' : ` Now ${valueText(spec.unit, valueOf(present, spec), decimals)}.`}`;
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
