import { openDB, type DBSchema } from 'idb';

interface Seeds extends DBSchema {
    seeds: { key: string; value: Uint8Array };
}

const open = () => openDB<Seeds>('assay-seeds', 1, { upgrade: (database) => void database.createObjectStore('seeds') });

const keyOf = (genesis: string, job: string) => `${genesis} ${job}`;

/** Keeps the seed of a job for its draw. It must be kept before the job is posted: the chain has only its hash. */
export async function keepSeed(genesis: string, job: string, seed: Uint8Array): Promise<void> {
    await (await open()).put('seeds', seed, keyOf(genesis, job));
}

export async function seedOf(genesis: string, job: string): Promise<Uint8Array | undefined> {
    return (await open()).get('seeds', keyOf(genesis, job));
}
