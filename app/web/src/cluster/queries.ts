import { discover, type Connection, type Deployment } from '@assay/client';
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useCluster, useClusterKey, useConnection } from './ClusterProvider';
import { keptDeployment, keepDeployment } from './deployment';

export interface ChainQueryOptions {
    enabled?: boolean;
    /** Reads again this often; lists that events keep current need none. */
    refetchInterval?: number;
    staleTime?: number;
    /** For long lists whose readers keep what did not change the same object: comparing them costs more than it saves. */
    structuralSharing?: false;
}

/** Something read from the chain, cached per cluster under `key`. */
export function useChainQuery<T>(
    key: readonly unknown[],
    read: (connection: Connection) => Promise<T>,
    options: ChainQueryOptions = {},
): UseQueryResult<T, Error> {
    const cluster = useClusterKey();
    const connection = useConnection();
    return useQuery({ queryKey: ['chain', cluster, ...key], queryFn: () => read(connection), ...options });
}

/** Has queries read again: those whose key begins with `key`, or all of this cluster. */
export function useInvalidateChain(): (key?: readonly unknown[]) => Promise<void> {
    const cluster = useClusterKey();
    const queries = useQueryClient();
    return useCallback(
        (key = []) => queries.invalidateQueries({ queryKey: ['chain', cluster, ...key] }),
        [queries, cluster],
    );
}

/** Where the suite is on this cluster: as the last visit left it until the chain has answered. */
export function useDeploymentQuery(): UseQueryResult<Deployment, Error> {
    const { cluster, connection, localConfig } = useCluster();
    return useQuery({
        queryKey: ['chain', cluster.rpcUrl, 'deployment'],
        queryFn: async () => keepDeployment(cluster, await discover(connection)),
        placeholderData: () => keptDeployment(cluster, localConfig),
        staleTime: Infinity,
    });
}

/** For pages: these are shown only once the deployment is known. */
export function useDeployment(): Deployment {
    const { data } = useDeploymentQuery();
    if (!data) throw new Error('The deployment is not known yet; useDeployment is for pages.');
    return data;
}
