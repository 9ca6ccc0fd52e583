import { formatDuration } from '@assay/client';
import { at, collectCreatorFees, other, SIDES } from '@assay/client/actions/amm';
import { useMemo } from 'react';
import { Address, Amount, Button, Card, Countdown, Facts, Note, Stats } from '../../components';
import { feeRate, volumeOf } from '../../features/amm/market-data';
import { mintOn, pausedIn, reservesOf, stateOf, type PoolView } from '../../features/amm/model';
import { quoted } from '../../features/amm/quoting';
import {
    amountText,
    dateText,
    feeText,
    launchOf,
    LP,
    percent,
    rateText,
    shareText,
    shortDecimal,
} from '../../features/amm/texts';
import { usePoolHistory } from '../../features/amm/usePoolHistory';
import { usePoolTransact } from '../../features/amm/usePoolTransact';
import type { Quotes } from '../../quotes';
import { useWallet } from '../../wallet';

interface PartProps {
    view: PoolView;
    quotes: Quotes;
    now: bigint;
}

const named = ({ decimals, symbol }: { decimals: number; symbol: string }) => ({ decimals, symbol });

const DAY = 86_400n;
const MEAN_SECONDS = 600;

export function Figures({ view, quotes, now }: PartProps) {
    const { marks, trades, loaded } = usePoolHistory(view);
    const { data } = view.pool;
    const [reward, token] = [mintOn(view, view.reward), mintOn(view, other(view.reward))];
    const about = now - (now % 5n);
    const { spot, mean, fee } = useMemo(() => {
        const pool = stateOf(view, about);
        const mean = quoted(() => quotes.amm.mean({ pool, seconds: MEAN_SECONDS })[view.reward]);
        return {
            spot: quotes.amm.spot({ pool })[view.reward],
            mean: mean.value === undefined ? 'not known yet' : shortDecimal(mean.value),
            fee: quotes.amm.fee({ pool }),
        };
    }, [view, quotes, about]);
    const rate = feeRate(marks, view.reward, reservesOf(view), about, 7n * DAY);
    return (
        <Stats
            items={[
                {
                    label: `Price of ${reward.symbol}`,
                    value: `${shortDecimal(spot)} ${token.symbol}`,
                    note: `10 min mean ${mean}`,
                },
                ...[view.reward, other(view.reward)].map((side) => ({
                    label: `${mintOn(view, side).symbol} in it`,
                    value: <Amount units={at(reservesOf(view), side)} {...named(mintOn(view, side))} maxDecimals={2} />,
                })),
                {
                    label: 'Volume 24 h',
                    value: loaded ? (
                        <Amount units={volumeOf(trades, view.reward, about - DAY)} {...named(reward)} maxDecimals={2} />
                    ) : (
                        '…'
                    ),
                },
                {
                    label: 'Fees a year',
                    value: rate ? rateText(rate.bps) : loaded ? 'too young to tell' : '…',
                    note: rate && `measured over ${formatDuration(rate.seconds)}`,
                },
                {
                    label: 'Fee of a trade',
                    value: percent(fee.total),
                    note: fee.total === fee.tier ? undefined : feeText(fee),
                },
                { label: 'Liquidity', value: <Amount units={data.liquidity} {...LP} maxDecimals={2} /> },
                { label: 'Of it locked', value: shareText(data.locked, data.liquidity) },
            ]}
        />
    );
}

/** What is not as usual: paused, waiting, or in its launch. */
export function Conditions({ view, quotes, now }: PartProps) {
    const paused = pausedIn(view);
    const launch = launchOf(view.pool.data, now);
    const { feeBps, capBps, opensAt } = view.pool.data.launch.terms;
    return (
        <>
            {paused.length > 0 && (
                <Note tone="bad" title={`Governance has paused ${paused.join(' and ')} here`}>
                    <p>Liquidity can be taken out at any time.</p>
                </Note>
            )}
            {launch.at === 'waiting' && (
                <Note tone="warn" title="Trading has not opened yet">
                    <p>
                        It opens in <Countdown until={opensAt} over="a moment" />, at {dateText(opensAt)}.
                    </p>
                </Note>
            )}
            {launch.at === 'running' && (
                <Note tone="warn" title="This pool is being launched">
                    <p>
                        The fee began at {percent(feeBps)}, is{' '}
                        {percent(quotes.amm.fee({ pool: stateOf(view, now) }).total)} now and falls evenly for another{' '}
                        <Countdown until={launch.until} over="moment" />.
                        {capBps > 0 &&
                            ` Until then at most ${percent(capBps)} of a reserve leaves it in one slot, by all trades together.`}
                    </p>
                </Note>
            )}
        </>
    );
}

/** Addresses, tier, and the creator's fees. */
export function About({ view }: PartProps) {
    const { address: me } = useWallet();
    const send = usePoolTransact(view);
    const { data } = view.pool;
    const { fees } = view.config.data;
    const earned = SIDES.filter((side) => at(data.creatorFees as [bigint, bigint], side) > 0n);
    const text = earned
        .map((side) => amountText(at(data.creatorFees as [bigint, bigint], side), mintOn(view, side)))
        .join(' + ');
    const collect = () =>
        me &&
        send('Collect the creator’s fees', async (fresh) => ({
            instructions: await collectCreatorFees(fresh.at, me, data.creator),
            notes: me === data.creator ? [] : [`They go to the creator, ${data.creator}.`],
        }));
    return (
        <Card title="About this pool">
            <Facts
                items={[
                    ['Pool', <Address key="pool" address={view.address} explorer />],
                    ...SIDES.map((side): [string, React.ReactNode] => [
                        mintOn(view, side).symbol,
                        <Address key={side} address={mintOn(view, side).address} explorer />,
                    ]),
                    ['LP token', <Address key="lp" address={view.at.lpMint} explorer />],
                    ['Tier', `${percent(fees.feeBps)}, of which ${percent(fees.protocolBps)} is the protocol’s`],
                    ['Burnt here', amountText(data.burnt, mintOn(view, view.reward))],
                    [
                        'Creator',
                        <Address
                            key="creator"
                            address={data.creator}
                            name={data.creator === me ? 'you' : undefined}
                            explorer
                        />,
                    ],
                    [
                        'Creator’s fees',
                        data.creatorShare === 1 ? (
                            <span key="fees" className="row">
                                {text || 'nothing to collect'}
                                {text && (
                                    <Button small disabled={!me} onClick={() => void collect()}>
                                        Collect
                                    </Button>
                                )}
                            </span>
                        ) : (
                            'the creator takes none'
                        ),
                    ],
                ]}
            />
        </Card>
    );
}
