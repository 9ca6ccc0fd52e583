import { SIDES } from '@assay/client/actions/amm';
import { mintOn, stateOf, type PoolView } from '../../features/amm/model';
import { amountText } from '../../features/amm/texts';
import type { Quotes } from '../../quotes';

/** What liquidity is worth in both tokens now, before any fee. */
export function worthText(view: PoolView, quotes: Quotes, liquidity: bigint, now: bigint): string {
    const { amounts } = quotes.amm.worth({ pool: stateOf(view, now), liquidity });
    return SIDES.map((side, index) => amountText(amounts[index as 0 | 1], mintOn(view, side))).join(' + ');
}
