import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from '@assay/client';
import { address } from '@solana/kit';
import { describe, expect, it } from 'vitest';
import { metaplexAddress, metaplexNames, mintDecimals, token2022Names } from './metadata';

const u16 = (value: number) => [value & 255, value >> 8];
const string = (value: string) => {
    const bytes = [...new TextEncoder().encode(value)];
    return [bytes.length, 0, 0, 0, ...bytes];
};
const zeros = (count: number) => new Array<number>(count).fill(0);
const metaplex = (name: string, symbol: string) =>
    Uint8Array.from([4, ...zeros(64), ...string(name), ...string(symbol), 9, 9]);

function mint2022(extensions: [kind: number, value: number[]][]): Uint8Array {
    const tail = extensions.flatMap(([kind, value]) => [...u16(kind), ...u16(value.length), ...value]);
    const base = zeros(166);
    base[44] = 7;
    base[165] = 1;
    return Uint8Array.from([...base, ...tail]);
}

describe('names of tokens', () => {
    it('are where the metadata program keeps those of USDC on the main network', async () => {
        const usdc = address('EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v');
        expect(await metaplexAddress(usdc)).toBe('5x38Kp4hvdomTCnCrAny4UtMUt5rQBdB6px2K1Ui45Wq');
    });

    it('come without their padding', () => {
        expect(metaplexNames(metaplex('Gold\0\0\0\0', 'GLD\0\0\0'))).toEqual({ name: 'Gold', symbol: 'GLD' });
    });

    it('cannot rearrange, hide or overflow the page', () => {
        const found = metaplexNames(metaplex('x'.repeat(60), 'A\u202eB\u200b\nC0123456789'));
        expect(found).toEqual({ name: 'x'.repeat(32), symbol: 'ABC0123456' });
    });

    it('are found behind other extensions of a mint', () => {
        const value = [...zeros(64), ...string('Gold'), ...string('GLD'), ...string('https://x')];
        expect(
            token2022Names(
                mint2022([
                    [1, zeros(108)],
                    [19, value],
                ]),
            ),
        ).toEqual({ name: 'Gold', symbol: 'GLD' });
    });

    it('that are cut off or lie about their length are none', () => {
        expect(metaplexNames(metaplex('Gold', 'GLD').subarray(0, 70))).toBeUndefined();
        expect(metaplexNames(Uint8Array.from([4, ...zeros(64), 255, 255, 255, 255]))).toBeUndefined();
        expect(token2022Names(mint2022([[19, zeros(20)]]))).toBeUndefined();
        expect(token2022Names(mint2022([[1, zeros(4)]]))).toBeUndefined();
        expect(token2022Names(new Uint8Array(82))).toBeUndefined();
        expect(metaplexNames(metaplex('Gold', '\0\0'))).toBeUndefined();
    });
});

describe('a mint', () => {
    it('is told from a token account', () => {
        const plain = new Uint8Array(82);
        plain[44] = 9;
        expect(mintDecimals(TOKEN_PROGRAM, plain)).toBe(9);
        expect(mintDecimals(TOKEN_2022_PROGRAM, mint2022([]))).toBe(7);
        expect(mintDecimals(TOKEN_PROGRAM, new Uint8Array(165))).toBeUndefined();
        const account = mint2022([]);
        account[165] = 2;
        expect(mintDecimals(TOKEN_2022_PROGRAM, account)).toBeUndefined();
    });
});
