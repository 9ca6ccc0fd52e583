// What a wallet signed must be what it was given.

import {
    getCompiledTransactionMessageDecoder,
    type Address,
    type CompiledTransactionMessage,
    type Transaction,
} from '@solana/kit';
import { COMPUTE_BUDGET_PROGRAM } from './addresses';
import { sameBytes } from './bytes';
import { Failure } from './failure';

type Compiled = Extract<CompiledTransactionMessage, { version: 0 }> & { lifetimeToken?: string };
type CompiledInstruction = Compiled['instructions'][number];

/** @throws {Failure} unless the wallet changed nothing, or nothing but the budget: some set their own priority. */
export function requireSame(given: Transaction, signed: Transaction): void {
    if (sameBytes(given.messageBytes, signed.messageBytes)) return;
    const [before, after] = [messageOf(given), messageOf(signed)];
    if (before && after && sameButBudget(before, after)) return;
    throw new Failure('changed', 'The wallet signed something else than it was given. Nothing was sent.', {
        hint: 'Switch off features of the wallet that change transactions, or use another wallet.',
    });
}

function messageOf(transaction: Transaction): Compiled | undefined {
    try {
        return getCompiledTransactionMessageDecoder().decode(transaction.messageBytes) as Compiled;
    } catch {
        return undefined;
    }
}

function sameButBudget(before: Compiled, after: Compiled): boolean {
    if (before.version !== after.version || before.lifetimeToken !== after.lifetimeToken) return false;
    if (before.staticAccounts[0] !== after.staticAccounts[0]) return false;
    if (JSON.stringify(before.addressTableLookups ?? []) !== JSON.stringify(after.addressTableLookups ?? []))
        return false;
    const [wanted, got] = [essential(before), essential(after)];
    return wanted.length === got.length && wanted.every((one, at) => sameInstruction(one, got[at]!));
}

interface Essential {
    program: Address | undefined;
    /** Address and whether it signs and may be written; a table's account by its index after the static ones. */
    accounts: string[];
    data: Uint8Array;
}

function essential(message: Compiled): Essential[] {
    return message.instructions
        .filter((instruction) => message.staticAccounts[instruction.programAddressIndex] !== COMPUTE_BUDGET_PROGRAM)
        .map((instruction: CompiledInstruction) => ({
            program: message.staticAccounts[instruction.programAddressIndex],
            accounts: (instruction.accountIndices ?? []).map((index) => described(message, index)),
            data: new Uint8Array(instruction.data ?? []),
        }));
}

function described(message: Compiled, index: number): string {
    const account = message.staticAccounts[index];
    if (account === undefined) return `table:${index - message.staticAccounts.length}`;
    const { numSignerAccounts, numReadonlySignerAccounts, numReadonlyNonSignerAccounts } = message.header;
    const signs = index < numSignerAccounts;
    const writable = signs
        ? index < numSignerAccounts - numReadonlySignerAccounts
        : index < message.staticAccounts.length - numReadonlyNonSignerAccounts;
    return `${account}${signs ? ':signs' : ''}${writable ? ':writes' : ''}`;
}

function sameInstruction(one: Essential, other: Essential): boolean {
    return (
        one.program === other.program &&
        one.accounts.length === other.accounts.length &&
        one.accounts.every((account, at) => account === other.accounts[at]) &&
        sameBytes(one.data, other.data)
    );
}
