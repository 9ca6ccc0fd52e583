import { toHex } from '@assay/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocalConfig } from '../../cluster';
import type { Model } from '../../features/jobs/models';
import { checkAt, checkChosen, readSpec } from '../../features/jobs/background';
import {
    difference,
    fileError,
    FILES,
    uploadLocal,
    type Checked,
    type Chosen,
    type FileName,
} from '../../features/jobs/upload';

/** Content that providers can fetch and that is checked. */
export interface Content extends Checked {
    uri: string;
}

/** Reads and checks what is under a base URI. */
export function useContentAt(uri: string | undefined) {
    return useQuery({
        queryKey: ['content', uri],
        enabled: !!uri,
        staleTime: Infinity,
        queryFn: async ({ signal }): Promise<Content> => ({ ...(await checkAt(uri!, signal)), uri: uri! }),
    });
}

export const modelUri = (model: Model) => `${window.location.origin}${model.path}`;

export interface Upload {
    files: Chosen;
    choose(name: FileName, file: File | undefined): void;
    checked?: Checked;
    error?: unknown;
    checking: boolean;
    /** Puts them on the local server. */
    publish?: () => Promise<string>;
    /** What is at a URI, compared with them. */
    compare(there: Checked): string | undefined;
}

/** Files of this machine: checked as soon as they are chosen. */
export function useUpload(): Upload {
    const local = useLocalConfig();
    const [files, setFiles] = useState<Chosen>({});
    const stamp = (name: FileName) => `${files[name]?.name} ${files[name]?.size} ${files[name]?.lastModified}`;
    const fits = (name: FileName) => files[name] !== undefined && !fileError(name, files[name].size);
    const specFile = files['spec.bin'];
    // By itself as soon as it is there, so that a malformed one is told before more is asked for.
    const spec = useQuery({
        queryKey: ['upload', stamp('spec.bin')],
        enabled: fits('spec.bin'),
        gcTime: 0,
        staleTime: Infinity,
        queryFn: ({ signal }) => readSpec(specFile!, signal),
    });
    const complete = fits('inputs.safetensors') && (spec.data?.weights.length === 0 || fits('weights.safetensors'));
    const query = useQuery({
        queryKey: ['upload', ...FILES.map(stamp)],
        enabled: spec.data !== undefined && complete,
        gcTime: 0,
        staleTime: Infinity,
        queryFn: async ({ signal }) => ({ checked: await checkChosen(files, signal), files }),
    });
    return {
        files,
        choose: (name, file) => setFiles((now) => ({ ...now, [name]: file })),
        checked: query.data?.checked,
        error: spec.error ?? query.error ?? undefined,
        checking: spec.isFetching || query.isFetching,
        publish:
            local && query.data ? () => uploadLocal(query.data.files, randomId(), window.location.origin) : undefined,
        compare: (there) => query.data && difference(query.data.checked, there),
    };
}

function randomId(): string {
    return toHex(crypto.getRandomValues(new Uint8Array(16)));
}
