import { AmountError, formatAmount, parseAmount } from '@assay/client';
import { useState, type ReactNode } from 'react';
import { Button } from './Button';
import { Field } from './Field';

export interface ReadAmount {
    /** Base units; missing while the text is empty or wrong. */
    units?: bigint;
    error?: string;
}

/** What a text says in base units, or the sentence that says why it says nothing. An empty text is no error. */
export function readAmount(text: string, decimals: number, limits: { min?: bigint; max?: bigint } = {}): ReadAmount {
    try {
        const units = parseAmount(text, decimals);
        const { min, max } = limits;
        if (max !== undefined && units > max) {
            return { error: `That is more than the ${formatAmount(max, decimals, { group: true })} there is.` };
        }
        if (min !== undefined && units < min) {
            return { error: `The least is ${formatAmount(min, decimals, { group: true })}.` };
        }
        return { units };
    } catch (error) {
        if (!(error instanceof AmountError)) throw error;
        return error.kind === 'empty' ? {} : { error: error.message };
    }
}

export interface AmountField extends ReadAmount {
    text: string;
    setText(text: string): void;
    decimals: number;
}

/** The state of an amount that somebody types. */
export function useAmountField(decimals: number, limits: { min?: bigint; max?: bigint } = {}): AmountField {
    const [text, setText] = useState('');
    return { text, setText, decimals, ...readAmount(text, decimals, limits) };
}

interface TokenInputProps {
    label: ReactNode;
    field: AmountField;
    symbol: string;
    /** What there is of it: shown, and what the button fills in unless `max` says less. */
    balance?: bigint;
    max?: bigint;
    hint?: ReactNode;
    /** A reason of the page's own; the field's comes first. */
    error?: string;
    disabled?: boolean;
    /** Something in place of the symbol, such as a choice of tokens. */
    token?: ReactNode;
}

export function TokenInput({ label, field, symbol, balance, max, hint, error, disabled, token }: TokenInputProps) {
    const most = max ?? balance;
    const shown =
        balance === undefined ? undefined : `${formatAmount(balance, field.decimals, { group: true })} ${symbol}`;
    return (
        <Field
            label={label}
            error={field.error ?? error}
            hint={
                (hint || shown) && (
                    <>
                        {shown && <span>Balance: {shown}. </span>}
                        {hint}
                    </>
                )
            }
        >
            {(ids) => (
                <div className="input-group">
                    <input
                        {...ids}
                        className="input"
                        inputMode="decimal"
                        autoComplete="off"
                        spellCheck={false}
                        placeholder="0"
                        value={field.text}
                        disabled={disabled}
                        onChange={(event) => field.setText(event.target.value)}
                    />
                    {most !== undefined && (
                        <Button
                            small
                            kind="quiet"
                            disabled={disabled || most <= 0n}
                            onClick={() => field.setText(formatAmount(most, field.decimals))}
                        >
                            Max
                        </Button>
                    )}
                    {token ?? <span className="muted">{symbol}</span>}
                </div>
            )}
        </Field>
    );
}
