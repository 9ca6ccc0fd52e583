import { REWARD_DECIMALS } from '@assay/client';
import { newId } from '@assay/client/actions/stake';
import { useMemo, useState, type FormEvent } from 'react';
import { Amount, Button, Card, Facts, readAmount, TokenInput, type AmountField } from '../../components';
import { useDraft } from '../../components/useDraft';
import { readDays } from '../../features/stake/lock';
import { LockField } from '../../features/stake/LockField';
import { offers, ONE_TOKEN } from '../../features/stake/operators';
import { OperatorPicker, SLASHING } from '../../features/stake/OperatorPicker';
import { formatMultiplier, formatYearly } from '../../features/stake/rates';
import type { StakeSnapshot } from '../../features/stake/snapshot';
import { useStakeAddresses } from '../../features/stake/useStake';
import type { Quotes } from '../../quotes';
import { useTransact } from '../../transactions';
import { ConnectPrompt, useBalance, useWallet } from '../../wallet';
import { openRequest } from './requests';

interface OpenFormProps {
    snapshot: StakeSnapshot;
    quotes: Quotes;
    now: bigint;
    symbol: string;
}

const EMPTY = { amount: '', days: '', operator: '' };

export function OpenForm({ snapshot, quotes, now, symbol }: OpenFormProps) {
    const { value, change, clear } = useDraft('stake.open', EMPTY);
    const { address } = useWallet();
    const { pool } = snapshot;
    const balance = useBalance(address, pool.data.rewardMint);
    const transact = useTransact();
    const at = useStakeAddresses();
    const read = readAmount(value.amount, REWARD_DECIMALS, { min: 1n, max: balance });
    const field: AmountField = {
        ...read,
        text: value.amount,
        setText: (amount) => change({ amount }),
        decimals: REWARD_DECIMALS,
    };
    const days = readDays(value.days);
    const lockSeconds = days.seconds ?? 0;
    const choices = useMemo(
        () => offers(quotes, snapshot, { amount: read.units ?? 0n, lockSeconds, now }),
        [quotes, snapshot, read.units, lockSeconds, now],
    );
    const chosen = choices.find(({ operator, refusal }) => operator.address === value.operator && !refusal);
    const amount = read.units ?? ONE_TOKEN;
    const preview = useMemo(
        () => quotes.stake.preview({ pool: pool.raw, amount, lockSeconds, now }),
        [quotes, pool, amount, lockSeconds, now],
    );
    const [tried, setTried] = useState(false);
    const ready = read.units !== undefined && days.seconds !== undefined;
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        setTried(true);
        if (!address || read.units === undefined || days.seconds === undefined) return;
        const terms = { amount: read.units, lockSeconds: days.seconds, operator: chosen?.operator };
        const receipt = await transact(openRequest(at, pool, address, newId(), terms));
        if (!receipt) return;
        clear();
        setTried(false);
    };
    return (
        <Card title="Stake tokens">
            <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
                <TokenInput
                    label="Amount"
                    field={field}
                    symbol={symbol}
                    balance={balance}
                    error={tried && value.amount.trim() === '' ? 'Enter an amount.' : undefined}
                />
                <LockField
                    text={value.days}
                    onChange={(text) => change({ days: text })}
                    read={days}
                    multiplierBps={preview.multiplierBps}
                    until={preview.lockedUntil}
                />
                <OperatorPicker
                    legend="Back an operator"
                    offers={choices}
                    selected={chosen ? value.operator : ''}
                    onSelect={(operator) => change({ operator })}
                    optional
                />
                <Facts
                    numbers
                    items={[
                        [
                            'Weight',
                            <Weight
                                key="w"
                                units={read.units === undefined ? 0n : preview.weight}
                                bps={preview.multiplierBps}
                            />,
                        ],
                        [
                            'A year, projected',
                            <Yearly key="y" yearly={ready ? (chosen?.yearly ?? null) : null} symbol={symbol} />,
                        ],
                    ]}
                />
                {chosen && <p className="small muted">{SLASHING}</p>}
                {address ? (
                    <Button type="submit" kind="primary" wide>
                        Review the stake
                    </Button>
                ) : (
                    <ConnectPrompt>Connect a wallet to stake.</ConnectPrompt>
                )}
            </form>
        </Card>
    );
}

function Weight({ units, bps }: { units: bigint; bps: number }) {
    return (
        <>
            <Amount units={units} decimals={REWARD_DECIMALS} maxDecimals={2} /> ({formatMultiplier(bps)})
        </>
    );
}

export function Yearly({ yearly, symbol }: { yearly: { reward: bigint; stake: bigint } | null; symbol: string }) {
    if (!yearly) return <>nothing</>;
    return (
        <>
            <Amount units={yearly.reward} decimals={REWARD_DECIMALS} maxDecimals={2} symbol={symbol} /> (
            {formatYearly(yearly)})
        </>
    );
}
