import { useCallback, useMemo, useState } from 'react';

/** A draft is kept until it is sent, over errors, refusals and reloads, in this tab only. */
function read<T extends object>(key: string, empty: T): Partial<T> {
    try {
        const stored: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null');
        if (typeof stored !== 'object' || stored === null) return {};
        // What an older version of the app wrote may have other fields.
        const known = Object.entries(stored).filter(([name, value]) => {
            return name in empty && typeof value === typeof empty[name as keyof T];
        });
        return Object.fromEntries(known) as Partial<T>;
    } catch {
        return {};
    }
}

function write(key: string, value: object | undefined): void {
    try {
        if (value === undefined) sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, JSON.stringify(value));
    } catch {
        // Storage is blocked or full: the draft lives as long as the page.
    }
}

export interface Draft<T extends object> {
    value: T;
    change(change: Partial<T>): void;
    clear(): void;
}

/**
 * What somebody typed into a form. Fields are text, numbers and flags. `empty` is what the form shows of fields that nobody
 * changed; it may change, as what is on chain does, but must stay the same object as long as it does not.
 */
export function useDraft<T extends object>(name: string, empty: T): Draft<T> {
    const key = `assay.draft.${name}`;
    const [held, setHeld] = useState(() => ({ key, typed: read(key, empty) }));
    const typed = held.key === key ? held.typed : read(key, empty);
    if (held.key !== key) setHeld({ key, typed });
    const value = useMemo(() => ({ ...empty, ...typed }), [empty, typed]);
    const change = useCallback(
        (part: Partial<T>) =>
            setHeld((now) => {
                const next = { ...now.typed, ...part };
                write(key, next);
                return { key, typed: next };
            }),
        [key],
    );
    const clear = useCallback(() => {
        write(key, undefined);
        setHeld({ key, typed: {} });
    }, [key]);
    return { value, change, clear };
}
