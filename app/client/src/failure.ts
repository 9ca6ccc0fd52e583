// Turns whatever went wrong into a sentence: what happened, with the values, and what to do.

import type { Address, Instruction } from '@solana/kit';
import { COMPUTE_BUDGET_PROGRAM } from './addresses';
import { formatAmount, SOL_DECIMALS } from './amounts';
import { causedBy, lookUp, programName, runtimeWords } from './failure-tables';
import { RpcError } from './rpc-error';

export type FailureKind =
    /** A program refused. */
    | 'program'
    /** The runtime refused before any program ran. */
    | 'refused'
    | 'insufficient-funds'
    | 'too-large'
    /** The person said no in the wallet. */
    | 'rejected'
    | 'locked'
    | 'no-wallet'
    /** What the wallet signed is not what it was given. */
    | 'changed'
    /** The plan was sent already. */
    | 'already-sent'
    /** The blockhash's time is over, and nothing happened. */
    | 'expired'
    /** Sent, and the cluster cannot be asked what became of it. */
    | 'unknown-outcome'
    | 'rpc'
    | 'other';

export interface FailureDetails {
    program?: Address;
    programName?: string;
    code?: number;
    name?: string;
    hint?: string;
    logs?: readonly string[];
    signature?: string;
    /** Which instruction, counted from zero, without those of the budget. */
    index?: number;
    cause?: unknown;
}

export class Failure extends Error {
    /** The program, which may be one that was called by another. */
    readonly program?: Address;
    readonly programName?: string;
    readonly code?: number;
    /** The error's name in its program, `InsufficientBond` for example; otherwise `Failure`. */
    override readonly name: string;
    readonly hint: string;
    readonly logs: readonly string[];
    readonly signature?: string;
    readonly index?: number;

    constructor(
        readonly kind: FailureKind,
        readonly sentence: string,
        details: FailureDetails = {},
    ) {
        super(details.hint ? `${sentence} ${details.hint}` : sentence, { cause: details.cause });
        this.name = details.name ?? 'Failure';
        this.hint = details.hint ?? '';
        this.logs = details.logs ?? [];
        this.program = details.program;
        this.programName = details.programName;
        this.code = details.code;
        this.signature = details.signature;
        this.index = details.index;
    }
}

/** What `error` means: a transaction's error as the RPC gives it, or anything that was thrown on the way. */
export function explain(
    error: unknown,
    logs: readonly string[] = [],
    instructions: readonly Instruction[] = [],
): Failure {
    if (error instanceof Failure) return error;
    if (error instanceof RpcError) return new Failure('rpc', error.message, { cause: error, code: error.details.code });
    const instructionError = asInstructionError(error);
    if (instructionError) return ofProgram(instructionError, logs, instructions);
    const runtime = asRuntimeError(error);
    if (runtime !== undefined) return ofRuntime(runtime, logs);
    return ofWallet(error) ?? ofAnything(error);
}

interface InstructionFailure {
    index: number;
    reason: unknown;
}

function asInstructionError(error: unknown): InstructionFailure | undefined {
    const pair = (error as { InstructionError?: unknown } | null)?.InstructionError;
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    return { index: Number(pair[0]), reason: pair[1] };
}

function asRuntimeError(error: unknown): string | undefined {
    if (typeof error === 'string') return /^[A-Z][A-Za-z]+$/.test(error) ? error : undefined;
    if (error === null || typeof error !== 'object' || error instanceof Error) return undefined;
    const keys = Object.keys(error);
    return keys.length === 1 && /^[A-Z]/.test(keys[0]!) ? keys[0] : undefined;
}

