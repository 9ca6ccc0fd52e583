import { isAddress } from '@solana/kit';
import { useId, type FormEvent } from 'react';
import { Button, Dialog, Field, Note } from '../../components';
import { useDraft } from '../../components/useDraft';
import type { Desk } from './desk';
import { transferRequest } from './requests';
import type { PositionView } from './view';

const EMPTY = { to: '' };

export function TransferDialog({ view, desk, close }: { view: PositionView; desk: Desk; close(): void }) {
    const form = useId();
    const { position, quote } = view;
    const { value, change, clear } = useDraft(`stake.transfer.${position.address}`, EMPTY);
    const to = value.to.trim();
    const error = refusal(to, desk.owner);
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        if (to === '' || error || !isAddress(to)) return;
        close();
        if (await desk.transact(transferRequest(desk.at, position, quote.value, to))) clear();
    };
    return (
        <Dialog
            title={`Give position ${position.data.id} away`}
            open
            onClose={close}
            foot={
                <Button type="submit" kind="danger" form={form} disabled={to === '' || !!error}>
                    Review
                </Button>
            }
        >
            <form id={form} className="stack" onSubmit={(event) => void submit(event)} noValidate>
                <Field label="Wallet that it goes to" error={error}>
                    {(ids) => (
                        <input
                            {...ids}
                            className="input mono"
                            autoComplete="off"
                            spellCheck={false}
                            value={value.to}
                            onChange={(event) => change({ to: event.target.value })}
                        />
                    )}
                </Field>
                <Note tone="warn" title="You cannot take it back">
                    <p>
                        Whoever has the key of that wallet owns the stake and its rewards afterwards. Check every
                        character.
                    </p>
                </Note>
            </form>
        </Dialog>
    );
}

function refusal(to: string, owner: string): string | undefined {
    if (to === '') return undefined;
    if (!isAddress(to)) return `"${to}" is not an address. One has 32 to 44 letters and digits.`;
    return to === owner ? 'It is yours already. Give the address of another wallet.' : undefined;
}
