import { shortAddress } from '../../components';
import type { MintView } from './model';

interface TokenSelectProps {
    label: string;
    mints: readonly MintView[];
    value: string;
    onChange(mint: string): void;
}

/** Tokens that are traded. One that nobody vouches for always shows its address beside the name it gave itself. */
export function TokenSelect({ label, mints, value, onChange }: TokenSelectProps) {
    return (
        <select
            className="token-select"
            aria-label={label}
            value={value}
            onChange={(event) => onChange(event.target.value)}
        >
            {mints.map((mint) => (
                <option key={mint.address} value={mint.address}>
                    {tokenText(mint)}
                </option>
            ))}
        </select>
    );
}

export function tokenText({ address, symbol, known }: MintView): string {
    const short = shortAddress(address);
    return known || symbol === short ? symbol : `${symbol} (${short})`;
}
