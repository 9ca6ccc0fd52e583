import { formatAmount } from '@assay/client';

interface AmountProps {
    units: bigint;
    decimals: number;
    symbol?: string;
    /** Digits after the point to show; the exact amount is in the tooltip. */
    maxDecimals?: number;
    /** Show a plus sign before gains. */
    sign?: boolean;
}

/** An amount in base units, exact: what is cut on screen is in the tooltip. */
export function Amount({ units, decimals, symbol, maxDecimals, sign }: AmountProps) {
    const exact = formatAmount(units, decimals, { group: true, sign });
    const shown = maxDecimals === undefined ? exact : formatAmount(units, decimals, { group: true, maxDecimals, sign });
    return (
        <span className="nowrap" title={shown === exact ? undefined : exact}>
            {shown}
            {symbol && ` ${symbol}`}
        </span>
    );
}
