import { at, deposit, depositSingle, other, SIDES, type Both, type Side } from '@assay/client/actions/amm';
import { useState } from 'react';
import { Button, Facts, Note, readAmount, TokenInput, useDraft } from '../../components';
import { CONSENT_IMPACT_BPS, ImpactConsent } from '../../features/amm/ImpactConsent';
import { stateOf, type PoolView } from '../../features/amm/model';
import { quoted, spendable } from '../../features/amm/quoting';
import { limitsAt, useSettings, type Tolerance } from '../../features/amm/settings';
import { SettingsPanel } from '../../features/amm/SettingsPanel';
import { amountText, feeText, LP, percent, shareText } from '../../features/amm/texts';
import { useOwned } from '../../features/amm/useOwned';
import { refusing, usePoolTransact } from '../../features/amm/usePoolTransact';
import type { Quotes } from '../../quotes';
import { ConnectPrompt, useWallet } from '../../wallet';
import { formatAmount } from '@assay/client';

interface Form {
    amount: string;
    /** Of which side the amount is. */
    side: Side;
    /** That side alone. */
    single: boolean;
}

const EMPTY: Form = { amount: '', side: 'a', single: false };

interface PanelProps {
    view: PoolView;
    quotes: Quotes;
    now: bigint;
}

export function AddLiquidity({ view, quotes, now }: PanelProps) {
    const { address: owner } = useWallet();
    const { value: form, change, clear } = useDraft<Form>(`add ${view.address}`, EMPTY);
    const { settings, change: changeSettings, ...read } = useSettings();
    const [consents, setConsents] = useState(false);
    const balances: Both<bigint | undefined> = [
        useOwned(owner, view.mints[0].address),
        useOwned(owner, view.mints[1].address),
    ];
    const send = usePoolTransact(view);
    const slippageBps = read.tolerance?.slippageBps ?? 0;
    const typed = at(view.mints, form.side);
    const { units, error } = readAmount(form.amount, typed.decimals);
    const result = units ? quoted(() => quoteOf(quotes, view, form, units, slippageBps, now)) : undefined;
    const quote = result?.value;
    const lacking = (side: Side) => {
        const [has, needs] = [at(balances, side), quote ? at(quote.most, side) : undefined];
        if (has === undefined || needs === undefined || needs <= has) return undefined;
        const mint = at(view.mints, side);
        return `This needs ${amountText(needs, mint)}, and you have ${amountText(has, mint)}. Add less of both.`;
    };
    const heavy = (quote?.impactBps ?? 0) > CONSENT_IMPACT_BPS;
    const ready = owner && quote && read.tolerance && !SIDES.some(lacking) && (!heavy || consents);
    const submit = async () => {
        const { tolerance } = read;
        if (!ready || !owner || !tolerance || !units) return;
        const done = await send(form.single ? `Add ${typed.symbol} alone` : 'Add liquidity', async (fresh, at) => {
            const made = refusing(() => quoteOf(quotes, fresh, form, units, tolerance.slippageBps, at));
            const limits = limitsAt(tolerance, at);
            if (form.single) refusing(() => quotes.amm.requireWithin({ pool: stateOf(fresh, at), ...limits }));
            const instructions = form.single
                ? await depositSingle(fresh.at, owner, form.side, units, made.minimum, limits)
                : await deposit(fresh.at, owner, made.most, made.minimum, limits.deadline);
            return { instructions, notes: notesOf(made.minimum, form.single, tolerance) };
        });
        if (done) clear();
    };
    const input = (side: Side) => {
        const mint = at(view.mints, side);
        const isTyped = form.side === side;
        const setText = (amount: string) => change({ amount, side });
        const counterpart = quote && !form.single ? formatAmount(at(quote.most, side), mint.decimals) : '';
        return (
            <TokenInput
                key={side}
                label={`${mint.symbol} that you add`}
                field={{
                    text: isTyped ? form.amount : counterpart,
                    setText,
                    decimals: mint.decimals,
                    error: isTyped ? error : undefined,
                }}
                symbol={mint.symbol}
                balance={owner && at(balances, side)}
                max={owner && spendable(mint.address, at(balances, side))}
                error={lacking(side)}
            />
        );
    };
    return (
        <form
            className="stack"
            aria-label="Add liquidity"
            onSubmit={(event) => {
                event.preventDefault();
                void submit();
            }}
        >
            <div className="choices" role="group" aria-label="What you add">
                <Button small aria-pressed={!form.single} onClick={() => change({ single: false })}>
                    Both sides
                </Button>
                {SIDES.map((side) => (
                    <Button
                        key={side}
                        small
                        aria-pressed={form.single && form.side === side}
                        onClick={() =>
                            change(form.side === side ? { single: true } : { single: true, side, amount: '' })
                        }
                    >
                        {at(view.mints, side).symbol} alone
                    </Button>
                ))}
            </div>
            {form.single ? input(form.side) : [view.reward, other(view.reward)].map(input)}
            <SettingsPanel settings={settings} change={changeSettings} withMean={form.single} {...read} />
            {result?.error && (
                <Note tone="bad" title="This cannot be added">
                    <p>{result.error}</p>
                </Note>
            )}
            {quote && (
                <Facts
                    numbers
                    items={[
                        ['You get', amountText(quote.liquidity, LP)],
                        ['At least', amountText(quote.minimum, LP)],
                        [
                            'Share of the pool, after',
                            shareText(quote.liquidity, view.pool.data.liquidity + quote.liquidity),
                        ],
                        ...(quote.fee ? [['Fee', quote.fee] as [string, string]] : []),
                        ...(form.single ? [['Price impact', percent(quote.impactBps)] as [string, string]] : []),
                    ]}
                />
            )}
            {quote && <ImpactConsent bps={quote.impactBps} consents={consents} onConsent={setConsents} />}
            {owner ? (
                <Button type="submit" kind="primary" wide disabled={!ready}>
                    {units ? 'Review' : 'Enter an amount'}
                </Button>
            ) : (
                <ConnectPrompt>Connect a wallet to add liquidity.</ConnectPrompt>
            )}
        </form>
    );
}

