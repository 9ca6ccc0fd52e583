import { formatAmount, formatBps, formatRate } from '@assay/client';
import { at, other } from '@assay/client/actions/amm';
import { useMemo } from 'react';
import { Facts } from '../../components';
import { mintOn, stateOf, type PoolView } from '../../features/amm/model';
import { DIGITS, feeText, shortDecimal } from '../../features/amm/texts';
import { quoted, type Route } from '../../features/amm/quoting';
import type { Quotes } from '../../quotes';
import type { Pair } from './form';

interface QuoteFactsProps {
    route: Route;
    pair: Pair;
    exact: 'in' | 'out';
    quotes: Quotes;
    now: bigint;
}

const MEAN_SECONDS = 600;

/** Everything a quote says. */
export function QuoteFacts({ route, pair: { from, to }, exact, quotes, now }: QuoteFactsProps) {
    const amount = (units: bigint, token: Pair['from']) =>
        `${formatAmount(units, token.decimals, { group: true })} ${token.symbol}`;
    const rate = formatRate(
        { units: route.sent, decimals: from.decimals },
        { units: route.received, decimals: to.decimals },
    );
    const minute = now - (now % 10n);
    const { spot, mean } = useMemo(() => pricesOf(route, quotes, minute), [route, quotes, minute]);
    return (
        <Facts
            numbers
            items={[
                ['Price', `1 ${from.symbol} = ${rate} ${to.symbol}`],
                ['Pool’s price', spot],
                ['Mean of the last 10 min', mean],
                ['Price impact', formatBps(route.priceImpactBps)],
                exact === 'in'
                    ? ['At least received', amount(route.minimumReceived, to)]
                    : ['At most sent', amount(route.maximumSent, from)],
                [
                    'Route',
                    [from, ...route.hops.map((hop, index) => boughtIn(route, hop.effect.from, index))]
                        .map(({ symbol }) => symbol)
                        .join(' → '),
                ],
                ...route.hops.map((hop, index): [string, string] => {
                    const view = route.through[index] as PoolView;
                    return [
                        route.hops.length === 1 ? 'Fee' : `Fee of trade ${index + 1}`,
                        `${amount(hop.effect.fee, mintOn(view, hop.effect.from))} · ${feeText(hop.feeBps)}`,
                    ];
                }),
                ...(route.leftOver > 0n ? [['Left on the way', leftText(route)] as [string, string]] : []),
            ]}
        />
    );
}

const boughtIn = ({ through }: Route, from: 'a' | 'b', index: number) =>
    mintOn(through[index] as PoolView, other(from));

function leftText({ through, leftOver }: Route): string {
    const first = through[0] as PoolView;
    const reward = at(first.mints, first.reward);
    return `${formatAmount(leftOver, reward.decimals, { group: true })} ${reward.symbol}`;
}

/** Of what is paid, in what is bought, over all trades on the way. */
function pricesOf(route: Route, quotes: Quotes, now: bigint): { spot: string; mean: string } {
    const along = (read: (view: PoolView) => { a: string; b: string }) => {
        const told = quoted(() =>
            route.hops.map((hop, index) => read(route.through[index] as PoolView)[hop.effect.from]),
        );
        if (told.error !== undefined) return told.error;
        const [one, two] = told.value;
        if (one === undefined) return '–';
        // Shown, never traded on: the product of two prices is rounded.
        return shortDecimal(two === undefined ? one : String(Number((Number(one) * Number(two)).toPrecision(DIGITS))));
    };
    return {
        spot: along((view) => quotes.amm.spot({ pool: stateOf(view, now) })),
        mean: along((view) => quotes.amm.mean({ pool: stateOf(view, now), seconds: MEAN_SECONDS })),
    };
}
