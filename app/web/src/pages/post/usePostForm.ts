import { formatAmount, TIER_COMMITTEE, type escrow, type Loaded } from '@assay/client';
import { useMemo } from 'react';
import { readAmount, type AmountField, type ReadAmount } from '../../components';
import { useQuotes } from '../../quotes';
import { wholeNumber, type PostDraft, type WholeNumber } from './draft';

export interface PostForm {
    price: AmountField;
    externalValue: AmountField;
    accept: WholeNumber;
    run: WholeNumber;
    heartbeat: WholeNumber;
    minClass: WholeNumber;
    minReputation: WholeNumber;
    committee: boolean;
    /** Where the price goes and what bond it takes, once there is a price. */
    fees?: ReturnType<NonNullable<ReturnType<typeof useQuotes>['data']>['escrow']['fees']>['committee'];
    feesError?: unknown;
}

/** The draft as the program would read it. */
export function usePostForm(draft: PostDraft, market: Loaded<escrow.Market>): PostForm {
    const { value, change } = draft;
    const { params, paymentDecimals: decimals } = market.data;
    const { data: quotes } = useQuotes();
    const price = readPrice(value.price, market.data);
    const external = readAmount(value.externalValue, decimals);
    const longest = Math.floor(params.maxRunSeconds / 60);
    const committee = value.tier === TIER_COMMITTEE;
    const fees = useMemo(() => {
        if (!quotes || price.units === undefined || external.error) return {};
        try {
            const all = quotes.escrow.fees({
                market: market.raw,
                price: price.units,
                maxExternalValue: external.units,
            });
            return { fees: committee ? all.committee : all.optimistic };
        } catch (feesError) {
            return { feesError };
        }
    }, [quotes, market, price.units, external.units, external.error, committee]);
    return {
        price: { ...price, text: value.price, setText: (text) => change({ price: text }), decimals },
        externalValue: {
            ...external,
            text: value.externalValue,
            setText: (text) => change({ externalValue: text }),
            decimals,
        },
        accept: wholeNumber(value.acceptMinutes, 1, longest, ' minutes'),
        run: wholeNumber(value.runMinutes, 1, longest, ' minutes'),
        heartbeat: wholeNumber(value.heartbeatSeconds, 0, params.maxRunSeconds, ' seconds'),
        minClass: wholeNumber(value.minClass, 0, 65_535),
        minReputation: wholeNumber(value.minReputation, 0, 4_294_967_295),
        committee,
        ...fees,
    };
}

/** Whether all of it can be posted. */
export function isComplete(form: PostForm): boolean {
    const numbers = [form.accept, form.run, form.heartbeat, form.minClass, form.minReputation];
    return (
        form.price.units !== undefined &&
        !form.externalValue.error &&
        form.fees !== undefined &&
        numbers.every(({ error }) => !error)
    );
}

/** A price within what the market allows. */
function readPrice(text: string, { params, paymentDecimals }: escrow.Market): ReadAmount {
    const read = readAmount(text, paymentDecimals, { min: params.minPrice });
    if (read.units === undefined || read.units <= params.maxPrice) return read;
    return {
        error: `The market takes jobs of at most ${formatAmount(params.maxPrice, paymentDecimals, { group: true })}.`,
    };
}
