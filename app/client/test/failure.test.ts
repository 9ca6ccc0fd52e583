import { type Address, type Instruction } from '@solana/kit';
import { describe, expect, test } from 'vitest';
import { COMPUTE_BUDGET_PROGRAM, SYSTEM_PROGRAM, TOKEN_PROGRAM } from '../src/addresses';
import { explain, Failure } from '../src/failure';
import { AMM_PROGRAM_ADDRESS } from '../src/generated/amm/programs';
import { SENTENCES as AMM } from '../src/generated/amm/sentences';
import { ESCROW_PROGRAM_ADDRESS } from '../src/generated/escrow/programs';
import { SENTENCES as ESCROW } from '../src/generated/escrow/sentences';
import { GOVERNOR_PROGRAM_ADDRESS } from '../src/generated/governor/programs';
import { SENTENCES as GOVERNOR } from '../src/generated/governor/sentences';
import { STAKE_PROGRAM_ADDRESS } from '../src/generated/stake/programs';
import { SENTENCES as STAKE } from '../src/generated/stake/sentences';
import { RpcError } from '../src/rpc-error';

const of = (programAddress: Address): Instruction => ({ programAddress });
const custom = (index: number, code: number) => ({ InstructionError: [index, { Custom: code }] });

describe('programs', () => {
    test('the innermost program that failed is the one that refused, with its last words', () => {
        const logs = [
            `Program ${COMPUTE_BUDGET_PROGRAM} invoke [1]`,
            `Program ${COMPUTE_BUDGET_PROGRAM} success`,
            `Program ${ESCROW_PROGRAM_ADDRESS} invoke [1]`,
            'Program log: Instruction: Accept',
            `Program ${STAKE_PROGRAM_ADDRESS} invoke [2]`,
            'Program log: Instruction: LockBond',
            'Program log: 250 missing',
            `Program ${STAKE_PROGRAM_ADDRESS} consumed 900 of 1000 compute units`,
            `Program ${STAKE_PROGRAM_ADDRESS} failed: custom program error: 0x1b61`,
            `Program ${ESCROW_PROGRAM_ADDRESS} failed: custom program error: 0x1b61`,
        ];
        const failure = explain(custom(1, 7_009), logs, [of(COMPUTE_BUDGET_PROGRAM), of(ESCROW_PROGRAM_ADDRESS)]);
        expect(failure).toMatchObject({
            kind: 'program',
            program: STAKE_PROGRAM_ADDRESS,
            code: 7_009,
            name: 'InsufficientBond',
            index: 0,
        });
        expect(failure.sentence).toBe(
            'The stake program refused: Not enough free bond: deposit more, or wait until locked bonds are released (250 missing).',
        );
    });

    test("an inner program's words are not taken for the outer one's", () => {
        const logs = [
            `Program ${ESCROW_PROGRAM_ADDRESS} invoke [1]`,
            `Program ${STAKE_PROGRAM_ADDRESS} invoke [2]`,
            `Program ${STAKE_PROGRAM_ADDRESS} success`,
            `Program ${ESCROW_PROGRAM_ADDRESS} failed: custom program error: 0x1770`,
        ];
        expect(explain(custom(0, 6_000), logs, [of(ESCROW_PROGRAM_ADDRESS)]).sentence).not.toContain('(');
    });

    test.each([
        [STAKE_PROGRAM_ADDRESS, STAKE],
        [ESCROW_PROGRAM_ADDRESS, ESCROW],
        [AMM_PROGRAM_ADDRESS, AMM],
        [GOVERNOR_PROGRAM_ADDRESS, GOVERNOR],
    ])('every code of %s has its sentence', (program, table) => {
        const rows = Object.entries(table);
        expect(rows.length).toBeGreaterThan(20);
        for (const [code, [name, sentence]] of rows) {
            const failure = explain(custom(0, Number(code)), [], [of(program)]);
            expect(failure.name).toBe(name);
            expect(failure.sentence).toContain(sentence.replace(/\.$/, ''));
        }
    });

    test("codes of the stake crate in another program are the stake crate's", () => {
        expect(explain(custom(0, 7_028), [], [of(AMM_PROGRAM_ADDRESS)]).name).toBe('Overflow');
    });

    test("another program's code is not taken for ours", () => {
        const stranger = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr' as Address;
        const failure = explain(custom(0, 7_009), [], [of(stranger)]);
        expect(failure.sentence).toContain('error 7009, which has no description');
    });
});

describe('money', () => {
    test('too little SOL says how much is needed and there', () => {
        const logs = [
            `Program ${SYSTEM_PROGRAM} invoke [1]`,
            'Transfer: insufficient lamports 1000000, need 2500000000',
            `Program ${SYSTEM_PROGRAM} failed: custom program error: 0x1`,
        ];
        const failure = explain(custom(0, 1), logs, [of(SYSTEM_PROGRAM)]);
        expect(failure.kind).toBe('insufficient-funds');
        expect(failure.sentence).toBe('There is not enough SOL: this needs 2.5, and the wallet has 0.001.');
    });

    test('too few tokens', () => {
        const failure = explain(
            custom(0, 1),
            [`Program ${TOKEN_PROGRAM} failed: custom program error: 0x1`],
            [of(AMM_PROGRAM_ADDRESS)],
        );
        expect(failure).toMatchObject({
            kind: 'insufficient-funds',
            name: 'InsufficientFunds',
            program: TOKEN_PROGRAM,
        });
    });

    test.each(['InsufficientFundsForFee', 'AccountNotFound', { InsufficientFundsForRent: { account_index: 0 } }])(
        '%j',
        (error) => {
            expect(explain(error).kind).toBe('insufficient-funds');
        },
    );
});

test.each([
    ['BlockhashNotFound', 'expired', /Nothing happened|nothing happened/],
    ['ProgramAccountNotFound', 'refused', /not on this cluster/],
    ['WouldExceedMaxBlockCostLimit', 'refused', /would exceed max block cost limit/],
    [{ InstructionError: [0, 'MissingRequiredSignature'] }, 'program', /a signature is missing/],
    [{ InstructionError: [0n, { Custom: 6_000n }] }, 'program', /error 6000/],
])('a runtime error is told in words, %#', (error, kind, sentence) => {
    const failure = explain(error);
    expect(failure.kind).toBe(kind);
    expect(failure.sentence).toMatch(sentence);
});

test.each([
    [Object.assign(new Error('User rejected the request.'), { code: 4001 }), 'rejected'],
    [new Error('Approval Denied'), 'rejected'],
    [new Error('Transaction was declined by the user'), 'rejected'],
    [new Error('Wallet is locked'), 'locked'],
    [new Error('Wallet not connected'), 'no-wallet'],
    [new RpcError('timeout', 'http://x', 'http://x did not answer.'), 'rpc'],
    [new Error('something else'), 'other'],
    ['a text', 'other'],
    [undefined, 'other'],
])('%s is %s', (error, kind) => {
    const failure = explain(error);
    expect(failure.kind).toBe(kind);
    expect(failure.message.length).toBeGreaterThan(5);
});

test('a failure is kept as it is', () => {
    const failure = new Failure('too-large', 'Too large.', { hint: 'Do less.' });
    expect(explain(failure)).toBe(failure);
    expect(failure.message).toBe('Too large. Do less.');
    expect(failure).toBeInstanceOf(Error);
});