function ofProgram(
    { index, reason }: InstructionFailure,
    logs: readonly string[],
    instructions: readonly Instruction[],
): Failure {
    const program = causedBy(logs) ?? instructions[index]?.programAddress;
    const custom = (reason as { Custom?: number | bigint } | null)?.Custom;
    const budget = instructions
        .slice(0, index)
        .filter(({ programAddress }) => programAddress === COMPUTE_BUDGET_PROGRAM);
    const details = { program, programName: program && programName(program), logs, index: index - budget.length };
    const lamports = lackOfLamports(logs);
    if (lamports) return notEnoughSol(lamports.needs, lamports.has, details);
    if (custom === undefined) {
        const words = runtimeWords(reason);
        const kind = reason === 'InsufficientFunds' ? 'insufficient-funds' : 'program';
        return new Failure(kind, `${capital(details.programName ?? 'A program')} refused: ${words}.`, {
            ...details,
            name: typeof reason === 'string' ? reason : undefined,
        });
    }
    const code = Number(custom);
    const found = lookUp(program, code);
    const said = lastWords(logs);
    const sentence = found?.sentence ?? `error ${code}, which has no description`;
    return new Failure(
        found?.funds ? 'insufficient-funds' : 'program',
        sentenceOf(details.programName, sentence, said),
        {
            ...details,
            code,
            name: found?.name,
            hint: found?.hint,
        },
    );
}

function sentenceOf(program: string | undefined, sentence: string, said: string | undefined): string {
    return `${capital(program ?? 'A program')} refused: ${sentence}${said ? ` (${said})` : ''}.`;
}

/** What the program that raised the error logged last in that call: the numbers that go with it. */
export function lastWords(logs: readonly string[]): string | undefined {
    const failed = logs.findIndex((line) => / failed:/.test(line));
    for (let at = failed - 1; at >= 0; at -= 1) {
        const line = logs[at]!;
        if (line.includes(' invoke [')) return undefined;
        const said = /^Program log: (?!Instruction:|Error:|AnchorError)(.*)$/.exec(line)?.[1];
        if (said) return said;
    }
    return undefined;
}

function lackOfLamports(logs: readonly string[]): { has: bigint; needs: bigint } | undefined {
    for (const line of logs) {
        const match = /insufficient lamports (\d+), need (\d+)/.exec(line);
        if (match) return { has: BigInt(match[1]!), needs: BigInt(match[2]!) };
    }
    return undefined;
}

export function notEnoughSol(needs: bigint, has: bigint, details: FailureDetails = {}): Failure {
    const sol = (lamports: bigint) => formatAmount(lamports, SOL_DECIMALS);
    return new Failure(
        'insufficient-funds',
        `There is not enough SOL: this needs ${sol(needs)}, and the wallet has ${sol(has)}.`,
        {
            ...details,
            hint: 'Add SOL to the wallet and try again.',
        },
    );
}

function ofRuntime(error: string, logs: readonly string[]): Failure {
    switch (error) {
        case 'InsufficientFundsForFee':
        case 'AccountNotFound':
            return new Failure('insufficient-funds', 'The wallet has no SOL for the network fee.', {
                logs,
                name: error,
                hint: 'Add SOL to the wallet and try again.',
            });
        case 'InsufficientFundsForRent':
            return new Failure('insufficient-funds', 'The wallet has too little SOL for the rent of an account.', {
                logs,
                name: error,
                hint: 'Add SOL to the wallet and try again.',
            });
        case 'BlockhashNotFound':
            return new Failure('expired', 'The transaction is too old for the cluster, and nothing happened.', {
                logs,
                name: error,
                hint: 'Try again.',
            });
        default:
            return new Failure('refused', `The cluster refused the transaction: ${runtimeWords(error)}.`, {
                logs,
                name: error,
            });
    }
}

function ofWallet(error: unknown): Failure | undefined {
    if (error === null || typeof error !== 'object') return undefined;
    const { code, message = '' } = error as { code?: unknown; message?: string };
    if (code === 4001 || /\b(reject|declin|denied|refused by (the )?user|cancel)/i.test(message)) {
        return new Failure('rejected', 'You refused in the wallet. Nothing was signed, and nothing was sent.', {
            cause: error,
        });
    }
    if (/\block(ed)?\b/i.test(message) && /wallet|account|unlock/i.test(message)) {
        return new Failure('locked', 'The wallet is locked.', { cause: error, hint: 'Unlock it and try again.' });
    }
    if (code === 4100 || /not connected|disconnected|no wallet|not authori[sz]ed/i.test(message)) {
        return new Failure('no-wallet', 'No wallet is connected.', {
            cause: error,
            hint: 'Connect a wallet and try again.',
        });
    }
    return undefined;
}

function ofAnything(error: unknown): Failure {
    const message = error instanceof Error ? error.message : String(error);
    return new Failure('other', capital(message.endsWith('.') ? message : `${message}.`), { cause: error });
}

function capital(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}
