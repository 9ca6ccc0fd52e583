import { formatAmount, REWARD_DECIMALS } from '@assay/client';
import { useId, useState, type FormEvent } from 'react';
import { Button, Dialog, Field } from '../../components';
import type { Desk } from './desk';
import { mergeRequest } from './requests';
import { mergeable, type PositionView } from './view';

export function MergeDialog({ view, desk, close }: { view: PositionView; desk: Desk; close(): void }) {
    const form = useId();
    const others = mergeable(desk.views, view, desk.now);
    const [selected, setSelected] = useState<string>(others[0]?.position.address ?? '');
    const from = others.find(({ position }) => position.address === selected);
    const submit = (event: FormEvent) => {
        event.preventDefault();
        if (!from) return;
        close();
        void desk.transact(mergeRequest(desk.at, view.position, from.position));
    };
    return (
        <Dialog
            title={`Merge into position ${view.position.data.id}`}
            open
            onClose={close}
            foot={
                <Button type="submit" kind="primary" form={form} disabled={!from}>
                    Review
                </Button>
            }
        >
            <form id={form} className="stack" onSubmit={submit}>
                <Field
                    label="Position that goes into it"
                    hint="Only those with the same operator, no open ticket and no longer lock can."
                >
                    {(ids) => (
                        <select
                            {...ids}
                            className="select"
                            value={selected}
                            onChange={(event) => setSelected(event.target.value)}
                        >
                            {others.map(({ position, quote }) => (
                                <option key={position.address} value={position.address}>
                                    {`${position.data.id}, worth ${formatAmount(quote.value, REWARD_DECIMALS, { group: true })} ${desk.symbol}`}
                                </option>
                            ))}
                        </select>
                    )}
                </Field>
            </form>
        </Dialog>
    );
}
