import { deploymentOf, deploymentText, type Cluster, type Deployment } from '@assay/client';
import { readStored, store } from '../storage';
import { expectedGenesis } from './choice';
import type { LocalConfig } from './local';

const keyOf = (cluster: Cluster) => `deployment ${cluster.rpcUrl}`;

/** Read once for all parts of a page that ask. */
let last: { text: string; deployment: Deployment | undefined } | undefined;

/** What was found on this cluster before, if it is still known to be the same chain. */
export function keptDeployment(cluster: Cluster, local: LocalConfig | null): Deployment | undefined {
    const text = readStored(keyOf(cluster));
    if (text === undefined) return undefined;
    if (last?.text !== text) last = { text, deployment: deploymentOf(text) };
    const genesis = expectedGenesis(cluster, local);
    return genesis !== undefined && last.deployment?.genesisHash === genesis ? last.deployment : undefined;
}

export function keepDeployment(cluster: Cluster, deployment: Deployment): Deployment {
    store(keyOf(cluster), deploymentText(deployment));
    return deployment;
}
