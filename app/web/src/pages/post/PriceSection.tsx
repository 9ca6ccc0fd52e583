import type { ReactNode } from 'react';
import { formatAmount } from '@assay/client';
import { Button, Card, ErrorNote, Note, Skeleton, TokenInput } from '../../components';
import type { Ask, Estimate } from '../../features/jobs/estimate';
import type { PaidIn } from '../../features/jobs/names';
import type { PostForm } from './usePostForm';

interface PriceSectionProps {
    form: PostForm;
    paidIn: PaidIn;
    bounds: { minPrice: bigint; maxPrice: bigint };
    estimate?: Estimate;
    asks: Ask[];
    ready: boolean;
    balance?: bigint;
    children?: ReactNode;
}

/** The price, where it comes from and who would take it. */
export function PriceSection({ form, paidIn, bounds, estimate, asks, ready, balance, children }: PriceSectionProps) {
    const text = (units: bigint) => `${formatAmount(units, paidIn.decimals, { group: true })} ${paidIn.symbol}`;
    const { units } = form.price;
    const short = units !== undefined && balance !== undefined && units > balance;
    return (
        <Card title="Price">
            <TokenInput
                label="Price of the job, fee included"
                field={form.price}
                symbol={paidIn.symbol}
                balance={balance}
                max={balance !== undefined && balance < bounds.maxPrice ? balance : bounds.maxPrice}
                error={
                    short
                        ? `The wallet has ${text(balance)}; the price takes ${text(units)}. Lower it, or get more ${paidIn.symbol}.`
                        : undefined
                }
                hint={`The market takes jobs of ${text(bounds.minPrice)} to ${text(bounds.maxPrice)}.`}
            />
            {children}
            {!ready && <Skeleton lines={2} label="Reading asks and settled jobs" />}
            {ready && !estimate && (
                <Note title="No estimate">
                    No provider that may take this job says what it asks, and no job settled here yet. Give what the
                    work is worth to you; it comes back if nobody accepts in time.
                </Note>
            )}
            {estimate && (
                <Note tone="info" title={`Estimate: ${text(estimate.price)}`}>
                    <p>{howItCameAbout(estimate, text)}</p>
                    {estimate.price !== units && (
                        <div>
                            <Button
                                small
                                onClick={() => form.price.setText(formatAmount(estimate.price, paidIn.decimals))}
                            >
                                Use the estimate
                            </Button>
                        </div>
                    )}
                </Note>
            )}
            {units !== undefined && ready && <Takers form={form} asks={asks} />}
            {form.feesError !== undefined && <ErrorNote title="That price cannot be posted" error={form.feesError} />}
        </Card>
    );
}

export function howItCameAbout(estimate: Estimate, text: (units: bigint) => string): string {
    const { asks, lowestAsk, settled, sameSpec, median, low, high } = estimate;
    const range = low === high ? text(low) : `${text(low)} to ${text(high)}`;
    const providers = asks === 1 ? '1 provider may take it' : `${asks} providers may take it`;
    const floor = lowestAsk ? `the lowest asks ${text(lowestAsk)} a job` : 'the lowest names no least price';
    const asked = asks === 0 ? 'no provider may take it now' : `${providers}, and ${floor}`;
    const jobs = `${settled} ${settled === 1 ? 'job' : 'jobs'}${sameSpec ? ' of this very model' : ' of other models'}`;
    const done = median === undefined ? 'no job has settled yet' : `${jobs} settled, in the middle for ${text(median)}`;
    return `Range ${range}: ${asked}; ${done}.`;
}

/** Providers that ask no more and have the bond. */
function Takers({ form, asks }: { form: PostForm; asks: Ask[] }) {
    const { units } = form.price;
    if (units === undefined || !form.fees) return null;
    const bond = form.fees.requiredBond;
    const willing = asks.filter(({ price }) => price <= units);
    const able = willing.filter(({ freeBond }) => freeBond >= bond);
    if (able.length > 0) {
        return (
            <p className="small">
                {able.length} {able.length === 1 ? 'provider asks' : 'providers ask'} no more and{' '}
                {able.length === 1 ? 'has' : 'have'} the bond for it now.
            </p>
        );
    }
    const why =
        willing.length === 0
            ? 'no provider that may take it asks so little'
            : 'none of those that ask no more has the free bond it takes';
    return (
        <Note tone="warn" title="Nobody may take it">
            At this price {why}. You can post it all the same; the price comes back if nobody accepts in time.
        </Note>
    );
}
