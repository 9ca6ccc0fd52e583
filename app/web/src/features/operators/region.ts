// Regions as operators write them: ISO 3166-1 numeric. The browser knows the codes and their names.

export interface Region {
    code: number;
    name: string;
}

const names = new Intl.DisplayNames(['en'], { type: 'region' });

/** The two letters of a numeric code; undefined for one that no region has. */
function letters(code: number): string | undefined {
    const [locale] = Intl.getCanonicalLocales(`und-${String(code).padStart(3, '0')}`);
    const region = locale?.slice(4);
    // Codes from AA and from QM to ZZ belong to users, who mean something else by each.
    return region && /^[A-Z]{2}$/.test(region) && !/^(AA|Q[M-Z]|X[A-J]|X[L-Z]|Z[Z])$/.test(region) ? region : undefined;
}

export function regionName(code: number): string {
    if (code === 0) return 'not said';
    const region = code > 999 ? undefined : letters(code);
    return (region && names.of(region)) ?? `region ${code}`;
}

let known: Region[] | undefined;

/** Every region once, by name. */
export function regions(): Region[] {
    known ??= allRegions();
    return known;
}

function allRegions(): Region[] {
    const byName = new Map<string, Region>();
    for (let code = 1; code < 900; code += 1) {
        const region = letters(code);
        const name = region && names.of(region);
        // A state that changed its number has two; the one it has now is not told from the other, so the lower stays.
        if (name && name !== region && !byName.has(name)) byName.set(name, { code, name });
    }
    return [...byName.values()].sort((one, other) => one.name.localeCompare(other.name));
}
