import { useId, type ReactNode } from 'react';

export interface FieldIds {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean | undefined;
}

interface FieldProps {
    label: ReactNode;
    hint?: ReactNode;
    error?: string;
    /** The control; give it the ids so that label, hint and error belong to it. */
    children: (ids: FieldIds) => ReactNode;
}

export function Field({ label, hint, error, children }: FieldProps) {
    const id = useId();
    const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
    return (
        <div className="field">
            <label htmlFor={id}>{label}</label>
            {children({ id, 'aria-describedby': describedBy, 'aria-invalid': error ? true : undefined })}
            {hint && (
                <div id={`${id}-hint`} className="field-hint">
                    {hint}
                </div>
            )}
            {error && (
                <div id={`${id}-error`} className="field-error" role="alert">
                    {error}
                </div>
            )}
        </div>
    );
}
