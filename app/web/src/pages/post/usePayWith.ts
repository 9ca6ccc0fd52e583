import type { amm, escrow, Loaded, NewJob } from '@assay/client';
import { sideOf, type Side } from '@assay/client/actions/amm';
import { postJobWithSwap } from '@assay/client/actions/pay-with';
import type { Address, Instruction } from '@solana/kit';
import { useEffect, useMemo, useRef } from 'react';
import { mintOn, stateOf, type MintView, type PoolView } from '../../features/amm/model';
import { hopsOf, quoted, requireWithin, routeOf, type Quoted, type Route } from '../../features/amm/quoting';
import { useAmm } from '../../features/amm/useAmm';
import type { Quotes } from '../../quotes';
import type { PostDraft } from './draft';

/** How long the program may take to sell for the price, seconds. */
const DEADLINE_SECONDS = 120n;
/** Over which the mean is taken that a pool's price may be so far from, seconds. */
export const MEAN_SECONDS = 600;

export interface PayWith {
    /** Tokens that a pool trades for the market's. */
    choices: MintView[];
    /** The one to pay with; undefined for the market's own. */
    chosen?: MintView;
    quote?: Quoted<Guarded>;
    slippageBps: number;
    /** The instructions that post a job, quoted anew. */
    build(job: NewJob): Promise<readonly Instruction[]>;
}

/** Paying with another token, sold for the price in the same transaction through one pool. */
export function usePayWith(
    draft: PostDraft,
    market: Loaded<escrow.Market>,
    wallet: Address | undefined,
    price: bigint | undefined,
): PayWith {
    const { pools, quotes, now } = useAmm();
    const { paymentMint, rewardMint } = market.data;
    const { payWith, slippageBps: slippage, withinMeanBps: withinMean } = draft.value;
    const direct = useMemo(
        () => (pools ?? []).filter(({ at }) => sideOf(at, paymentMint) !== undefined),
        [pools, paymentMint],
    );
    const choices = useMemo(() => otherMints(direct, paymentMint), [direct, paymentMint]);
    const chosen = choices.find(({ address }) => address === payWith);
    const slippageBps = Number(slippage);
    const quote = useMemo(() => {
        if (!chosen || !quotes || now === undefined || price === undefined) return undefined;
        const asked = { from: chosen.address, to: paymentMint, exact: 'out', amount: price, slippageBps } as const;
        const between = direct.filter(({ at }) => sideOf(at, chosen.address) !== undefined);
        return quoted(() => {
            const route = routeOf(quotes, between, rewardMint, asked, now);
            const guard = guardOf(quotes, route, Number(withinMean), now);
            requireWithin(quotes, route.through, { deadline: now + DEADLINE_SECONDS, ...guard }, now);
            return { ...route, guard };
        });
    }, [chosen, quotes, now, price, paymentMint, rewardMint, slippageBps, withinMean, direct]);
    // A plan that is made anew takes the quote of its own moment.
    const latest = useRef({ quote, now });
    useEffect(() => {
        latest.current = { quote, now };
    });
    const build = async (job: NewJob): Promise<readonly Instruction[]> => {
        if (!chosen) return job.instructions;
        const { quote: fresh, now: time } = latest.current;
        if (!wallet || !fresh?.value || time === undefined)
            throw new Error(fresh?.error ?? 'There is no quote for that token yet. Wait a moment.');
        const [hop] = hopsOf(fresh.value);
        if (!hop) throw new Error('No pool trades that token for the price.');
        const limits: amm.Limits = { deadline: time + DEADLINE_SECONDS, ...fresh.value.guard };
        return postJobWithSwap(market, wallet, job.request, {
            pool: hop.pool,
            from: hop.from,
            maximum: hop.limit,
            limits,
        });
    };
    return { choices, chosen, quote, slippageBps, build };
}

export interface Guarded extends Route {
    guard: Guard;
}

type Guard = Pick<amm.Limits, 'meanSeconds' | 'meanBps'>;

/** How near to its mean the price has to be; pools that are too young to have one are not asked. */
function guardOf(quotes: Quotes, { through }: Route, meanBps: number, now: bigint): Guard {
    const old = through.every((pool) => {
        try {
            quotes.amm.mean({ pool: stateOf(pool, now), seconds: MEAN_SECONDS });
            return true;
        } catch {
            return false;
        }
    });
    return old && meanBps > 0 ? { meanSeconds: MEAN_SECONDS, meanBps } : { meanSeconds: 0, meanBps: 0 };
}

function otherMints(pools: readonly PoolView[], paymentMint: Address): MintView[] {
    const found = pools.map((pool) => mintOn(pool, otherSide(sideOf(pool.at, paymentMint)!)));
    return found.filter(({ address }, at) => found.findIndex((one) => one.address === address) === at);
}

const otherSide = (side: Side): Side => (side === 'a' ? 'b' : 'a');
