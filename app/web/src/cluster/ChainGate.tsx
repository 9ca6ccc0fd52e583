import { WrongCluster } from '@assay/client';
import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from '../components/Button';
import { Empty, ErrorNote, Note, Skeleton } from '../components/Notes';
import { useCluster } from './ClusterProvider';
import { usePulse, type Pulse } from './pulse';
import { useDeploymentQuery } from './queries';

/** Shows pages once the cluster is the right one and the suite is found on it; explains what is wrong otherwise. */
export function ChainGate({ children }: { children: ReactNode }) {
    const { cluster, localConfig, choose } = useCluster();
    const pulse = usePulse();
    const { data, error, refetch } = useDeploymentQuery();
    const failed = useRef(false);
    useEffect(() => {
        failed.current = error !== null;
    }, [error]);
    useEffect(() => {
        // The chain came back: what could not be read is read now, once.
        if (pulse.state === 'up' && failed.current) void refetch();
    }, [pulse.state, refetch]);
    if (pulse.state === 'other-chain') return <OtherChain pulse={pulse} />;
    if (data) return children;
    if (error instanceof WrongCluster) {
        return (
            <Note tone="warn" title="Assay is not on this cluster">
                <p>{error.message}</p>
                <p>
                    The app reads {cluster.rpcUrl}. Choose another cluster at the top of the page, or deploy the
                    programs there with <code>cargo xtask deploy --url {cluster.rpcUrl}</code>.
                </p>
                <div className="row">
                    {localConfig && cluster.name !== 'local' && (
                        <Button small onClick={() => choose({ name: 'local' })}>
                            Use the local chain
                        </Button>
                    )}
                    <Button small onClick={() => void refetch()}>
                        Look again
                    </Button>
                </div>
            </Note>
        );
    }
    if (error && pulse.state === 'down') {
        return (
            <Empty title="Waiting for the chain">
                The page appears as soon as {cluster.rpcUrl} answers. You can choose another cluster at the top.
            </Empty>
        );
    }
    if (error) {
        return <ErrorNote title="The chain could not be read" error={error} retry={() => void refetch()} />;
    }
    return <Skeleton lines={6} />;
}

function OtherChain({ pulse }: { pulse: Pulse }) {
    const { cluster } = useCluster();
    return (
        <Note tone="bad" title="Another chain answers">
            <p>
                {cluster.rpcUrl} used to be the chain with the genesis hash {pulse.expected}; now {pulse.genesis}{' '}
                answers. Nothing is shown or signed until this is clear.
            </p>
            {cluster.name === 'custom' ? (
                <>
                    <p>If you started a new chain there, go on with it. If not, check the URL.</p>
                    <div>
                        <Button small onClick={pulse.accept}>
                            Go on with the new chain
                        </Button>
                    </div>
                </>
            ) : (
                <>
                    <p>
                        {cluster.name === 'local'
                            ? 'The local chain was probably started again: load the page again.'
                            : 'The URL leads to something that is not devnet: check the network and any proxy.'}
                    </p>
                    <div>
                        <Button small onClick={() => window.location.reload()}>
                            Load the page again
                        </Button>
                    </div>
                </>
            )}
        </Note>
    );
}
