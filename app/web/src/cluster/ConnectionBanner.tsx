import { Button } from '../components/Button';
import { useCluster } from './ClusterProvider';
import { usePulse } from './pulse';

/** Says when the chain cannot be read, is slow, or came back. */
export function ConnectionBanner() {
    const { cluster } = useCluster();
    const pulse = usePulse();
    if (pulse.state === 'down') {
        return (
            <div className="banner banner-bad" role="alert">
                <div>
                    <span>
                        {pulse.error?.message ?? `${cluster.rpcUrl} does not answer.`} What you see may be old. Trying
                        again every few seconds.
                    </span>
                    <Button small onClick={() => void pulse.again()}>
                        Try now
                    </Button>
                </div>
            </div>
        );
    }
    if (pulse.state === 'slow') {
        return (
            <div className="banner banner-warn" role="status">
                <div>{cluster.rpcUrl} answers slowly; what you see may be some seconds old.</div>
            </div>
        );
    }
    return null;
}
