import { fromBase64 } from '@assay/client';
import type { Unstaged } from '@assay/client/actions/governor';
import type { Instruction } from '@solana/kit';
import { unstagedOf } from '@assay/client/actions/governor';
import type { Quotes } from '../../quotes';

/** The instruction that bytes stage. */
export function unstaged(quotes: Quotes, bytes: Uint8Array): Unstaged {
    const { program, accounts, data } = quotes.governor.unstage({ bytes });
    return { program, accounts, data: fromBase64(data) };
}

/** The bytes that stage an instruction. Throws a QuoteError when it names too many accounts. */
export function stagedBytes(quotes: Quotes, instruction: Instruction): Uint8Array {
    const { program, accounts, data } = unstagedOf(instruction);
    return fromBase64(quotes.governor.stage({ program, accounts, data: Uint8Array.from(data) }).bytes);
}
