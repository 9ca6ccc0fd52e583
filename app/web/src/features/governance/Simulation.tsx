import { formatAmount } from '@assay/client';
import type { Address as Key } from '@solana/kit';
import { useQuery } from '@tanstack/react-query';
import { Address, ErrorNote, Note, Skeleton } from '../../components';
import { useClusterKey, useConnection, useToken } from '../../cluster';
import type { Quotes } from '../../quotes';
import { useWallet } from '../../wallet';
import { simulate, type Action, type Run } from './simulate';
import { stagedBytes } from './staged';
import { instructionOf } from '@assay/client/actions/governor';
import { useDecimals } from './useDecimals';
import { hex } from './text';
import { accountWords } from './words';

interface SimulationProps {
    quotes: Quotes;
    treasury: Key;
    /** Pays in the simulation when no wallet is connected. */
    payer: Key;
    actions: readonly Action[];
    title: string;
}

/** Runs actions with the treasury's signature, as executing them would, and tells what differs afterwards. */
export function Simulation({ quotes, treasury, payer, actions, title }: SimulationProps) {
    const connection = useConnection();
    const cluster = useClusterKey();
    const { address } = useWallet();
    const decimals = useDecimals();
    const from = (address as Key | undefined) ?? payer;
    const keys = actions.map(
        ({ voted, before }) => hex(stagedBytes(quotes, instructionOf(voted))) + (before?.length ?? 0),
    );
    const { data, error, refetch, isFetching } = useQuery({
        queryKey: ['chain', cluster, 'governor', 'simulation', from, keys],
        queryFn: () => simulate(connection, quotes, from, actions, decimals),
        retry: false,
    });
    return (
        <section className="stack-tight" aria-label={title}>
            <h3>{title}</h3>
            {error && <ErrorNote title="The simulation could not be run" error={error} retry={() => void refetch()} />}
            {!data && !error && <Skeleton lines={2} label="Simulating" />}
            {data && !data.together && (
                <p className="small muted">The actions do not fit into one transaction; each by itself:</p>
            )}
            {data?.runs.map((run, at) => (
                <RunView key={at} run={run} faded={isFetching} treasury={treasury} />
            ))}
        </section>
    );
}

function RunView({ run, faded, treasury }: { run: Run; faded: boolean; treasury: Key }) {
    const token = useToken();
    if (run.failure) {
        return (
            <Note tone="bad" title="As things stand, it would be refused">
                <p>{run.failure.sentence}</p>
                {run.failure.hint && <p>{run.failure.hint}</p>}
            </Note>
        );
    }
    if (run.effects.length === 0 && run.changes.length === 0) return <p>Nothing would change.</p>;
    return (
        <div className="stack-tight" aria-busy={faded}>
            {run.effects.map((effect) => (
                <div key={`${effect.account} ${effect.mint}`} className="row-between small">
                    <span>
                        {effect.owner === treasury ? 'The treasury' : <Address address={effect.owner} />}{' '}
                        {effect.delta < 0n ? 'pays' : 'gets'}
                    </span>
                    <span>{`${formatAmount(effect.delta, effect.decimals, { group: true, sign: true })} ${token(effect.mint).symbol}`}</span>
                </div>
            ))}
            {run.changes.map((change) => (
                <div key={change.account} className="stack-tight">
                    <span className="small muted">
                        {accountWords(change.what)} <Address address={change.account} explorer />
                    </span>
                    <dl className="facts small">
                        {change.fields.map(({ label, before, after }) => (
                            <div key={label} style={{ display: 'contents' }}>
                                <dt>{label}</dt>
                                <dd>
                                    {before} → <strong>{after}</strong>
                                </dd>
                            </div>
                        ))}
                    </dl>
                </div>
            ))}
        </div>
    );
}
