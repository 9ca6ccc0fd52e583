import { formatAmount } from '@assay/client';
import { Field } from '../../components';
import { useToken } from '../../cluster';
import { PAUSES, pauseTarget, presentMask } from '../../features/governance/templates';
import type { EditorProps } from './ActionEditor';
import { Select, TextField, TokenSelect } from './inputs';

function useSet({ form, onChange }: EditorProps) {
    return (name: string) => (text: string) => onChange({ ...form.values, [name]: text });
}

export function Pay(props: EditorProps) {
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

export function Withdraw(props: EditorProps) {
    const { form, errors, scene } = props;
    const { treasury } = scene.state.pool.data;
    return (
        <TextField
            label="Amount"
            value={form.values['amount'] ?? ''}
            hint={`At most ${formatAmount(treasury, scene.decimals.reward, { group: true })}, and more with every epoch. Put it before what pays out of it.`}
            error={errors['amount']}
            decimal
            onChange={useSet(props)('amount')}
        />
    );
}

export function Stream(props: EditorProps) {
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

export function CancelStream(props: EditorProps) {
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

export function Guardian(props: EditorProps) {
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

export function Pause(props: EditorProps) {
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
