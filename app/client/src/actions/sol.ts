// Token accounts, and SOL as a token.

import { createNoopSigner, type Address, type Instruction } from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import { getCloseAccountInstruction, getSyncNativeInstruction } from '@solana-program/token';
import { associated, NATIVE_MINT, TOKEN_PROGRAM } from '../addresses';
import { openTokenAccount } from './escrow';

/** A mint, and the token program that owns it. */
export interface TokenMint {
    address: Address;
    tokenProgram: Address;
}

/** Opens `owner`'s associated token account; does nothing where it is open already. */
export const openAssociated = (payer: Address, owner: Address, mint: TokenMint): Promise<Instruction> =>
    openTokenAccount(payer, owner, mint.address, mint.tokenProgram);

/** What of a mint goes into instructions at the most. */
export interface Sold {
    mint: Address;
    amount: bigint;
}

/**
 * Wraps what is needed of SOL before, and unwraps all there is after, with what was wrapped before. `sold` names every
 * mint that moves; instructions without SOL stay as they are.
 */
export async function aroundSol(
    owner: Address,
    sold: readonly Sold[],
    instructions: readonly Instruction[],
): Promise<Instruction[]> {
    const native = sold.filter(({ mint }) => mint === NATIVE_MINT);
    if (native.length === 0) return [...instructions];
    const signer = createNoopSigner(owner);
    const account = await associated(owner, NATIVE_MINT);
    const open = await openAssociated(owner, owner, { address: NATIVE_MINT, tokenProgram: TOKEN_PROGRAM });
    const amount = native.reduce((sum, one) => sum + one.amount, 0n);
    const wrap =
        amount === 0n
            ? []
            : [
                  getTransferSolInstruction({ source: signer, destination: account, amount }),
                  getSyncNativeInstruction({ account }),
              ];
    const unwrap = getCloseAccountInstruction({ account, destination: owner, owner: signer });
    return [open, ...wrap, ...instructions, unwrap];
}
