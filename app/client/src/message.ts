// The message of a transaction: a budget, then the instructions.

import {
    appendTransactionMessageInstructions,
    compileTransaction,
    compressTransactionMessageUsingAddressLookupTables,
    createTransactionMessage,
    getTransactionSize,
    setTransactionMessageFeePayer,
    setTransactionMessageLifetimeUsingBlockhash,
    type Address,
    type AddressesByLookupTableAddress,
    type Blockhash,
    type Instruction,
    type Transaction,
} from '@solana/kit';
import { getSetComputeUnitLimitInstruction, getSetComputeUnitPriceInstruction } from '@solana-program/compute-budget';
import { Failure } from './failure';

/** The most compute units a transaction may ask for, used while its need is measured. */
export const MAX_UNITS = 1_400_000;
/** The most bytes of a transaction: one packet of the network. */
export const MAX_BYTES = 1_232;
export const LAMPORTS_PER_SIGNATURE = 5_000n;

export interface Lifetime {
    blockhash: Blockhash;
    lastValidBlockHeight: bigint;
}

export interface Budget {
    units: number;
    microLamports: bigint;
}

const ANY_LIFETIME: Lifetime = {
    blockhash: '11111111111111111111111111111111' as Blockhash,
    lastValidBlockHeight: 0n,
};

export interface MessageInput {
    instructions: readonly Instruction[];
    feePayer: Address;
    lookupTables?: AddressesByLookupTableAddress;
}

export function withBudget(instructions: readonly Instruction[], budget: Budget): Instruction[] {
    return [
        getSetComputeUnitLimitInstruction({ units: budget.units }),
        getSetComputeUnitPriceInstruction({ microLamports: budget.microLamports }),
        ...instructions,
    ];
}

/** The transaction without signatures. */
export function compile(input: MessageInput, budget: Budget, lifetime: Lifetime = ANY_LIFETIME): Transaction {
    const empty = createTransactionMessage({ version: 0 });
    const paid = setTransactionMessageFeePayer(input.feePayer, empty);
    const living = setTransactionMessageLifetimeUsingBlockhash(lifetime, paid);
    const message = appendTransactionMessageInstructions(withBudget(input.instructions, budget), living);
    const tables = input.lookupTables;
    const compressed = tables ? compressTransactionMessageUsingAddressLookupTables(message, tables) : message;
    return compileTransaction(compressed as typeof message);
}

/** Bytes on the wire, signatures included. */
export function sizeOf(transaction: Transaction): number {
    return getTransactionSize(transaction);
}

export function tooLarge(instructions: number, bytes: number): Failure {
    return new Failure(
        'too-large',
        `${instructions} instructions make a transaction of ${bytes} bytes, and ${MAX_BYTES} is the most there can be.`,
        { hint: 'Do it in several steps.' },
    );
}

/** Every account that the instructions may write, the payer first. */
export function writable({ instructions, feePayer }: MessageInput): Address[] {
    const found = new Set<Address>([feePayer]);
    for (const instruction of instructions) {
        // The role's lowest bit says writable.
        for (const meta of instruction.accounts ?? []) if ((meta.role & 1) === 1) found.add(meta.address);
    }
    return [...found];
}
