import { formatDuration, isJobOver, listDemands, type escrow, type Loaded } from '@assay/client';
import { ANYONE_PLACE, CLIENT_PLACE, closeDemand, demandLeaf, expireDemand } from '@assay/client/actions/demand';
import { useState } from 'react';
import { Address, Button, Card, Countdown, Field } from '../../components';
import { useChainQuery, useChainTime } from '../../cluster';
import { useRefreshOn } from '../../events';
import { canDemand } from '../../features/jobs/actions';
import { useTransact } from '../../transactions';
import { useWallet } from '../../wallet';
import { wholeNumber } from '../post/draft';
import { useSpec } from './Proof';
import { useAmounts } from './Timeline';

interface DemandsProps {
    job: Loaded<escrow.Job>;
    market: Loaded<escrow.Market>;
}

/** Parts of the result that somebody demanded on chain, and demanding one. */
export function Demands({ job, market }: DemandsProps) {
    const key = ['demands', job.address];
    const { data: demands = [] } = useChainQuery(key, (connection) => listDemands(connection, { job: job.address }));
    useRefreshOn({ programs: ['escrow'], address: job.address }, key);
    const now = useChainTime();
    const open = now !== undefined && canDemand(job.data, now);
    if (demands.length === 0 && !open) return null;
    return (
        <Card title="Demands for data">
            {demands.map((demand) => (
                <DemandLine key={demand.address} demand={demand} job={job} market={market} />
            ))}
            {open && <DemandForm job={job} />}
        </Card>
    );
}

function DemandLine({ demand, job, market }: DemandsProps & { demand: Loaded<escrow.Demand> }) {
    const { address: wallet } = useWallet();
    const transact = useTransact();
    const now = useChainTime();
    const { op, row, leaf, answerLen, answerBy, demander } = demand.data;
    const overdue = now !== undefined && answerLen === 0 && now > answerBy;
    return (
        <div className="stack-tight">
            <p>
                Leaf {leaf} of row {row} of op {op}, by <Address address={demander} />:{' '}
                {answerLen > 0 ? (
                    `answered with ${answerLen} bytes`
                ) : (
                    <Countdown until={answerBy} prefix="to be answered in " over="not answered in time" />
                )}
            </p>
            {overdue && !isJobOver(job.data) && (
                <div>
                    <Button
                        disabled={!wallet}
                        onClick={() =>
                            void transact({
                                title: 'Convict the provider',
                                build: () => expireDemand(market, job, demand, wallet!),
                                notes: [
                                    'The client is refunded, the provider loses its bond, and the reward goes to who demanded.',
                                ],
                            })
                        }
                    >
                        Convict the provider
                    </Button>
                </div>
            )}
            {isJobOver(job.data) && (
                <div>
                    <Button
                        small
                        disabled={!wallet}
                        onClick={() =>
                            void transact({
                                title: 'Close the demand',
                                build: async () => [closeDemand(demand)],
                                notes: ['What is in it goes to who demanded.'],
                            })
                        }
                    >
                        Close the demand
                    </Button>
                </div>
            )}
        </div>
    );
}

function DemandForm({ job }: { job: Loaded<escrow.Job> }) {
    const { address: wallet } = useWallet();
    const transact = useTransact();
    const { sol } = useAmounts(job.data.market);
    const { data: spec } = useSpec(job);
    const [text, setText] = useState({ op: '0', row: '0', leaf: '0' });
    const ops = spec?.parsed.ops.length ?? 65_536;
    const at = {
        op: wholeNumber(text.op, 0, ops - 1),
        row: wholeNumber(text.row, 0, 4_294_967_295),
        leaf: wholeNumber(text.leaf, 0, 4_294_967_295),
    };
    const { answerSeconds, demandBond } = job.data.terms;
    const ready = at.op.value !== undefined && at.row.value !== undefined && at.leaf.value !== undefined;
    const demand = () =>
        transact({
            title: 'Demand a leaf',
            build: async () => {
                const leaf = { op: at.op.value!, row: at.row.value!, leaf: at.leaf.value! };
                const place = wallet === job.data.client ? CLIENT_PLACE : ANYONE_PLACE;
                return [await demandLeaf(job.address, wallet!, leaf, place)];
            },
            notes: [
                `Your bond of ${sol(BigInt(demandBond))} goes to the provider if it answers within ${formatDuration(answerSeconds)}, and comes back to you if it does not: then it can be convicted.`,
                'The job is held up meanwhile. The rent comes back when the job is over.',
            ],
        });
    return (
        <details>
            <summary>Demand a leaf of the result</summary>
            <div className="stack-tight">
                <p className="small muted">
                    If the provider does not serve its data, have it show 256 bytes on chain: it answers within{' '}
                    {formatDuration(answerSeconds)}, or is convicted.
                </p>
                <div className="columns">
                    {(['op', 'row', 'leaf'] as const).map((name) => (
                        <Field
                            key={name}
                            label={{ op: 'Op', row: 'Row', leaf: 'Leaf in the row' }[name]}
                            error={at[name].error}
                        >
                            {(ids) => (
                                <input
                                    {...ids}
                                    className="input"
                                    inputMode="numeric"
                                    value={text[name]}
                                    onChange={(event) => setText((now) => ({ ...now, [name]: event.target.value }))}
                                />
                            )}
                        </Field>
                    ))}
                </div>
                <div>
                    <Button disabled={!wallet || !ready} onClick={() => void demand()}>
                        Demand it for {sol(BigInt(demandBond))}
                    </Button>
                </div>
            </div>
        </details>
    );
}
