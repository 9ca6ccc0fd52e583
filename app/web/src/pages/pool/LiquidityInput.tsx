import { LP_DECIMALS } from '@assay/client/actions/amm';
import { readAmount, TokenInput } from '../../components';

/** An amount of liquidity as it was typed, at most `most` where that is known. */
export function readLiquidity(text: string, most: bigint | undefined) {
    return readAmount(text, LP_DECIMALS, most === undefined ? {} : { max: most });
}

interface LiquidityInputProps {
    label: string;
    text: string;
    read: ReturnType<typeof readLiquidity>;
    most: bigint | undefined;
    change(part: { amount: string }): void;
}

export function LiquidityInput({ label, text, read, most, change }: LiquidityInputProps) {
    const field = { ...read, text, setText: (amount: string) => change({ amount }), decimals: LP_DECIMALS };
    return <TokenInput label={label} field={field} symbol="LP" balance={most} />;
}
