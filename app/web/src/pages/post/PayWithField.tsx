import { formatAmount, formatBps } from '@assay/client';
import { Field, Note } from '../../components';
import type { PaidIn } from '../../features/jobs/names';
import type { PostDraft } from './draft';
import type { PayWith } from './usePayWith';

const TOLERANCES = ['10', '50', '100', '300'];
const DISTANCES = ['100', '200', '500', '1000', '0'];

/** Which token leaves the wallet, and how much of it at the most. */
export function PayWithField({
    draft,
    pay,
    paidIn,
    balance,
}: {
    draft: PostDraft;
    pay: PayWith;
    paidIn: PaidIn;
    balance?: bigint;
}) {
    const { choices, chosen, quote } = pay;
    if (choices.length === 0) return null;
    const most = quote?.value?.maximumSent;
    const short = chosen && most !== undefined && balance !== undefined && most > balance;
    return (
        <>
            <Field
                label="Pay with"
                hint={chosen && `Sold for ${paidIn.symbol} in the same transaction: all of it happens, or nothing.`}
            >
                {(ids) => (
                    <select
                        {...ids}
                        className="select"
                        value={chosen?.address ?? ''}
                        onChange={(event) => draft.change({ payWith: event.target.value })}
                    >
                        <option value="">{paidIn.symbol}</option>
                        {choices.map(({ address, symbol }) => (
                            <option key={address} value={address}>
                                {symbol}
                            </option>
                        ))}
                    </select>
                )}
            </Field>
            {chosen && (
                <Field label="Slippage" hint="How much more than quoted it may cost by then.">
                    {(ids) => (
                        <select
                            {...ids}
                            className="select"
                            value={draft.value.slippageBps}
                            onChange={(event) => draft.change({ slippageBps: event.target.value })}
                        >
                            {TOLERANCES.map((bps) => (
                                <option key={bps} value={bps}>
                                    {formatBps(Number(bps))}
                                </option>
                            ))}
                        </select>
                    )}
                </Field>
            )}
            {chosen && (
                <Field
                    label="Farthest from the mean price"
                    hint={
                        quote?.value && quote.value.guard.meanBps === 0
                            ? 'Nothing is asked of the price: that is chosen, or the pool is younger than 10 minutes.'
                            : 'Nothing happens while the pool’s price is farther than this from its mean of the last 10 minutes.'
                    }
                >
                    {(ids) => (
                        <select
                            {...ids}
                            className="select"
                            value={draft.value.withinMeanBps}
                            onChange={(event) => draft.change({ withinMeanBps: event.target.value })}
                        >
                            {DISTANCES.map((bps) => (
                                <option key={bps} value={bps}>
                                    {bps === '0' ? 'Any distance' : formatBps(Number(bps))}
                                </option>
                            ))}
                        </select>
                    )}
                </Field>
            )}
            {chosen && quote?.value && (
                <p className="small">
                    Costs {formatAmount(quote.value.sent, chosen.decimals, { group: true })} {chosen.symbol} now, at
                    most {formatAmount(quote.value.maximumSent, chosen.decimals, { group: true })} {chosen.symbol};
                    price impact {formatBps(quote.value.priceImpactBps)}.
                </p>
            )}
            {quote?.error && (
                <Note tone="warn" title="The price cannot be paid with that">
                    {quote.error}
                </Note>
            )}
            {short && (
                <Note tone="warn" title={`Not enough ${chosen.symbol}`}>
                    The wallet has {formatAmount(balance, chosen.decimals, { group: true })} {chosen.symbol}.
                </Note>
            )}
        </>
    );
}
