import { formatAmount } from '@assay/client';
import type { Address } from '@solana/kit';
import { useMemo, useState } from 'react';
import { useDeployment } from '../../cluster';
import { Button, Card, Note, TokenInput, useDraft, type AmountField } from '../../components';
import { CONSENT_IMPACT_BPS, ImpactConsent } from '../../features/amm/ImpactConsent';
import type { MintView, PoolView } from '../../features/amm/model';
import { SOL_FOR_FEES, spendable, type Route } from '../../features/amm/quoting';
import { useSettings } from '../../features/amm/settings';
import { SettingsPanel } from '../../features/amm/SettingsPanel';
import { TokenSelect } from '../../features/amm/TokenSelect';
import { UnknownTokens } from '../../features/amm/UnknownTokens';
import { useOwned } from '../../features/amm/useOwned';
import type { Quotes } from '../../quotes';
import { ConnectPrompt, useWallet } from '../../wallet';
import { EMPTY, outcome, type Form, type Outcome, type Pair } from './form';
import { QuoteFacts } from './QuoteFacts';
import { useSwap } from './useSwap';

interface SwapFormProps {
    pools: readonly PoolView[];
    quotes: Quotes;
    now: bigint;
    mints: readonly MintView[];
    pair: Pair;
    choose(from: Address, to: Address): void;
}

export function SwapForm({ pools, quotes, now, mints, pair, choose }: SwapFormProps) {
    const { rewardMint } = useDeployment();
    const { address: owner } = useWallet();
    const { value: form, change, clear } = useDraft<Form>('swap', EMPTY);
    const { settings, change: changeSettings, ...read } = useSettings();
    const [consents, setConsents] = useState(false);
    const balance = useOwned(owner, pair.from.address);
    const held = useOwned(owner, pair.to.address);
    const swap = useSwap(quotes, pools);
    const slippageBps = read.tolerance?.slippageBps ?? 0;
    const result = useMemo(
        () => outcome({ quotes, pools, reward: rewardMint, pair, form, slippageBps, now }),
        [quotes, pools, rewardMint, pair, form, slippageBps, now],
    );
    const route = result.quote?.value;
    const short = route && lack(route, balance, pair.from);
    const needsConsent = route !== undefined && route.priceImpactBps > CONSENT_IMPACT_BPS;
    const ready = owner && route && read.tolerance && !short && (!needsConsent || consents);
    const submit = async () => {
        if (!ready || !owner || !read.tolerance || result.units === undefined) return;
        const wish = { owner, pair, exact: form.exact, amount: result.units, tolerance: read.tolerance, shown: route };
        if (await swap(wish)) clear();
    };
    const turn = (from: MintView, to: MintView) => {
        setConsents(false);
        choose(from.address, to.address);
    };
    return (
        <Card>
            <form
                className="stack"
                aria-label="Swap"
                onSubmit={(event) => {
                    event.preventDefault();
                    void submit();
                }}
            >
                <TokenInput
                    label="You pay"
                    field={fieldOf('in', form, pair.from, result, route?.sent, change)}
                    symbol={pair.from.symbol}
                    balance={owner && balance}
                    max={owner && spendable(pair.from.address, balance)}
                    hint={
                        pair.from.symbol === 'SOL' && owner
                            ? `Max leaves ${formatAmount(SOL_FOR_FEES, 9)} SOL for fees.`
                            : undefined
                    }
                    error={short}
                    token={
                        <TokenSelect
                            label="Token that you pay"
                            mints={mints}
                            value={pair.from.address}
                            onChange={(mint) =>
                                turn(find(mints, mint, pair.from), mint === pair.to.address ? pair.from : pair.to)
                            }
                        />
                    }
                />
                <div className="turn">
                    <Button small aria-label="Swap the other way round" onClick={() => turn(pair.to, pair.from)}>
                        <span aria-hidden="true">↓↑</span>
                    </Button>
                </div>
                <TokenInput
                    label="You receive"
                    field={fieldOf('out', form, pair.to, result, route?.received, change)}
                    symbol={pair.to.symbol}
                    hint={
                        owner && held !== undefined
                            ? `Balance: ${formatAmount(held, pair.to.decimals, { group: true })} ${pair.to.symbol}.`
                            : undefined
                    }
                    token={
                        <TokenSelect
                            label="Token that you receive"
                            mints={mints}
                            value={pair.to.address}
                            onChange={(mint) =>
                                turn(mint === pair.from.address ? pair.to : pair.from, find(mints, mint, pair.to))
                            }
                        />
                    }
                />
                <SettingsPanel settings={settings} change={changeSettings} {...read} />
                {result.quote?.error && (
                    <Note tone="bad" title="There is no quote for this">
                        <p>{result.quote.error}</p>
                    </Note>
                )}
                {route && <QuoteFacts route={route} pair={pair} exact={form.exact} quotes={quotes} now={now} />}
                {route && <ImpactConsent bps={route.priceImpactBps} consents={consents} onConsent={setConsents} />}
                <UnknownTokens mints={[pair.from, pair.to]} />
                {owner ? (
                    <Button type="submit" kind="primary" wide disabled={!ready}>
                        {label(result, short, needsConsent && !consents)}
                    </Button>
                ) : (
                    <ConnectPrompt>Quotes are shown without one. To swap, connect a wallet.</ConnectPrompt>
                )}
            </form>
        </Card>
    );
}

const find = (mints: readonly MintView[], address: string, otherwise: MintView) =>
    mints.find((mint) => mint.address === address) ?? otherwise;

/** The side that was typed shows what was typed; the other one what the quote says. */
function fieldOf(
    side: Form['exact'],
    form: Form,
    { decimals }: MintView,
    result: Outcome,
    quotedUnits: bigint | undefined,
    change: (change: Partial<Form>) => void,
): AmountField {
    const setText = (amount: string) => change({ amount, exact: side });
    if (form.exact === side)
        return { text: form.amount, setText, decimals, units: result.units, error: result.inputError };
    const text = quotedUnits === undefined ? '' : formatAmount(quotedUnits, decimals);
    return { text, setText, decimals, units: quotedUnits };
}

function lack(route: Route, balance: bigint | undefined, { decimals, symbol }: MintView): string | undefined {
    if (balance === undefined || route.maximumSent <= balance) return undefined;
    const text = (units: bigint) => `${formatAmount(units, decimals, { group: true })} ${symbol}`;
    return `This takes up to ${text(route.maximumSent)}, and you have ${text(balance)}. Pay less, or add ${symbol}.`;
}

function label({ units, quote }: Outcome, short: string | undefined, consent: boolean): string {
    if (units === undefined) return 'Enter an amount';
    if (short) return 'Not enough to pay';
    if (!quote?.value) return 'No quote';
    return consent ? 'Accept the price impact above' : 'Review the swap';
}
