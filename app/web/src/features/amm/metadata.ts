// What a token calls itself. Anybody can call a token anything, so such a name never stands alone.

import { TOKEN_2022_PROGRAM } from '@assay/client';
import { address, getAddressEncoder, getProgramDerivedAddress, type Address } from '@solana/kit';

export interface TokenNames {
    name: string;
    symbol: string;
}

export const METAPLEX = address('metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s');

const MINT_LEN = 82;
const ACCOUNT_LEN = 165;
const TYPE_MINT = 1;
const TOKEN_METADATA = 19;

export async function metaplexAddress(mint: Address): Promise<Address> {
    const encode = getAddressEncoder().encode;
    const seeds = ['metadata', encode(METAPLEX) as Uint8Array, encode(mint) as Uint8Array];
    return (await getProgramDerivedAddress({ programAddress: METAPLEX, seeds }))[0];
}

/** Decimals of a mint of either token program; undefined when the account is none. */
export function mintDecimals(owner: string, data: Uint8Array): number | undefined {
    const plain = data.length === MINT_LEN;
    const extended = owner === TOKEN_2022_PROGRAM && data.length > ACCOUNT_LEN && data[ACCOUNT_LEN] === TYPE_MINT;
    return plain || extended ? data[44] : undefined;
}

/** From the account of the metadata program. */
export function metaplexNames(data: Uint8Array): TokenNames | undefined {
    // A byte that says what it is, the authority, the mint; then texts.
    return names(data, 1 + 32 + 32);
}

/** From the extension in the mint itself. */
export function token2022Names(data: Uint8Array): TokenNames | undefined {
    if (data.length <= ACCOUNT_LEN || data[ACCOUNT_LEN] !== TYPE_MINT) return undefined;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    let at = ACCOUNT_LEN + 1;
    while (at + 4 <= data.length) {
        const [kind, length] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
        at += 4;
        if (kind === TOKEN_METADATA) return names(data.subarray(at, Math.min(at + length, data.length)), 32 + 32);
        if (kind === 0) return undefined;
        at += length;
    }
    return undefined;
}

function names(data: Uint8Array, start: number): TokenNames | undefined {
    const first = text(data, start);
    const second = first && text(data, first.end);
    if (!first || !second) return undefined;
    const [name, symbol] = [clean(first.value, 32), clean(second.value, 10)];
    return symbol === '' ? undefined : { name, symbol };
}

function text(data: Uint8Array, at: number): { value: string; end: number } | undefined {
    if (at + 4 > data.length) return undefined;
    const length = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(at, true);
    const end = at + 4 + length;
    if (length > 200 || end > data.length) return undefined;
    return { value: new TextDecoder().decode(data.subarray(at + 4, end)), end };
}

/** Without padding, and without characters that would rearrange or hide what stands beside it. */
function clean(value: string, most: number): string {
    const visible = value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu, '').trim();
    return [...visible].slice(0, most).join('');
}
