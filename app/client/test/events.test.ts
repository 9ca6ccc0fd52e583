import { getAddressDecoder, type Address } from '@solana/kit';
import { expect, test } from 'vitest';
import { toBase64, toHex } from '../src/bytes';
import { decodeLogs } from '../src/events';
import { AMM_PROGRAM_ADDRESS } from '../src/generated/amm/programs';
import { ESCROW_PROGRAM_ADDRESS } from '../src/generated/escrow/programs';
import { EVENTS } from '../src/generated/stake/events';
import { STAKE_PROGRAM_ADDRESS as STAKE } from '../src/generated/stake/programs';
import { getOperatorClosedEncoder } from '../src/generated/stake/types';

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const discriminator = Object.entries(EVENTS).find(([, { name }]) => name === 'OperatorClosed')![0];
const closed = { operator: key(7), authority: key(9) };
const event = Uint8Array.from([
    ...discriminator.match(/../g)!.map((pair) => parseInt(pair, 16)),
    ...getOperatorClosedEncoder().encode(closed),
]);
const data = `Program data: ${toBase64(event)}`;
const run = (program: string, ...inside: string[]) => [
    `Program ${program} invoke [1]`,
    ...inside,
    `Program ${program} success`,
];
const STRANGER = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';

test('an event is read back field by field', () => {
    expect(toHex(event.subarray(0, 8))).toBe(discriminator);
    expect(decodeLogs(run(STAKE, 'Program log: Instruction: CloseOperator', data))).toEqual([
        { program: 'stake', name: 'OperatorClosed', data: closed },
    ]);
});

test("an event of a program that was called counts as that program's", () => {
    const logs = run(ESCROW_PROGRAM_ADDRESS, `Program ${STAKE} invoke [2]`, data, `Program ${STAKE} success`);
    expect(decodeLogs(logs).map(({ program }) => program)).toEqual(['stake']);
});

test('another program cannot log our events', () => {
    expect(decodeLogs(run(STRANGER, data))).toEqual([]);
    expect(decodeLogs(run(AMM_PROGRAM_ADDRESS, data))).toEqual([]);
    // Nor can one that calls us, after we have returned, or failed.
    for (const end of ['success', 'failed: custom program error: 0x1']) {
        expect(decodeLogs(run(STRANGER, `Program ${STAKE} invoke [2]`, `Program ${STAKE} ${end}`, data))).toEqual([]);
    }
});

test('a text that a program logs starts and ends nothing', () => {
    const logs = run(STRANGER, `Program log: Program ${STAKE} invoke [2]`, data, `Program return: ${STAKE} AA==`);
    expect(decodeLogs(logs)).toEqual([]);
});

test('what follows missing lines belongs to nobody', () => {
    const logs = [`Program ${STRANGER} invoke [1]`, `Program ${STAKE} invoke [2]`, data, 'Log truncated', data];
    expect(decodeLogs(logs)).toHaveLength(1);
});

test('data that is no event is left out', () => {
    const short = `Program data: ${toBase64(event.subarray(0, 30))}`;
    expect(
        decodeLogs(
            run(STAKE, short, 'Program data: !!!', 'Program data: ', `Program data: ${toBase64(new Uint8Array(40))}`),
        ),
    ).toEqual([]);
    expect(decodeLogs([data])).toEqual([]);
});
