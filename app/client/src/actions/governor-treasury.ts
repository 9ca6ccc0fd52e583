// What a proposal can do: instructions that the realm's treasury signs.

import { createNoopSigner, type Address, type Instruction } from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import { getTransferCheckedInstruction } from '@solana-program/token';
import * as addresses from '../addresses';
import { NO_ADDRESS } from '../addresses';
import { getSetFeesInstruction, getSetPauseInstruction as getAmmPauseInstruction } from '../generated/amm/instructions';
import type { FeesArgs } from '../generated/amm/types';
import { getSetMarketParamsInstruction, getSetMarketPauseInstruction } from '../generated/escrow/instructions';
import type { MarketParamsArgs } from '../generated/escrow/types';
import * as ix from '../generated/governor/instructions';
import type { RealmParamsArgs } from '../generated/governor/types';
import {
    getSetParamsInstruction,
    getSetPauseInstruction,
    getWithdrawTreasuryInstruction,
} from '../generated/stake/instructions';
import type { PoolParamsArgs, VestingArgs } from '../generated/stake/types';
import type { Governance } from './governor';
import type { Currency, Unstaged } from './governor-types';

const signed = ({ treasury }: Governance) => createNoopSigner(treasury);

/** Where the treasury keeps tokens of a mint. */
export const treasuryAccount = ({ treasury }: Governance, { mint, tokenProgram }: Currency): Promise<Address> =>
    addresses.associated(treasury, mint, tokenProgram);

/** How votes are held. */
export function setRealmParams(governance: Governance, params: RealmParamsArgs): Instruction {
    return ix.getSetParamsInstruction({ treasury: signed(governance), realm: governance.realm, params });
}

/** Who may veto until a Unix time, or nobody. */
export function setGuardian(governance: Governance, named?: { guardian: Address; until: bigint }): Instruction {
    const { guardian, until } = named ?? { guardian: NO_ADDRESS, until: 0n };
    return ix.getSetGuardianInstruction({ treasury: signed(governance), realm: governance.realm, guardian, until });
}

export function setPoolParams(governance: Governance, params: PoolParamsArgs): Instruction {
    return getSetParamsInstruction({ authority: signed(governance), pool: governance.pool, params });
}

/** Pauses or resumes entries into the stake pool. */
export function setPoolPause(governance: Governance, mask: number): Instruction {
    return getSetPauseInstruction({ authority: signed(governance), pool: governance.pool, mask });
}

export function setMarketParams(governance: Governance, market: Address, params: MarketParamsArgs): Instruction {
    return getSetMarketParamsInstruction({ authority: signed(governance), pool: governance.pool, market, params });
}

export function setMarketPause(governance: Governance, market: Address, mask: number): Instruction {
    return getSetMarketPauseInstruction({ authority: signed(governance), pool: governance.pool, market, mask });
}

/** The fees of an AMM tier. */
export function setTierFees(governance: Governance, config: Address, fees: FeesArgs): Instruction {
    return getSetFeesInstruction({ authority: signed(governance), stakePool: governance.pool, config, fees });
}

/** Pauses or resumes entries into all pools of an AMM tier. */
export function setTierPause(governance: Governance, config: Address, mask: number): Instruction {
    return getAmmPauseInstruction({ authority: signed(governance), stakePool: governance.pool, config, mask });
}

/** Moves some of the treasury's share of the emission to where the treasury keeps reward tokens, which must be there. */
export async function withdrawEmission(governance: Governance, reward: Currency, amount: bigint): Promise<Instruction> {
    return getWithdrawTreasuryInstruction({
        authority: signed(governance),
        pool: governance.pool,
        vault: await addresses.rewardVault(governance.pool),
        account: await treasuryAccount(governance, reward),
        mint: reward.mint,
        tokenProgram: reward.tokenProgram,
        amount,
    });
}

export function payLamports(governance: Governance, to: Address, lamports: bigint): Instruction {
    return getTransferSolInstruction({ source: signed(governance), destination: to, amount: lamports });
}

/** Pays tokens into the recipient's associated token account, which must be there when it is executed. */
export async function payTokens(
    governance: Governance,
    currency: Currency,
    to: Address,
    amount: bigint,
    decimals: number,
): Promise<Instruction> {
    const { mint, tokenProgram } = currency;
    const [source, destination] = await Promise.all([
        treasuryAccount(governance, currency),
        addresses.associated(to, mint, tokenProgram),
    ]);
    // Both token programs have the instruction in common.
    return getTransferCheckedInstruction(
        { source, mint, destination, authority: signed(governance), amount, decimals },
        { programAddress: tokenProgram },
    );
}

/** Pays `recipient` bit by bit. */
export async function createStream(
    governance: Governance,
    id: bigint,
    currency: Currency,
    recipient: Address,
    vesting: VestingArgs,
): Promise<Instruction> {
    const stream = await addresses.stream(governance.realm, id);
    return ix.getCreateStreamInstruction({
        treasury: signed(governance),
        realm: governance.realm,
        stream,
        vault: await addresses.streamVault(stream),
        source: await treasuryAccount(governance, currency),
        mint: currency.mint,
        tokenProgram: currency.tokenProgram,
        id,
        recipient,
        vesting,
    });
}

/** Ends a stream; what is not released goes back to the treasury. */
export async function cancelStream(governance: Governance, id: bigint, currency: Currency): Promise<Instruction> {
    const stream = await addresses.stream(governance.realm, id);
    return ix.getCancelStreamInstruction({
        treasury: signed(governance),
        realm: governance.realm,
        stream,
        vault: await addresses.streamVault(stream),
        mint: currency.mint,
        tokenProgram: currency.tokenProgram,
        destination: await treasuryAccount(governance, currency),
    });
}

/** An instruction as plain values, as it is staged. */
export function unstagedOf(instruction: Instruction): Unstaged {
    return {
        program: instruction.programAddress,
        accounts: (instruction.accounts ?? []).map(({ address, role }) => ({
            address,
            signer: (role & 2) === 2,
            writable: (role & 1) === 1,
        })),
        data: instruction.data ?? new Uint8Array(),
    };
}

/** The instruction of such values. */
export function instructionOf({ program, accounts, data }: Unstaged): Instruction {
    return {
        programAddress: program,
        accounts: accounts.map(({ address, signer, writable }) => ({
            address,
            role: (signer ? 2 : 0) | (writable ? 1 : 0),
        })),
        data,
    };
}
