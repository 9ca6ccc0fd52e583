import { useId, useState, type FormEvent } from 'react';
import { Button, Dialog, Note } from '../../components';
import { offers } from '../../features/stake/operators';
import { OperatorPicker, SLASHING } from '../../features/stake/OperatorPicker';
import type { Desk } from './desk';
import { backRequest } from './requests';
import type { PositionView } from './view';

export function BackDialog({ view, desk, close }: { view: PositionView; desk: Desk; close(): void }) {
    const form = useId();
    const { position, quote, locked } = view;
    const lockSeconds = locked ? position.data.lockSeconds : 0;
    const choices = offers(desk.quotes, desk.snapshot, { amount: quote.value, lockSeconds, now: desk.now });
    const [selected, setSelected] = useState('');
    const chosen = choices.find(({ operator, refusal }) => operator.address === selected && !refusal);
    const submit = (event: FormEvent) => {
        event.preventDefault();
        if (!chosen) return;
        close();
        void desk.transact(backRequest(desk.at, desk.snapshot.pool, position, chosen.operator));
    };
    return (
        <Dialog
            title="Back an operator"
            open
            onClose={close}
            foot={
                <Button type="submit" kind="primary" form={form} disabled={!chosen}>
                    Review
                </Button>
            }
        >
            <form id={form} className="stack" onSubmit={submit}>
                <p>The whole position backs one operator. Sorted by what it would earn in a year, projected.</p>
                <OperatorPicker legend="Operator" offers={choices} selected={selected} onSelect={setSelected} />
                <Note tone="warn" title="What can be lost">
                    <p>{SLASHING}</p>
                </Note>
            </form>
        </Dialog>
    );
}
