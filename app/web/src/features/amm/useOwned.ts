import { NATIVE_MINT } from '@assay/client';
import type { Address } from '@solana/kit';
import { useBalance } from '../../wallet';

/** What somebody can pay of a mint: of SOL itself, where it is SOL, which is wrapped on the way. */
export function useOwned(owner: Address | undefined, mint: Address): bigint | undefined {
    return useBalance(owner, mint === NATIVE_MINT ? 'SOL' : mint);
}
