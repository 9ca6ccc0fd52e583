import { useId, type FormEvent } from 'react';
import { Button, Dialog } from '../../components';
import { useDraft } from '../../components/useDraft';
import { daysOf, momentOf, readDays } from '../../features/stake/lock';
import { LockField } from '../../features/stake/LockField';
import { formatMultiplier } from '../../features/stake/rates';
import type { Desk } from './desk';
import { lockRequest } from './requests';
import type { PositionView } from './view';

const EMPTY = { days: '' };

export function LockDialog({ view, desk, close }: { view: PositionView; desk: Desk; close(): void }) {
    const form = useId();
    const { position, locked, releasing, quote, multiplierBps } = view;
    const { data } = position;
    const { value, change, clear } = useDraft(`stake.lock.${position.address}`, EMPTY);
    const least = locked ? data.lockSeconds : 0;
    const read = withEnd(readDays(value.days, least), view, desk.now);
    const preview = desk.quotes.stake.preview({
        pool: desk.snapshot.pool.raw,
        amount: quote.value,
        lockSeconds: read.seconds ?? least,
        now: desk.now,
    });
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        if (!read.seconds) return;
        close();
        if (await desk.transact(lockRequest(desk.at, position, read.seconds))) clear();
    };
    return (
        <Dialog
            title={locked ? 'Lock for longer' : 'Lock the position'}
            open
            onClose={close}
            foot={
                <Button type="submit" kind="primary" form={form} disabled={!read.seconds}>
                    Review
                </Button>
            }
        >
            <form id={form} className="stack" onSubmit={(event) => void submit(event)} noValidate>
                {locked && (
                    <p>{`It is locked for ${daysOf(data.lockSeconds)} days and weighs ${formatMultiplier(multiplierBps)}.`}</p>
                )}
                {releasing && (
                    <p>{`Its lock is being released and ends on ${momentOf(data.lockEndsAt)}. A new one must not end before that.`}</p>
                )}
                <LockField
                    text={value.days}
                    onChange={(days) => change({ days })}
                    read={read}
                    multiplierBps={preview.multiplierBps}
                    until={preview.lockedUntil}
                    least={least}
                />
            </form>
        </Dialog>
    );
}

/** A lock that is being released binds until its end: a new one must reach at least that far. */
function withEnd(read: ReturnType<typeof readDays>, { releasing, position }: PositionView, now: bigint) {
    if (!releasing || !read.seconds || now + BigInt(read.seconds) >= position.data.lockEndsAt) return read;
    return {
        error: `It is locked until ${momentOf(position.data.lockEndsAt)} already. Choose a lock that reaches further.`,
    };
}