interface AddQuote {
    /** What is needed of each side at the most. */
    most: Both<bigint>;
    liquidity: bigint;
    minimum: bigint;
    impactBps: number;
    fee?: string;
}

function quoteOf(
    quotes: Quotes,
    view: PoolView,
    { side, single }: Form,
    amount: bigint,
    slippageBps: number,
    now: bigint,
): AddQuote {
    const pool = stateOf(view, now);
    const both = (mine: bigint, others: bigint): [bigint, bigint] => (side === 'a' ? [mine, others] : [others, mine]);
    if (single) {
        const { effect, limit, priceImpactBps, feeBps } = quotes.amm.depositOne({ pool, side, amount, slippageBps });
        const fee = `${amountText(effect.fee, at(view.mints, side))} · ${feeText(feeBps)}`;
        return { most: both(amount, 0n), liquidity: effect.liquidity, minimum: limit, impactBps: priceImpactBps, fee };
    }
    // What goes with more than fits into 64 bits does not fit either: the deposit refuses it.
    const counterpart = quotes.amm.inProportion({ pool, side, amount }).amount ?? (1n << 64n) - 1n;
    const amounts = both(amount, counterpart);
    const { effect, minimum } = quotes.amm.deposit({ pool, amounts, slippageBps });
    return { most: amounts, liquidity: effect.liquidity, minimum, impactBps: 0 };
}

function notesOf(minimum: bigint, single: boolean, { deadlineSeconds }: Tolerance): string[] {
    return [
        `At least ${amountText(minimum, LP)} arrives, or nothing happens. The deadline is ${deadlineSeconds} s from now, by the chain's clock.`,
        single ? 'Part of it is traded for the other side on the way, for the pool’s fee.' : 'No fee is taken.',
        'You can take it out at any time. When the price moves, you hold more of what fell and less of what rose than you put in.',
    ];
}
