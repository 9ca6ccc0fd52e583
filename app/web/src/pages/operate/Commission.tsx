import { formatBps, formatDuration } from '@assay/client';
import { setCommission } from '@assay/client/actions/operator';
import type { FormEvent } from 'react';
import { Button, Card, Countdown, Field, useDraft } from '../../components';
import { readCommission } from '../../features/operators/profile';
import { useTransact } from '../../transactions';
import type { OwnProps } from './Manage';

const EMPTY = { percent: '' };

export function Commission({ wallet, pool, row, snapshot }: OwnProps) {
    const draft = useDraft('operate.commission', EMPTY);
    const transact = useTransact();
    const { maxCommissionBps, commissionStepBps, commissionDelaySeconds } = snapshot.pool.data;
    const backed = row.operator.data.backing.shares > 0n;
    const { bps, next } = row.commission;
    const read = readCommission(draft.value.percent, {
        current: bps,
        highest: maxCommissionBps,
        step: commissionStepBps,
        backed,
    });
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        const wanted = read.bps;
        if (wanted === undefined) return;
        const receipt = await transact({
            title: `Commission of ${formatBps(wanted)}`,
            build: async () => [await setCommission(pool, wallet, wanted)],
            notes: [
                backed
                    ? `It is announced now and in force after ${formatDuration(commissionDelaySeconds)}, so that backers can leave before.`
                    : 'Nobody backs you yet, so it is in force at once.',
            ],
        });
        if (receipt) draft.clear();
    };
    return (
        <Card title="Commission">
            <p>
                {formatBps(bps)} of what your backers earn is yours.
                {next && (
                    <>
                        {' '}
                        {formatBps(next.bps)} in <Countdown until={next.at} />.
                    </>
                )}
            </p>
            <form className="stack-tight" onSubmit={(event) => void submit(event)} noValidate>
                <Field
                    label="New commission, percent"
                    error={read.error}
                    hint={`At most ${formatBps(maxCommissionBps)}. While somebody backs you it rises by ${formatBps(commissionStepBps)} at one time, ${formatDuration(commissionDelaySeconds)} after it was announced.`}
                >
                    {(ids) => (
                        <input
                            {...ids}
                            className="input"
                            inputMode="decimal"
                            autoComplete="off"
                            value={draft.value.percent}
                            onChange={(event) => draft.change({ percent: event.target.value })}
                        />
                    )}
                </Field>
                <div>
                    <Button type="submit" disabled={read.bps === undefined}>
                        Announce
                    </Button>
                </div>
            </form>
        </Card>
    );
}
