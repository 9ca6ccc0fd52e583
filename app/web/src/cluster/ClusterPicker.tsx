import { useState, type FormEvent } from 'react';
import { Button } from '../components/Button';
import { Dialog } from '../components/Dialog';
import { Field } from '../components/Field';
import { customChoice } from './choice';
import { useCluster } from './ClusterProvider';
import { usePulse } from './pulse';

const names = { local: 'Local', devnet: 'Devnet', custom: 'Custom' };

export function ClusterPicker() {
    const { cluster, localConfig, choose } = useCluster();
    const { state } = usePulse();
    const [open, setOpen] = useState(false);
    const pick = (name: 'local' | 'devnet') => {
        choose({ name });
        setOpen(false);
    };
    const tone = state === 'up' ? 'good' : state === 'down' || state === 'other-chain' ? 'bad' : 'warn';
    return (
        <>
            <Button onClick={() => setOpen(true)} aria-label={`Cluster: ${names[cluster.name]}`} title={cluster.rpcUrl}>
                <span className="dot" style={{ color: `var(--${tone})` }} aria-hidden="true" />
                {names[cluster.name]}
            </Button>
            <Dialog title="Cluster" open={open} onClose={() => setOpen(false)}>
                <ul className="menu-list">
                    {localConfig && (
                        <li>
                            <Button aria-pressed={cluster.name === 'local'} onClick={() => pick('local')}>
                                Local chain <span className="muted small">{localConfig.rpcUrl}</span>
                            </Button>
                        </li>
                    )}
                    <li>
                        <Button aria-pressed={cluster.name === 'devnet'} onClick={() => pick('devnet')}>
                            Devnet <span className="muted small">api.devnet.solana.com</span>
                        </Button>
                    </li>
                </ul>
                <CustomCluster onDone={() => setOpen(false)} />
            </Dialog>
        </>
    );
}

function CustomCluster({ onDone }: { onDone(): void }) {
    const { cluster, choose } = useCluster();
    const custom = cluster.name === 'custom' ? cluster : undefined;
    const [rpcUrl, setRpcUrl] = useState(custom?.rpcUrl ?? '');
    const [wsUrl, setWsUrl] = useState(custom?.wsUrl ?? '');
    const [error, setError] = useState<string>();
    const submit = (event: FormEvent) => {
        event.preventDefault();
        try {
            choose(customChoice(rpcUrl, wsUrl));
            onDone();
        } catch (problem) {
            setError(problem instanceof Error ? problem.message : String(problem));
        }
    };
    return (
        <form className="stack-tight" onSubmit={submit} noValidate>
            <Field label="RPC URL of another cluster" error={error}>
                {(ids) => (
                    <input
                        {...ids}
                        className="input"
                        inputMode="url"
                        placeholder="https://…"
                        value={rpcUrl}
                        onChange={(event) => setRpcUrl(event.target.value)}
                    />
                )}
            </Field>
            <Field label="WebSocket URL" hint="Empty: derived from the RPC URL, as the Solana tools do.">
                {(ids) => (
                    <input
                        {...ids}
                        className="input"
                        inputMode="url"
                        placeholder="wss://…"
                        value={wsUrl}
                        onChange={(event) => setWsUrl(event.target.value)}
                    />
                )}
            </Field>
            <div>
                <Button type="submit" kind={custom ? undefined : 'primary'}>
                    Use this cluster
                </Button>
            </div>
        </form>
    );
}
