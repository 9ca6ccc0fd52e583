import { useMutation, useQuery, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useChainTime, useCluster, useInvalidateChain, usePulse } from '../cluster';
import { askFaucet, moveClock, readCheat, setCheat } from '../cluster/local';
import { Button } from '../components/Button';
import { Dialog } from '../components/Dialog';
import { Field } from '../components/Field';
import { ErrorNote } from '../components/Notes';
import { useWallet } from '../wallet';

/** What only a local chain allows: tokens for nothing, moving the clock, a provider that cheats. */
export function LocalTools() {
    const { cluster, localConfig } = useCluster();
    const { genesis } = usePulse();
    const [open, setOpen] = useState(false);
    if (!localConfig || cluster.name !== 'local' || (genesis && genesis !== localConfig.genesisHash)) return null;
    return (
        <>
            <Button onClick={() => setOpen(true)} aria-label="Tools of the local chain" className="local-tools">
                Tools
            </Button>
            <Dialog title="Local chain" open={open} onClose={() => setOpen(false)}>
                <p className="muted">These work only on the local chain that serves this page.</p>
                <Faucet />
                <Clock />
                <Cheat />
            </Dialog>
        </>
    );
}

/** Asks the local server, and has everything read again. */
function useLocalAction<T>(act: (value: T) => Promise<void>) {
    const invalidate = useInvalidateChain();
    const pulse = usePulse();
    return useMutation({
        mutationFn: act,
        onSuccess: async () => {
            await Promise.all([pulse.again(), invalidate()]);
        },
    });
}

/** How an action went, where it was asked for: what lies behind a dialog is not read out. */
function Said({
    action,
    done,
    failed,
}: {
    action: Pick<UseMutationResult, 'isPending' | 'isSuccess' | 'error'>;
    done: string;
    failed: string;
}) {
    return (
        <>
            <p role="status" className="small">
                {action.isPending ? 'Asking the local server…' : action.isSuccess ? done : ''}
            </p>
            {action.error && <ErrorNote title={failed} error={action.error} />}
        </>
    );
}

function Faucet() {
    const { address } = useWallet();
    const faucet = useLocalAction(askFaucet);
    return (
        <div className="stack-tight">
            <h3>Tokens</h3>
            <div className="row">
                <Button disabled={!address || faucet.isPending} onClick={() => address && faucet.mutate(address)}>
                    Get tokens
                </Button>
                <span className="muted small">
                    {address ? '10 SOL, 1,000 reward tokens and 1,000 local dollars' : 'Connect a wallet first'}
                </span>
            </div>
            <Said action={faucet} done="Tokens arrived." failed="No tokens came" />
        </div>
    );
}

const steps: [label: string, seconds: bigint][] = [
    ['+10 min', 600n],
    ['+1 h', 3_600n],
    ['+1 day', 86_400n],
];

function Clock() {
    const now = useChainTime();
    const clock = useLocalAction(moveClock);
    const [until, setUntil] = useState('');
    const target = until === '' ? undefined : BigInt(Math.floor(new Date(until).getTime() / 1000) || 0);
    const past = target !== undefined && now !== undefined && target <= now;
    const shown = now === undefined ? '…' : new Date(Number(now) * 1000).toLocaleString();
    return (
        <div className="stack-tight">
            <h3>Clock</h3>
            <p className="small">The chain says {shown}. It moves forward only.</p>
            <div className="row">
                {steps.map(([label, seconds]) => (
                    <Button
                        key={label}
                        small
                        disabled={now === undefined || clock.isPending}
                        onClick={() => now !== undefined && clock.mutate(now + seconds)}
                    >
                        {label}
                    </Button>
                ))}
            </div>
            <Field label="Move it to" error={past ? 'That is over already by the clock of the chain.' : undefined}>
                {(ids) => (
                    <div className="row">
                        <input
                            {...ids}
                            className="input"
                            style={{ width: 'auto' }}
                            type="datetime-local"
                            step="1"
                            value={until}
                            onChange={(event) => setUntil(event.target.value)}
                        />
                        <Button
                            small
                            disabled={!target || past || clock.isPending}
                            onClick={() => target && clock.mutate(target)}
                        >
                            Move
                        </Button>
                    </div>
                )}
            </Field>
            <Said action={clock} done="The clock was moved." failed="The clock was not moved" />
        </div>
    );
}

function Cheat() {
    const queries = useQueryClient();
    const { data: on } = useQuery({ queryKey: ['local-cheat'], queryFn: readCheat });
    const cheat = useLocalAction(async (next: boolean) => {
        await setCheat(next);
        queries.setQueryData(['local-cheat'], next);
    });
    return (
        <div className="stack-tight">
            <h3>A provider that cheats</h3>
            <label className="check">
                <input
                    type="checkbox"
                    role="switch"
                    checked={on ?? false}
                    disabled={on === undefined || cheat.isPending}
                    onChange={(event) => cheat.mutate(event.target.checked)}
                />
                Let a provider cheat: it changes one number of each result
            </label>
            <Said action={cheat} done="The providers changed places." failed="The providers did not change places" />
        </div>
    );
}
