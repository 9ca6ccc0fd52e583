import { getAddressDecoder, getAddressEncoder, type Address } from '@solana/kit';
import { expect, test } from 'vitest';
import { NATIVE_MINT, SYSTEM_PROGRAM, TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from '../src/addresses';
import { effectsOf, mintDecimals, rentsOf, tokenBalance, type AccountState } from '../src/effects';

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const [me, you, mint, account] = [key(1), key(2), key(3), key(4)];
const wallet = (lamports: bigint): AccountState => ({ lamports, owner: SYSTEM_PROGRAM, data: new Uint8Array() });

function tokens(
    of: Address,
    owner: Address,
    amount: bigint,
    program: Address = TOKEN_PROGRAM,
    lamports = 2_039_280n,
): AccountState {
    const data = new Uint8Array(program === TOKEN_2022_PROGRAM ? 170 : 165);
    data.set(getAddressEncoder().encode(of), 0);
    data.set(getAddressEncoder().encode(owner), 32);
    new DataView(data.buffer).setBigUint64(64, amount, true);
    if (data.length > 165) data[165] = 2;
    return { lamports, owner: program, data };
}

const owners = new Set([me]);
const fee = { payer: me, lamports: 5_000n };

test('SOL is told without the fee', () => {
    const differences = [{ account: me, before: wallet(100_000n), after: wallet(65_000n) }];
    expect(effectsOf(differences, owners, fee)).toEqual([
        { owner: me, mint: 'SOL', decimals: 9, delta: -30_000n, before: 100_000n, after: 70_000n, account: me },
    ]);
    expect(effectsOf([{ account: me, before: wallet(100_000n), after: wallet(95_000n) }], owners, fee)).toEqual([]);
});

test.each<Address>([TOKEN_PROGRAM, TOKEN_2022_PROGRAM])('tokens of %s, mine only', (program) => {
    const differences = [
        { account, before: tokens(mint, me, 70n, program), after: tokens(mint, me, 30n, program) },
        { account: key(5), before: tokens(mint, you, 0n, program), after: tokens(mint, you, 40n, program) },
    ];
    expect(effectsOf(differences, owners, fee)).toMatchObject([
        { owner: me, mint, delta: -40n, before: 70n, after: 30n, account },
    ]);
});

test('an account that changes hands is lost to one and gained by the other', () => {
    const differences = [{ account, before: tokens(mint, me, 70n), after: tokens(mint, you, 70n) }];
    expect(effectsOf(differences, new Set([me, you]), fee).map(({ owner, delta }) => [owner, delta])).toEqual([
        [me, -70n],
        [you, 70n],
    ]);
});

test('rent is what accounts lock, without wrapped SOL, and comes back from what is closed', () => {
    const rent = 2_039_280n;
    const differences = [
        { account, before: null, after: tokens(mint, me, 5n) },
        { account: key(6), before: null, after: tokens(NATIVE_MINT, me, 1_000n, TOKEN_PROGRAM, rent + 1_000n) },
        { account: key(7), before: tokens(mint, me, 0n), after: null },
        { account: you, before: null, after: wallet(10n) },
        { account: key(8), before: tokens(mint, me, 0n), after: tokens(mint, me, 1n) },
    ];
    expect(rentsOf(differences, owners)).toEqual([
        { account, lamports: rent },
        { account: key(6), lamports: rent },
        { account: key(7), lamports: -rent },
    ]);
});

test('mints and token accounts are told apart', () => {
    const data = new Uint8Array(82).fill(0);
    data[44] = 6;
    expect(mintDecimals({ lamports: 1n, owner: TOKEN_PROGRAM, data })).toBe(6);
    expect(mintDecimals({ lamports: 1n, owner: SYSTEM_PROGRAM, data })).toBeUndefined();
    expect(mintDecimals(tokens(mint, me, 1n))).toBeUndefined();
    expect(tokenBalance({ lamports: 1n, owner: TOKEN_PROGRAM, data })).toBeUndefined();
    expect(tokenBalance(wallet(1n))).toBeUndefined();
});
