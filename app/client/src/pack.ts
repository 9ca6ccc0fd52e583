// Instructions into transactions.

import type { Address, Instruction } from '@solana/kit';
import { compile, MAX_BYTES, MAX_UNITS, sizeOf, tooLarge } from './message';

/**
 * In their order, as many in each transaction as fit; those that are to be `alone` have one of their own. Throws a
 * Failure when one of them fits into none.
 */
export function pack(
    feePayer: Address,
    instructions: readonly Instruction[],
    alone: (instruction: Instruction) => boolean = () => false,
): Instruction[][] {
    const size = (of: readonly Instruction[]) =>
        sizeOf(compile({ instructions: of, feePayer }, { units: MAX_UNITS, microLamports: 0n }));
    const packed: Instruction[][] = [];
    for (const instruction of instructions) {
        const last = packed.at(-1);
        const joins = last !== undefined && !alone(instruction) && !last.some(alone);
        if (joins && size([...last, instruction]) <= MAX_BYTES) {
            last.push(instruction);
            continue;
        }
        const bytes = size([instruction]);
        if (bytes > MAX_BYTES) throw tooLarge(1, bytes);
        packed.push([instruction]);
    }
    return packed;
}
