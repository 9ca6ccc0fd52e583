// What the list says about each pool.

import type { Sorting } from '../../components';
import { at, other } from '@assay/client/actions/amm';
import { feeRate, feesOf, volumeOf, type FeeRate } from '../../features/amm/market-data';
import {
    decimalsOf,
    pairOf,
    pausedIn,
    reservesOf,
    stateOf,
    type MintView,
    type PoolView,
} from '../../features/amm/model';
import { launchOf, shortDecimal, type FeeBps, type LaunchState } from '../../features/amm/texts';
import { epochStream, farmIn, farmRate, type Farms } from '../../features/amm/useFarms';
import { historyOf, type AmmEvent } from '../../features/amm/usePoolHistory';
import type { Quotes } from '../../quotes';

const DAY = 86_400n;
const WEEK = 7n * DAY;

export interface Row {
    view: PoolView;
    pair: string;
    tier: number;
    fee: FeeBps;
    /** Of the reward token, and of the other one. */
    reward: { mint: MintView; reserve: bigint };
    token: { mint: MintView; reserve: bigint };
    /** One reward token in the other one. */
    price: string;
    /** Reward base units in the last 24 hours; missing until the history was read. */
    volume?: bigint;
    fees?: bigint;
    rate?: FeeRate;
    /** Basis points of all liquidity. */
    lockedBps: bigint;
    launch: LaunchState;
    paused: string[];
    /** Basis points a year; missing without a farm, or when nothing is staked in it. */
    farmBps?: bigint;
    hasFarm: boolean;
}

export function rowOf(
    view: PoolView,
    events: readonly AmmEvent[] | undefined,
    farms: Farms | undefined,
    quotes: Quotes,
    now: bigint,
): Row {
    const { data } = view.pool;
    const reserves = reservesOf(view);
    const history = events && historyOf(view, events);
    const farm = farmIn(farms, view);
    const earns = farms && farm && epochStream(farms, farm, quotes) > 0n;
    const on = (side: 'a' | 'b') => ({ mint: at(view.mints, side), reserve: at(reserves, side) });
    return {
        view,
        pair: pairOf(view),
        tier: view.config.data.fees.feeBps,
        fee: quotes.amm.fee({ pool: stateOf(view, now) }),
        reward: on(view.reward),
        token: on(other(view.reward)),
        price: shortDecimal(quotes.amm.spot({ pool: stateOf(view, now) })[view.reward]),
        volume: history && volumeOf(history.trades, view.reward, now - DAY),
        fees: history && feesOf(history.trades, view.reward, now - DAY),
        rate: history && feeRate(history.marks, view.reward, reserves, now, WEEK),
        lockedBps: data.liquidity === 0n ? 0n : (data.locked * 10_000n) / data.liquidity,
        launch: launchOf(data, now),
        paused: pausedIn(view),
        farmBps: earns ? farmRate(farms, farm, view, quotes, now) : undefined,
        hasFarm: earns === true,
    };
}

/** For sorting only. */
export const priceValue = ({ view }: Row): number => {
    const [a, b] = reservesOf(view).map(Number) as [number, number];
    const [decimalsA, decimalsB] = decimalsOf(view);
    const price = (b / a) * 10 ** (decimalsA - decimalsB);
    return view.reward === 'a' ? price : 1 / price;
};

export const searchText = ({ view, pair }: Row): string =>
    [pair, view.address, ...view.mints.map(({ address, name }) => `${address} ${name ?? ''}`)].join(' ');

/** How the address of the page says the list is sorted. */
export function sortingOf(text: string | null): Sorting | undefined {
    if (!text) return undefined;
    const descending = text.startsWith('-');
    return { key: descending ? text.slice(1) : text, descending };
}
