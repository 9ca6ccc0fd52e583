export { ChainGate } from './ChainGate';
export { ClusterProvider, useCluster, useClusterKey, useConnection, useLocalConfig } from './ClusterProvider';
export { ConnectionBanner } from './ConnectionBanner';
export { useChainQuery, useDeployment, useDeploymentQuery, useInvalidateChain } from './queries';
export { useAtChainTime, useChainTime, usePulse } from './pulse';
export { useExplorer } from './explorer';
export { useOperatorName, useToken, useTokens, type Token } from './tokens';
export type { LocalConfig } from './local';
