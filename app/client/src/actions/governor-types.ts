import type { Address, ReadonlyUint8Array } from '@solana/kit';

/** A mint with its token program. */
export interface Currency {
    mint: Address;
    tokenProgram: Address;
}

/** An instruction that is voted on, as its staged bytes say. */
export interface Unstaged {
    program: Address;
    accounts: { address: Address; signer: boolean; writable: boolean }[];
    data: ReadonlyUint8Array;
}
