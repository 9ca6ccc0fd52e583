import { formatAmount, formatDuration, REWARD_DECIMALS } from '@assay/client';
import { beginUnbond, depositBond } from '@assay/client/actions/operator';
import { newId } from '@assay/client/actions/stake';
import type { FormEvent, ReactNode } from 'react';
import { useChainTime } from '../../cluster';
import { Button, Card, readAmount, TokenInput, useDraft, type AmountField } from '../../components';
import { useRewardToken } from '../../features/operators/useOperators';
import { useTransact } from '../../transactions';
import { useBalance } from '../../wallet';
import type { OwnProps } from './Manage';

const EMPTY = { deposit: '', unbond: '' };

export function Bond({ wallet, pool, row, snapshot }: OwnProps) {
    const reward = useRewardToken();
    const balance = useBalance(wallet, reward.mint);
    const draft = useDraft('operate.bond', EMPTY);
    const transact = useTransact();
    const now = useChainTime();
    const { data } = row.operator;
    const cooldown = snapshot.pool.data.cooldownSeconds;
    const field = (name: keyof typeof EMPTY, max: bigint | undefined): AmountField => ({
        text: draft.value[name],
        setText: (text) => draft.change({ [name]: text }),
        decimals: REWARD_DECIMALS,
        ...readAmount(draft.value[name], REWARD_DECIMALS, { min: 1n, max }),
    });
    const [deposit, unbond] = [field('deposit', balance), field('unbond', data.ownBond)];
    // What is locked stays covered whatever part of the free bond goes.
    const free = row.quote.freeBond < data.ownBond ? row.quote.freeBond : data.ownBond;
    const told = (units: bigint) => `${formatAmount(units, REWARD_DECIMALS, { group: true })} ${reward.symbol}`;

    const add = async (units: bigint) => {
        const receipt = await transact({
            title: `Bond ${told(units)}`,
            build: async () => [await depositBond(pool, wallet, row.operator.address, units)],
            notes: [
                'It is locked for the jobs that you take, a part for each, until the job is over.',
                'When a number of yours is shown to be wrong, what is locked for that job is lost.',
                `It comes back ${formatDuration(cooldown)} after you take it out.`,
            ],
        });
        if (receipt) draft.change({ deposit: '' });
    };
    const take = async (units: bigint) => {
        const nonce = newId();
        const until = now === undefined ? '' : ` (${new Date(Number(now + cooldown) * 1000).toLocaleString()})`;
        const receipt = await transact({
            title: `Take ${told(units)} out of the bond`,
            build: async () => [await beginUnbond(pool, wallet, nonce, units)],
            notes: [
                `You can withdraw it after ${formatDuration(cooldown)}${until}, or put it back until then.`,
                'From now on it earns nothing and covers no new job, but it can still be slashed until it is withdrawable.',
            ],
        });
        if (receipt) draft.change({ unbond: '' });
    };
    return (
        <Card title="Bond">
            <AmountForm field={deposit} action="Bond" run={add}>
                <TokenInput label="Add to the bond" field={deposit} symbol={reward.symbol} balance={balance} />
            </AmountForm>
            <AmountForm field={unbond} action="Take out" run={take}>
                <TokenInput
                    label="Take out of the bond"
                    field={unbond}
                    symbol={reward.symbol}
                    max={free}
                    hint={`${told(free)} cover no job now. Cooldown: ${formatDuration(cooldown)}.`}
                />
            </AmountForm>
        </Card>
    );
}

interface AmountFormProps {
    field: AmountField;
    action: string;
    run(units: bigint): Promise<void>;
    children: ReactNode;
}

function AmountForm({ field, action, run, children }: AmountFormProps) {
    const submit = (event: FormEvent) => {
        event.preventDefault();
        if (field.units !== undefined) void run(field.units);
    };
    return (
        <form className="stack-tight" onSubmit={submit} noValidate>
            {children}
            <div>
                <Button type="submit" kind="primary" disabled={field.units === undefined}>
                    {action}
                </Button>
            </div>
        </form>
    );
}
