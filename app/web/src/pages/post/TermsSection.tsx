import { useId } from 'react';
import { formatDuration, REWARD_DECIMALS, TIER_COMMITTEE, TIER_OPTIMISTIC, type escrow } from '@assay/client';
import { Amount, Card, Facts, Field, TokenInput } from '../../components';
import type { PaidIn } from '../../features/jobs/names';
import type { PostDraft, WholeNumber } from './draft';
import type { PostForm } from './usePostForm';

interface TermsSectionProps {
    draft: PostDraft;
    form: PostForm;
    params: escrow.MarketParams;
    paidIn: PaidIn;
    reward: string;
}

/** Who has to be satisfied, until when, and what stands behind it. */
export function TermsSection({ draft, form, params, paidIn, reward }: TermsSectionProps) {
    const { value, change } = draft;
    return (
        <Card title="Terms">
            <fieldset className="stack-tight">
                <legend className="field-label">Tier</legend>
                <Tier
                    checked={form.committee}
                    onChoose={() => change({ tier: TIER_COMMITTEE })}
                    title="Committee and challenge window"
                    text={`${params.committeeSize} verifiers are drawn by stake; ${params.quorum} must accept, and nobody may show a wrong number for ${formatDuration(params.challengeSeconds[1] ?? 0)} after the reveal. Without a quorum you are refunded.`}
                />
                <Tier
                    checked={!form.committee}
                    onChoose={() => change({ tier: TIER_OPTIMISTIC })}
                    title="Challenge window only"
                    text={`Nobody is made to check it: it is paid when nobody shows a wrong number for ${formatDuration(params.challengeSeconds[0] ?? 0)} after the reveal. Anyone may check, and so may you.`}
                />
            </fieldset>
            <div className="grid-2">
                <NumberField
                    label="Time to be accepted, minutes"
                    hint="After it, anyone can have the price sent back to you."
                    text={value.acceptMinutes}
                    read={form.accept}
                    onText={(acceptMinutes) => change({ acceptMinutes })}
                />
                <NumberField
                    label="Time to run, minutes"
                    hint={`From being accepted until the result is committed. Late: you are refunded, and ${params.expiryPenaltyBps / 100} % of the bond is lost.`}
                    text={value.runMinutes}
                    read={form.run}
                    onText={(runMinutes) => change({ runMinutes })}
                />
            </div>
            {form.fees && <Split form={form} paidIn={paidIn} reward={reward} />}
            <More draft={draft} form={form} paidIn={paidIn} />
        </Card>
    );
}

function Tier({ checked, onChoose, title, text }: { checked: boolean; onChoose(): void; title: string; text: string }) {
    const id = useId();
    return (
        <div className="choice">
            <input
                id={id}
                type="radio"
                name="tier"
                aria-describedby={`${id}-text`}
                checked={checked}
                onChange={onChoose}
            />
            <div>
                <label htmlFor={id}>{title}</label>
                <p id={`${id}-text`} className="muted small">
                    {text}
                </p>
            </div>
        </div>
    );
}

/** Where the price goes when it is settled, and what the provider stakes on it. */
function Split({ form, paidIn, reward }: { form: PostForm; paidIn: PaidIn; reward: string }) {
    const fees = form.fees!;
    const seats = fees.perSeat * BigInt(fees.seats);
    const amount = (units: bigint) => <Amount units={units} {...paidIn} />;
    return (
        <>
            <h3>Where the price goes</h3>
            <Facts
                numbers
                items={[
                    ['To the provider', amount(fees.provider)],
                    ['Fee', amount(fees.fee)],
                    ['– of it burnt', amount(fees.burn)],
                    [`– of it to the verifiers${fees.seats > 0 ? `, ${fees.seats} seats` : ''}`, amount(seats)],
                    ['– of it to the treasury', amount(fees.treasury)],
                    [
                        'Bond of the provider',
                        <Amount key="bond" units={fees.requiredBond} decimals={REWARD_DECIMALS} symbol={reward} />,
                    ],
                ]}
            />
            <p className="small muted">
                The provider locks that bond when it accepts and loses all of it if one wrong number is shown: you get
                your whole price back and a share of the bond. If every seat accepts, the fee is split as above.
            </p>
        </>
    );
}

function More({ draft, form, paidIn }: Pick<TermsSectionProps, 'draft' | 'form' | 'paidIn'>) {
    const { value, change } = draft;
    return (
        <details>
            <summary>More: hardware, reputation, heartbeat, external value</summary>
            <div className="stack">
                <div className="grid-2">
                    <NumberField
                        label="Least class of hardware"
                        hint="As a benchmark has shown; 0 takes any."
                        text={value.minClass}
                        read={form.minClass}
                        onText={(minClass) => change({ minClass })}
                    />
                    <NumberField
                        label="Least reputation"
                        hint="Points of settled jobs, halved every 30 days; 0 takes any."
                        text={value.minReputation}
                        read={form.minReputation}
                        onText={(minReputation) => change({ minReputation })}
                    />
                    <NumberField
                        label="Heartbeat, seconds"
                        hint="Longest silence of the running provider, after which you may end the job; 0 asks for none."
                        text={value.heartbeatSeconds}
                        read={form.heartbeat}
                        onText={(heartbeatSeconds) => change({ heartbeatSeconds })}
                    />
                </div>
                <TokenInput
                    label="Value at risk outside the escrow"
                    field={form.externalValue}
                    symbol={paidIn.symbol}
                    hint="What a wrong result could cost you elsewhere. It raises the bond so that cheating does not pay; it is not insured."
                />
            </div>
        </details>
    );
}

interface NumberFieldProps {
    label: string;
    hint: string;
    text: string;
    read: WholeNumber;
    onText(text: string): void;
}

function NumberField({ label, hint, text, read, onText }: NumberFieldProps) {
    return (
        <Field label={label} hint={hint} error={read.error}>
            {(ids) => (
                <input
                    {...ids}
                    className="input"
                    inputMode="numeric"
                    autoComplete="off"
                    value={text}
                    onChange={(event) => onText(event.target.value)}
                />
            )}
        </Field>
    );
}
