// Mints for tests.

import { addresses, TOKEN_2022_PROGRAM, type Connection, type WalletSigner } from '@assay/client';
import { openAssociated, type TokenMint } from '@assay/client/actions/sol';
import { getCreateAccountInstruction } from '@solana-program/system';
import { getInitializeMint2Instruction, getMintToInstruction } from '@solana-program/token';
import {
    AccountRole,
    createNoopSigner,
    generateKeyPairSigner,
    getU16Encoder,
    getU64Encoder,
    type Address,
    type Instruction,
} from '@solana/kit';
import { act } from './actions';

/** The token account's length, the type, and the extension with its header: two authorities, what is withheld, two fees. */
const TAXED_MINT_BYTES = 165 + 1 + 4 + 108;

/** Token-2022's instruction that has a mint take `bps` of every transfer. Nobody may change it. */
function takesOfTransfers(mint: Address, bps: number, most: bigint): Instruction {
    const data = Uint8Array.of(26, 0, 0, 0, ...getU16Encoder().encode(bps), ...getU64Encoder().encode(most));
    return { programAddress: TOKEN_2022_PROGRAM, accounts: [{ address: mint, role: AccountRole.WRITABLE }], data };
}

/** A mint of Token-2022 with 6 decimals that takes `bps` of transfers; all of its tokens are `maker`'s. */
export async function taxedMint(
    chain: Connection,
    maker: WalletSigner,
    bps: number,
    supply: bigint,
): Promise<TokenMint> {
    const [mint, payer] = [await generateKeyPairSigner(), createNoopSigner(maker.address)];
    const token = { address: mint.address, tokenProgram: TOKEN_2022_PROGRAM };
    const program = { programAddress: TOKEN_2022_PROGRAM };
    const lamports = await chain.rpc.getMinimumBalanceForRentExemption(BigInt(TAXED_MINT_BYTES)).send();
    const account = await addresses.associated(maker.address, mint.address, TOKEN_2022_PROGRAM);
    const instructions = [
        getCreateAccountInstruction({
            payer,
            newAccount: createNoopSigner(mint.address),
            lamports,
            space: TAXED_MINT_BYTES,
            programAddress: TOKEN_2022_PROGRAM,
        }),
        takesOfTransfers(mint.address, bps, 1_000_000_000n),
        getInitializeMint2Instruction({ mint: mint.address, decimals: 6, mintAuthority: maker.address }, program),
        await openAssociated(maker.address, maker.address, token),
        getMintToInstruction(
            { mint: mint.address, token: account, mintAuthority: createNoopSigner(maker.address), amount: supply },
            program,
        ),
    ];
    await act(chain, maker, instructions, [mint]);
    return token;
}
