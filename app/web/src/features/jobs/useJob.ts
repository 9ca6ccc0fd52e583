import { decodeJob, findJob, fromBase64, type escrow, type Loaded } from '@assay/client';
import type { Address } from '@solana/kit';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useChainQuery, useClusterKey, useConnection } from '../../cluster';
import { useRefreshOn } from '../../events';

/** One job, as it is now: the node tells of changes; events and a slow poll catch what it does not tell. Null for none. */
export function useJob(address: Address) {
    const query = useChainQuery(['job', address], async (connection) => (await findJob(connection, address)) ?? null, {
        refetchInterval: 15_000,
    });
    useSubscription(address);
    useRefreshOn({ programs: ['escrow'], address }, ['job', address]);
    return query;
}

function useSubscription(address: Address): void {
    const connection = useConnection();
    const cluster = useClusterKey();
    const queries = useQueryClient();
    useEffect(() => {
        const stopped = new AbortController();
        const take = (job: Loaded<escrow.Job>) =>
            queries.setQueryData<Loaded<escrow.Job> | null>(['chain', cluster, 'job', address], (known) =>
                known && known.slot > job.slot ? known : job,
            );
        const listen = async () => {
            const config = { commitment: 'confirmed', encoding: 'base64' } as const;
            const pending = connection.subscriptions.accountNotifications(address, config);
            for await (const { context, value } of await pending.subscribe({ abortSignal: stopped.signal })) {
                // A closed account comes as one without data.
                const raw = fromBase64(value.data[0]);
                if (raw.length > 0) take(decodeJob(address, raw, context.slot));
            }
        };
        listen().catch(() => undefined);
        return () => stopped.abort();
    }, [address, connection, cluster, queries]);
}
