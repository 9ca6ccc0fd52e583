import { formatAmount } from '@assay/client';
import { at, LP_DECIMALS, SIDES, withdraw, withdrawSingle, type Side } from '@assay/client/actions/amm';
import { useMemo, useState } from 'react';
import { Button, Empty, Facts, Note, useDraft } from '../../components';
import { CONSENT_IMPACT_BPS, ImpactConsent } from '../../features/amm/ImpactConsent';
import { stateOf, type PoolView } from '../../features/amm/model';
import { quoted } from '../../features/amm/quoting';
import { limitsAt, useSettings } from '../../features/amm/settings';
import { SettingsPanel } from '../../features/amm/SettingsPanel';
import { amountText, feeText, percent } from '../../features/amm/texts';
import { refusing, usePoolTransact } from '../../features/amm/usePoolTransact';
import type { Quotes } from '../../quotes';
import { ConnectPrompt, useWallet } from '../../wallet';
import { LiquidityInput, readLiquidity } from './LiquidityInput';

interface Form {
    amount: string;
    into: 'both' | Side;
}

const EMPTY: Form = { amount: '', into: 'both' };
const PARTS = [25n, 50n, 75n, 100n];

interface RemoveProps {
    view: PoolView;
    quotes: Quotes;
    now: bigint;
    /** LP tokens that are neither staked nor locked. */
    free: bigint | undefined;
}

export function RemoveLiquidity({ view, quotes, now, free }: RemoveProps) {
    const { address: owner } = useWallet();
    const { value: form, change, clear } = useDraft<Form>(`remove ${view.address}`, EMPTY);
    const { settings, change: changeSettings, ...read } = useSettings();
    const [consents, setConsents] = useState(false);
    const send = usePoolTransact(view);
    const slippageBps = read.tolerance?.slippageBps ?? 0;
    const typed = readLiquidity(form.amount, free);
    const { units } = typed;
    const result = useMemo(
        () => (units ? quoted(() => quoteOf(quotes, view, form.into, units, slippageBps, now)) : undefined),
        [quotes, view, form.into, units, slippageBps, now],
    );
    const quote = result?.value;
    if (!owner) return <ConnectPrompt>Connect the wallet that has the liquidity.</ConnectPrompt>;
    if (free === 0n) {
        return (
            <Empty title="You have no free liquidity here">
                Add some first. What is staked in the farm must be unstaked before it can be taken out; what is locked,
                released.
            </Empty>
        );
    }
    const heavy = (quote?.impactBps ?? 0) > CONSENT_IMPACT_BPS;
    const ready = quote && read.tolerance && (!heavy || consents);
    const submit = async () => {
        const { tolerance } = read;
        if (!ready || !tolerance || !units) return;
        const { into } = form;
        const done = await send('Remove liquidity', async (fresh, at) => {
            const limits = limitsAt(tolerance, at);
            const made = refusing(() => {
                const found = quoteOf(quotes, fresh, into, units, tolerance.slippageBps, at);
                if (into !== 'both') quotes.amm.requireWithin({ pool: stateOf(fresh, at), ...limits });
                return found;
            });
            const instructions =
                into === 'both'
                    ? await withdraw(fresh.at, owner, units, made.minimum, limits.deadline)
                    : await withdrawSingle(fresh.at, owner, into, units, made.minimum[into === 'a' ? 0 : 1], limits);
            return { instructions, notes: [`At least ${textOf(view, made.minimum)} arrives, or nothing happens.`] };
        });
        if (done) clear();
    };
    return (
        <form
            className="stack"
            aria-label="Remove liquidity"
            onSubmit={(event) => {
                event.preventDefault();
                void submit();
            }}
        >
            <LiquidityInput
                label="Liquidity that you take out"
                text={form.amount}
                read={typed}
                most={free}
                change={change}
            />
            <div className="choices" role="group" aria-label="Part of your liquidity">
                {PARTS.map((part) => (
                    <Button
                        key={String(part)}
                        small
                        disabled={!free}
                        onClick={() => change({ amount: formatAmount(((free ?? 0n) * part) / 100n, LP_DECIMALS) })}
                    >
                        {String(part)} %
                    </Button>
                ))}
            </div>
            <div className="choices" role="group" aria-label="What you get for it">
                <Button small aria-pressed={form.into === 'both'} onClick={() => change({ into: 'both' })}>
                    Both tokens
                </Button>
                {SIDES.map((side) => (
                    <Button key={side} small aria-pressed={form.into === side} onClick={() => change({ into: side })}>
                        Only {at(view.mints, side).symbol}
                    </Button>
                ))}
            </div>
            <SettingsPanel settings={settings} change={changeSettings} withMean={form.into !== 'both'} {...read} />
            {result?.error && (
                <Note tone="bad" title="This cannot be taken out">
                    <p>{result.error}</p>
                </Note>
            )}
            {quote && (
                <Facts
                    numbers
                    items={[
                        ['You get', textOf(view, quote.received)],
                        ['At least', textOf(view, quote.minimum)],
                        ...(quote.fee
                            ? [
                                  ['Fee', quote.fee] as [string, string],
                                  ['Price impact', percent(quote.impactBps)] as [string, string],
                              ]
                            : []),
                    ]}
                />
            )}
            {quote && <ImpactConsent bps={quote.impactBps} consents={consents} onConsent={setConsents} />}
            <Button type="submit" kind="primary" wide disabled={!ready}>
                {units ? 'Review' : 'Enter an amount'}
            </Button>
        </form>
    );
}

interface RemoveQuote {
    received: [bigint, bigint];
    minimum: [bigint, bigint];
    impactBps: number;
    fee?: string;
}

function quoteOf(
    quotes: Quotes,
    view: PoolView,
    into: Form['into'],
    liquidity: bigint,
    slippageBps: number,
    now: bigint,
): RemoveQuote {
    const pool = stateOf(view, now);
    if (into === 'both') {
        const { effect, minimum } = quotes.amm.withdraw({ pool, liquidity, slippageBps });
        return { received: effect.received, minimum, impactBps: 0 };
    }
    const { effect, limit, priceImpactBps, feeBps } = quotes.amm.withdrawOne({
        pool,
        side: into,
        liquidity,
        slippageBps,
    });
    const on = (units: bigint): [bigint, bigint] => (into === 'a' ? [units, 0n] : [0n, units]);
    const fee = `${amountText(effect.fee, at(view.mints, into))} · ${feeText(feeBps)}`;
    return { received: on(effect.received), minimum: on(limit), impactBps: priceImpactBps, fee };
}

function textOf(view: PoolView, amounts: readonly [bigint, bigint]): string {
    const parts = SIDES.filter((side) => at(amounts, side) > 0n).map((side) =>
        amountText(at(amounts, side), at(view.mints, side)),
    );
    return parts.length === 0 ? 'nothing' : parts.join(' and ');
}
