import { Field, type Draft } from '../../components';
import type { ProfileErrors, ProfileText } from '../../features/operators/profile';
import { regions } from '../../features/operators/region';

interface ProfileFieldsProps {
    draft: Pick<Draft<ProfileText>, 'value' | 'change'>;
    errors: ProfileErrors;
    /** The token that prices are in. */
    symbol: string;
}

/** Everything of a profile but the role, which never changes. */
export function ProfileFields({ draft: { value, change }, errors, symbol }: ProfileFieldsProps) {
    const text = (name: keyof ProfileText) => ({
        className: 'input',
        autoComplete: 'off',
        spellCheck: false,
        value: value[name],
        onChange: (event: { target: { value: string } }) => change({ [name]: event.target.value }),
    });
    return (
        <>
            <Field
                label="Agent address"
                error={errors.agent}
                hint="The public address of the daemon's key. Its secret stays on your machine."
            >
                {(ids) => <input {...ids} {...text('agent')} />}
            </Field>
            <Field
                label="Endpoint"
                error={errors.endpoint}
                hint="Where clients and verifiers reach the daemon. At most 96 bytes, public on chain."
            >
                {(ids) => <input {...ids} {...text('endpoint')} inputMode="url" placeholder="https://gpu.example" />}
            </Field>
            <Field
                label={`Price floor, ${symbol} a job`}
                error={errors.priceFloor}
                hint="The daemon takes no job below it. Clients see it before they post."
            >
                {(ids) => <input {...ids} {...text('priceFloor')} inputMode="decimal" />}
            </Field>
            <div className="columns">
                <Field label="Capacity, jobs at one time" error={errors.capacity}>
                    {(ids) => <input {...ids} {...text('capacity')} inputMode="numeric" />}
                </Field>
                <Field label="Region" hint="As you say it; nobody checks.">
                    {(ids) => (
                        <select
                            {...ids}
                            className="select"
                            value={value.region}
                            onChange={(event) => change({ region: event.target.value })}
                        >
                            <option value="0">Rather not say</option>
                            {regions().map(({ code, name }) => (
                                <option key={code} value={String(code)}>
                                    {name}
                                </option>
                            ))}
                        </select>
                    )}
                </Field>
            </div>
        </>
    );
}
