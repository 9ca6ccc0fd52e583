import type { amm } from '@assay/client';
import { Field } from '../../components';
import { percent } from '../../features/amm/texts';
import type { CreateForm, ReadLaunch } from './create';

interface LaunchFieldsProps {
    form: CreateForm;
    change(change: Partial<CreateForm>): void;
    errors: ReadLaunch['errors'];
    fees: amm.Fees;
}

/** When the pool opens, and what protects its first days. */
export function LaunchFields({ form, change, errors, fees }: LaunchFieldsProps) {
    const text = (name: 'launchHours' | 'launchFee' | 'launchCap', label: string, hint: string) => (
        <Field label={label} hint={hint} error={errors[name]}>
            {(ids) => (
                <input
                    {...ids}
                    className="input"
                    inputMode="decimal"
                    autoComplete="off"
                    placeholder="none"
                    value={form[name]}
                    onChange={(event) => change({ [name]: event.target.value })}
                />
            )}
        </Field>
    );
    return (
        <details className="settings">
            <summary>Launch and creator’s share</summary>
            <div className="stack-tight" style={{ paddingTop: 8 }}>
                <Field label="Opens for trading" hint="Empty: at once." error={errors.opens}>
                    {(ids) => (
                        <input
                            {...ids}
                            className="input"
                            type="datetime-local"
                            value={form.opens}
                            onChange={(event) => change({ opens: event.target.value })}
                        />
                    )}
                </Field>
                {text('launchHours', 'Launch, hours', `Up to ${fees.launchHours} in this tier. Empty: no launch.`)}
                {text(
                    'launchFee',
                    'Fee at its start, percent',
                    `It falls evenly to the tier’s ${percent(fees.feeBps)}; up to ${percent(fees.launchBps)}.`,
                )}
                {text(
                    'launchCap',
                    'Most that leaves a reserve in one slot, percent',
                    'Keeps bots from emptying it at once. Empty: no bound.',
                )}
                <label className="check">
                    <input
                        type="checkbox"
                        checked={form.creatorShare}
                        onChange={(event) => change({ creatorShare: event.target.checked })}
                    />
                    <span>Give me the creator’s share of the fees, {percent(fees.creatorBps)} of them.</span>
                </label>
            </div>
        </details>
    );
}
