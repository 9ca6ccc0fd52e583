// What codes mean, by the program that raised them.

import type { Address } from '@solana/kit';
import {
    ASSOCIATED_TOKEN_PROGRAM,
    COMPUTE_BUDGET_PROGRAM,
    SYSTEM_PROGRAM,
    TOKEN_2022_PROGRAM,
    TOKEN_PROGRAM,
} from './addresses';
import { AMM_PROGRAM_ADDRESS } from './generated/amm/programs';
import { SENTENCES as AMM } from './generated/amm/sentences';
import { ESCROW_PROGRAM_ADDRESS } from './generated/escrow/programs';
import { SENTENCES as ESCROW } from './generated/escrow/sentences';
import { GOVERNOR_PROGRAM_ADDRESS } from './generated/governor/programs';
import { SENTENCES as GOVERNOR } from './generated/governor/sentences';
import { JUDGE_PROGRAM_ADDRESS } from './generated/judge/programs';
import { SENTENCES as JUDGE } from './generated/judge/sentences';
import { STAKE_PROGRAM_ADDRESS } from './generated/stake/programs';
import { SENTENCES as STAKE } from './generated/stake/sentences';

type Table = Record<number, readonly [name: string, sentence: string, hint?: string, funds?: boolean]>;

/** The framework's own codes that a caller can provoke. */
const FRAMEWORK: Table = {
    2000: ['ConstraintMut', 'an account that must be writable is not'],
    2001: ['ConstraintHasOne', 'an account does not belong with the others named'],
    2003: ['ConstraintRaw', 'an account breaks a rule of this instruction'],
    2005: ['ConstraintRentExempt', 'an account holds too little to be rent-exempt'],
    2006: ['ConstraintSeeds', 'an account is not at the address it must have'],
    2012: ['ConstraintAddress', 'an account is not the one this instruction requires'],
    2040: ['ConstraintDuplicateMutableAccount', 'the same account is given twice'],
};

const TOKEN: Table = {
    1: [
        'InsufficientFunds',
        'the token account holds less than the amount',
        'Choose a smaller amount, or get more of the token.',
        true,
    ],
    3: ['MintMismatch', 'the token account is of another mint'],
    4: ['OwnerMismatch', 'the token account belongs to somebody else'],
    6: ['AlreadyInUse', 'the token account is in use already'],
    11: ['NonNativeHasBalance', 'the token account is not empty, so it cannot be closed', 'Take the tokens out first.'],
    14: ['Overflow', 'an amount does not fit into 64 bits'],
    17: ['AccountFrozen', 'the token account is frozen', 'Ask whoever issues the token.'],
};

const SYSTEM: Table = {
    0: [
        'AccountAlreadyInUse',
        'an account that was to be made is there already',
        'It may be done already: look again.',
    ],
    1: [
        'ResultWithNegativeLamports',
        'the payer has too little SOL for the transfer or the rent',
        'Add SOL to the wallet and try again.',
        true,
    ],
};

const NAMES: Record<string, string> = {
    [STAKE_PROGRAM_ADDRESS]: 'the stake program',
    [ESCROW_PROGRAM_ADDRESS]: 'the escrow program',
    [AMM_PROGRAM_ADDRESS]: 'the AMM program',
    [GOVERNOR_PROGRAM_ADDRESS]: 'the governor program',
    [JUDGE_PROGRAM_ADDRESS]: 'the judge program',
    [SYSTEM_PROGRAM]: 'the system program',
    [TOKEN_PROGRAM]: 'the token program',
    [TOKEN_2022_PROGRAM]: 'the Token-2022 program',
    [ASSOCIATED_TOKEN_PROGRAM]: 'the associated token program',
    [COMPUTE_BUDGET_PROGRAM]: 'the compute budget program',
    MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr: 'the memo program',
    BPFLoaderUpgradeab1e11111111111111111111111: 'the program loader',
};

/** Others apply rules of the stake program's crate and return its errors. */
const TABLES: Record<string, readonly Table[]> = {
    [STAKE_PROGRAM_ADDRESS]: [STAKE],
    [ESCROW_PROGRAM_ADDRESS]: [ESCROW, STAKE],
    [AMM_PROGRAM_ADDRESS]: [AMM, STAKE],
    [GOVERNOR_PROGRAM_ADDRESS]: [GOVERNOR, STAKE],
    [JUDGE_PROGRAM_ADDRESS]: [JUDGE],
    [TOKEN_PROGRAM]: [TOKEN],
    [TOKEN_2022_PROGRAM]: [TOKEN],
    [SYSTEM_PROGRAM]: [SYSTEM],
};

export function programName(program: Address): string {
    return NAMES[program] ?? `program ${program}`;
}

export interface Found {
    name: string;
    sentence: string;
    hint?: string;
    /** Whether money is missing. */
    funds: boolean;
}

export function lookUp(program: Address | undefined, code: number): Found | undefined {
    const own = (program && TABLES[program]) ?? [];
    const row = [...own, FRAMEWORK].map((table) => table[code]).find((found) => found !== undefined);
    if (!row) return undefined;
    return { name: row[0], sentence: row[1].replace(/\.$/, ''), hint: row[2], funds: row[3] ?? false };
}

/** The program whose "failed" line comes first raised the error; its callers only pass it on. */
export function causedBy(logs: readonly string[]): Address | undefined {
    for (const line of logs) {
        const program = /^Program ([1-9A-HJ-NP-Za-km-z]{32,44}) failed:/.exec(line)?.[1];
        if (program) return program as Address;
    }
    return undefined;
}

const RUNTIME: Record<string, string> = {
    AccountAlreadyInitialized: 'an account is in use already',
    AccountInUse: 'an account is being written by another transaction; try again',
    AlreadyProcessed: 'it was carried out already',
    ComputationalBudgetExceeded: 'it takes more computation than a transaction may use',
    IllegalOwner: 'an account belongs to another program',
    InvalidAccountData: 'an account does not hold what it should; it may not exist yet',
    InvalidAccountOwner: 'an account belongs to another program',
    InvalidArgument: 'an argument is invalid',
    InvalidInstructionData: 'the instruction cannot be decoded; program and client may be of different versions',
    InvalidSeeds: 'an account is not at the address it must have',
    MissingRequiredSignature: 'a signature is missing',
    NotEnoughAccountKeys: 'accounts are missing',
    ProgramAccountNotFound: 'a program it calls is not on this cluster; check which cluster you are on',
    ProgramFailedToComplete: 'it ran out of computation or memory',
    SignatureFailure: 'a signature is wrong',
    UninitializedAccount: 'an account does not exist yet',
};

/** An error of the runtime in words. */
export function runtimeWords(reason: unknown): string {
    const name =
        typeof reason === 'string' ? reason : (Object.keys((reason as object | null) ?? {})[0] ?? 'no reason given');
    return RUNTIME[name] ?? name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}
