import { address, type Instruction } from '@solana/kit';
import { describe, expect, it } from 'vitest';
import { Failure } from '../src/failure';
import { pack } from '../src/pack';

const payer = address('JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG');
const program = address('Stake11111111111111111111111111111111111111');
const ofBytes = (length: number, first: number): Instruction => ({
    programAddress: program,
    accounts: [],
    data: Uint8Array.from({ length }, (_, at) => (at === 0 ? first : 0)),
});
const firsts = (packed: Instruction[][]) => packed.map((one) => one.map(({ data }) => data![0]));

describe('pack', () => {
    it('puts as many into a transaction as fit, in their order', () => {
        const packed = pack(payer, [ofBytes(400, 1), ofBytes(400, 2), ofBytes(400, 3), ofBytes(100, 4)]);
        expect(firsts(packed)).toEqual([
            [1, 2],
            [3, 4],
        ]);
    });

    it('keeps the order even where a later one would still fit before', () => {
        const packed = pack(payer, [ofBytes(400, 1), ofBytes(900, 2), ofBytes(10, 3)]);
        expect(firsts(packed)).toEqual([[1], [2, 3]]);
    });

    it('gives one that is to be alone a transaction of its own', () => {
        const all = [1, 2, 3, 4, 5].map((first) => ofBytes(10, first));
        const packed = pack(payer, all, ({ data }) => data![0] === 3);
        expect(firsts(packed)).toEqual([[1, 2], [3], [4, 5]]);
    });

    it('refuses what fits into no transaction, and has nothing to do with nothing', () => {
        expect(() => pack(payer, [ofBytes(1_200, 1)])).toThrow(Failure);
        expect(pack(payer, [])).toEqual([]);
    });
});
