import { REWARD_DECIMALS } from '@assay/client';
import { useId, useState, type FormEvent } from 'react';
import { Button, Dialog, readAmount, TokenInput, type AmountField } from '../../components';
import { useDraft } from '../../components/useDraft';
import type { TransactRequest } from '../../transactions';
import type { Desk } from './desk';
import type { PositionView } from './view';

interface AmountDialogProps {
    view: PositionView;
    desk: Desk;
    close(): void;
    title: string;
    label: string;
    /** Tells its draft from others. */
    name: string;
    max?: bigint;
    request(amount: bigint): TransactRequest;
}

const EMPTY = { amount: '' };

/** Asks for an amount and hands over to the review. */
export function AmountDialog({ view, desk, close, title, label, name, max, request }: AmountDialogProps) {
    const form = useId();
    const { value, change, clear } = useDraft(`stake.${name}.${view.position.address}`, EMPTY);
    const [tried, setTried] = useState(false);
    const read = readAmount(value.amount, REWARD_DECIMALS, { min: 1n, max });
    const field: AmountField = {
        ...read,
        text: value.amount,
        setText: (amount) => change({ amount }),
        decimals: REWARD_DECIMALS,
    };
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        setTried(true);
        if (read.units === undefined) return;
        close();
        if (await desk.transact(request(read.units))) clear();
    };
    return (
        <Dialog
            title={title}
            open
            onClose={close}
            foot={
                <Button type="submit" kind="primary" form={form}>
                    Review
                </Button>
            }
        >
            <form id={form} className="stack" onSubmit={(event) => void submit(event)} noValidate>
                <TokenInput
                    label={label}
                    field={field}
                    symbol={desk.symbol}
                    balance={max}
                    error={tried && value.amount.trim() === '' ? 'Enter an amount.' : undefined}
                />
            </form>
        </Dialog>
    );
}
