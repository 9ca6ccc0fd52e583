import type { Address } from '@solana/kit';
import { useEffect } from 'react';
import { Field } from '../../components';
import { useDeployment, useToken } from '../../cluster';
import { useBalances } from '../../wallet/balances';

interface TextFieldProps {
    label: string;
    value: string;
    hint?: string;
    error?: string;
    mono?: boolean;
    decimal?: boolean;
    maxLength?: number;
    onChange(text: string): void;
}

export function TextField({ label, value, hint, error, mono, decimal, maxLength, onChange }: TextFieldProps) {
    return (
        <Field label={label} hint={hint} error={error}>
            {(ids) => (
                <input
                    {...ids}
                    className={mono ? 'input mono' : 'input'}
                    inputMode={decimal ? 'decimal' : undefined}
                    autoComplete="off"
                    spellCheck={false}
                    maxLength={maxLength}
                    value={value}
                    onChange={(event) => onChange(event.target.value)}
                />
            )}
        </Field>
    );
}

interface SelectProps {
    label: string;
    value: string;
    options: { value: string; label: string }[];
    error?: string;
    onChange(value: string): void;
}

export function Select({ label, value, options, error, onChange }: SelectProps) {
    return (
        <Field label={label} error={error}>
            {(ids) => (
                <select {...ids} className="select" value={value} onChange={(event) => onChange(event.target.value)}>
                    {options.map((option) => (
                        <option key={option.value} value={option.value}>
                            {option.label}
                        </option>
                    ))}
                </select>
            )}
        </Field>
    );
}

interface TokenSelectProps extends Omit<SelectProps, 'options'> {
    sol?: boolean;
    treasury: Address;
}

/** What the treasury has, and the reward token. */
export function TokenSelect({ sol, treasury, value, ...rest }: TokenSelectProps) {
    const { rewardMint } = useDeployment();
    const { data } = useBalances(treasury);
    const token = useToken();
    const mints = [
        ...new Set<string>([...(sol ? ['SOL'] : []), rewardMint, ...(data?.tokens ?? []).map(({ mint }) => mint)]),
    ];
    const first = mints[0]!;
    const { onChange } = rest;
    useEffect(() => {
        if (value === '') onChange(first);
    }, [value, first, onChange]);
    return (
        <Select {...rest} value={value} options={mints.map((mint) => ({ value: mint, label: token(mint).symbol }))} />
    );
}
