import { connect, type Cluster, type Connection } from '@assay/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { Skeleton } from '../components/Notes';
import { readChoice, resolveChoice, storeChoice, type Choice } from './choice';
import { readLocalConfig, type LocalConfig } from './local';
import { PulseProvider } from './pulse';

interface ClusterState {
    cluster: Cluster;
    connection: Connection;
    /** Null unless the app is served by the local chain's server. */
    localConfig: LocalConfig | null;
    choose(choice: Choice): void;
}

const ClusterContext = createContext<ClusterState | undefined>(undefined);

export function ClusterProvider({ children }: { children: ReactNode }) {
    const { data: localConfig } = useQuery({
        queryKey: ['local-config'],
        queryFn: readLocalConfig,
        staleTime: Infinity,
        gcTime: Infinity,
    });
    if (localConfig === undefined) return <Skeleton lines={1} label="Starting" />;
    return <Chosen localConfig={localConfig}>{children}</Chosen>;
}

function Chosen({ localConfig, children }: { localConfig: LocalConfig | null; children: ReactNode }) {
    const queries = useQueryClient();
    const [choice, setChoice] = useState(readChoice);
    const { name, rpcUrl, wsUrl } = resolveChoice(choice, localConfig);
    const choose = useCallback(
        (next: Choice) => {
            storeChoice(next);
            // What was read on one chain must never be shown as another's.
            queries.removeQueries({ queryKey: ['chain'] });
            setChoice(next);
        },
        [queries],
    );
    const state = useMemo(() => {
        const cluster = { name, rpcUrl, wsUrl };
        return { cluster, connection: connect(cluster), localConfig, choose };
    }, [name, rpcUrl, wsUrl, localConfig, choose]);
    return (
        <ClusterContext value={state}>
            <PulseProvider>{children}</PulseProvider>
        </ClusterContext>
    );
}

export function useCluster(): ClusterState {
    const state = useContext(ClusterContext);
    if (!state) throw new Error('useCluster is used outside of ClusterProvider.');
    return state;
}

export const useConnection = (): Connection => useCluster().connection;

export const useLocalConfig = (): LocalConfig | null => useCluster().localConfig;

/** Tells what was read on one cluster from what was read on another, in keys of caches. */
export function useClusterKey(): string {
    return useCluster().cluster.rpcUrl;
}
