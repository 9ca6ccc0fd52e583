// Settings of this browser. Storage that is blocked or full costs the setting, never the page.

export function readStored(key: string): string | undefined {
    try {
        return localStorage.getItem(`assay.${key}`) ?? undefined;
    } catch {
        return undefined;
    }
}

export function store(key: string, value: string | undefined): void {
    try {
        if (value === undefined) localStorage.removeItem(`assay.${key}`);
        else localStorage.setItem(`assay.${key}`, value);
    } catch {
        // Nothing to do: it is asked for again next time.
    }
}
