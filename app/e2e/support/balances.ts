// What accounts hold, read from the chain.

import { addresses, fromBase64, TOKEN_PROGRAM, type Connection } from '@assay/client';
import type { Address } from '@solana/kit';

export const lamportsOf = async (chain: Connection, account: Address): Promise<bigint> =>
    (await chain.rpc.getBalance(account, { commitment: 'confirmed' }).send()).value;

/** The amount in a token account; 0 where there is none. */
export async function amountIn(chain: Connection, account: Address): Promise<bigint> {
    const data = await dataOf(chain, account);
    return data.length < 72 ? 0n : new DataView(data.buffer, data.byteOffset).getBigUint64(64, true);
}

export const tokensOf = async (
    chain: Connection,
    owner: Address,
    mint: Address,
    tokenProgram: Address = TOKEN_PROGRAM,
): Promise<bigint> => amountIn(chain, await addresses.associated(owner, mint, tokenProgram));

export async function dataOf(chain: Connection, account: Address): Promise<Uint8Array> {
    const config = { commitment: 'confirmed', encoding: 'base64' } as const;
    const { value } = await chain.rpc.getAccountInfo(account, config).send();
    return value ? fromBase64(value.data[0]) : new Uint8Array();
}
