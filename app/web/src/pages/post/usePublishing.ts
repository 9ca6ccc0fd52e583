import { useState } from 'react';
import type { Upload } from './useContent';

/** Uploads once at a time, and keeps what went wrong. */
export function usePublishing({ publish }: Upload, onUri: (uri: string) => void) {
    const [running, setRunning] = useState(false);
    const [error, setError] = useState<unknown>();
    const run = async () => {
        if (!publish || running) return;
        setRunning(true);
        setError(undefined);
        try {
            onUri(await publish());
        } catch (thrown) {
            setError(thrown);
        } finally {
            setRunning(false);
        }
    };
    return { run, running, error };
}
