import { useCallback } from 'react';
import { useCluster } from './ClusterProvider';

/** The address of a page of the Solana explorer about something on this cluster. */
export function useExplorer(): (kind: 'tx' | 'address', id: string) => string {
    const { cluster } = useCluster();
    return useCallback(
        (kind, id) => {
            const url = new URL(`https://explorer.solana.com/${kind}/${id}`);
            if (cluster.name === 'devnet') url.searchParams.set('cluster', 'devnet');
            else {
                url.searchParams.set('cluster', 'custom');
                url.searchParams.set('customUrl', cluster.rpcUrl);
            }
            return url.href;
        },
        [cluster],
    );
}
