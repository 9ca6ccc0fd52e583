import { fromHex, sameBytes, toHex } from '@assay/client';
import { useQuery } from '@tanstack/react-query';

/** A model that is served beside the app. */
export interface Model {
    name: string;
    title: string;
    description: string;
    path: string;
    /** What a row of its result is. */
    rows?: string;
    /** File with the right answers, one for each row. */
    labels?: string;
    specRoot: string;
}

/** The models of `/models/index.json` that are really served. One that is not is left out. */
export async function readModels(get: (path: string) => Promise<unknown>): Promise<Model[]> {
    const index = (await get('/models/index.json')) as Omit<Model, 'specRoot'>[];
    const found = await Promise.all(
        index.map(async (entry) => {
            const about = (await get(`${entry.path}/model.json`).catch(() => undefined)) as
                { spec_root?: string } | undefined;
            if (!about?.spec_root) return [];
            return [{ ...entry, specRoot: about.spec_root }];
        }),
    );
    return found.flat();
}

async function getJson(path: string): Promise<unknown> {
    const response = await fetch(path);
    // Static hosts answer unknown paths with the app itself.
    if (!response.ok || !response.headers.get('content-type')?.includes('json')) {
        throw new Error(`${path} is not served here (${response.status}).`);
    }
    return response.json();
}

export function useModels() {
    return useQuery({ queryKey: ['models'], queryFn: () => readModels(getJson), staleTime: Infinity });
}

/** The model that a job runs, where it is one that comes with the suite. */
export function modelOf(models: readonly Model[] | undefined, specRoot: ArrayLike<number>): Model | undefined {
    return models?.find((model) => {
        const root = fromHex(model.specRoot);
        return root !== undefined && sameBytes(root, specRoot);
    });
}

/** What a job runs, in few characters. */
export function modelName(
    models: readonly Model[] | undefined,
    specRoot: Iterable<number> & ArrayLike<number>,
): string {
    return modelOf(models, specRoot)?.title ?? `Spec ${toHex(specRoot).slice(0, 8)}`;
}
