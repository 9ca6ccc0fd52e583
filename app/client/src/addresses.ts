// The one place that derives addresses, with the names that the Rust client gives them.

import {
    address,
    getAddressEncoder,
    getProgramDerivedAddress,
    getU16Encoder,
    getU32Encoder,
    getU64Encoder,
    type Address,
    type ReadonlyUint8Array,
} from '@solana/kit';
import { AMM_PROGRAM_ADDRESS } from './generated/amm/programs';
import { ESCROW_PROGRAM_ADDRESS } from './generated/escrow/programs';
import { GOVERNOR_PROGRAM_ADDRESS } from './generated/governor/programs';
import { STAKE_PROGRAM_ADDRESS } from './generated/stake/programs';

export const TOKEN_PROGRAM = address('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
export const TOKEN_2022_PROGRAM = address('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb');
export const ASSOCIATED_TOKEN_PROGRAM = address('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL');
export const SYSTEM_PROGRAM = address('11111111111111111111111111111111');
export const COMPUTE_BUDGET_PROGRAM = address('ComputeBudget111111111111111111111111111111');
/** The mint under which lamports are tokens. */
export const NATIVE_MINT = address('So11111111111111111111111111111111111111112');
/** What the programs store where there is no address. */
export const NO_ADDRESS = address('11111111111111111111111111111111');

type Seed = string | ReadonlyUint8Array;

const key = (of: Address): ReadonlyUint8Array => getAddressEncoder().encode(of);
const u16 = (value: number): ReadonlyUint8Array => getU16Encoder().encode(value);
const u32 = (value: number): ReadonlyUint8Array => getU32Encoder().encode(value);
const u64 = (value: bigint): ReadonlyUint8Array => getU64Encoder().encode(value);

const derive =
    (programAddress: Address) =>
    async (...seeds: Seed[]): Promise<Address> =>
        (await getProgramDerivedAddress({ programAddress, seeds: seeds as (string | Uint8Array)[] }))[0];

const ofStake = derive(STAKE_PROGRAM_ADDRESS);
const ofEscrow = derive(ESCROW_PROGRAM_ADDRESS);
const ofAmm = derive(AMM_PROGRAM_ADDRESS);
const ofGovernor = derive(GOVERNOR_PROGRAM_ADDRESS);

// The stake program.

export const pool = (rewardMint: Address) => ofStake('pool', key(rewardMint));
/** Holds everything at stake in a pool. */
export const stakeVault = (pool: Address) => ofStake('stake_vault', key(pool));
/** Holds everything minted and not claimed in a pool. */
export const rewardVault = (pool: Address) => ofStake('reward_vault', key(pool));
/** The verifiers of a pool that committees are drawn from. */
export const verifierRegistry = (pool: Address) => ofStake('verifiers', key(pool));
export const operator = (pool: Address, authority: Address) => ofStake('operator', key(pool), key(authority));
/** The bonds that an operator has locked. */
export const ledger = (operator: Address) => ofStake('ledger', key(operator));
export const position = (pool: Address, id: bigint) => ofStake('position', key(pool), u64(id));
/** Stake on its way out of `source`, an operator's bond or a position. */
export const ticket = (source: Address, nonce: bigint) => ofStake('ticket', key(source), u64(nonce));
export const farm = (pool: Address, lpMint: Address) => ofStake('farm', key(pool), key(lpMint));
export const farmVault = (farm: Address) => ofStake('farm_vault', key(farm));
export const farmStake = (farm: Address, owner: Address) => ofStake('farm_stake', key(farm), key(owner));

// The escrow program.

/** The only address that the stake program trusts with bonds. */
export const escrowSigner = () => ofEscrow('signer');
export const market = (pool: Address, paymentMint: Address) => ofEscrow('market', key(pool), key(paymentMint));
/** The token account of a market's treasury. */
export const treasury = (market: Address) => ofEscrow('treasury', key(market));
export const job = (client: Address, nonce: bigint) => ofEscrow('job', key(client), u64(nonce));
/** The token account that holds a job's price. */
export const vault = (job: Address) => ofEscrow('vault', key(job));
/** A buffer for a fraud proof. */
export const evidence = (owner: Address, nonce: bigint) => ofEscrow('evidence', key(owner), u64(nonce));
export const benchmarkClass = (pool: Address, number: number) => ofEscrow('class', key(pool), u16(number));
/** The benchmark that an operator is at. */
export const benchmark = (operator: Address) => ofEscrow('benchmark', key(operator));

/** One leaf of a job's result. */
export interface LeafAt {
    op: number;
    row: number;
    leaf: number;
}

export const demand = (job: Address, at: LeafAt) => ofEscrow('demand', key(job), u16(at.op), u32(at.row), u32(at.leaf));

// The AMM program.

/** A tier of fees of a stake pool. */
export const feeConfig = (stakePool: Address, index: number) => ofAmm('config', key(stakePool), u16(index));

/** The AMM pool of two mints, in whichever order they are given. */
export const ammPool = (config: Address, one: Address, other: Address) => {
    const [mintA, mintB] = inOrder(one, other);
    return ofAmm('pool', key(config), key(mintA), key(mintB));
};

export const ammVault = (pool: Address, mint: Address) => ofAmm('vault', key(pool), key(mint));
export const lpMint = (pool: Address) => ofAmm('lp', key(pool));
export const liquidityLock = (pool: Address, id: bigint) => ofAmm('lock', key(pool), u64(id));

/** Two mints in the order of their bytes, as every AMM pool has them. */
export function inOrder(one: Address, other: Address): [Address, Address] {
    const [left, right] = [key(one), key(other)];
    const at = left.findIndex((byte, index) => byte !== right[index]);
    return at >= 0 && left[at]! > right[at]! ? [other, one] : [one, other];
}

// The governor program.

export const realm = (stakePool: Address) => ofGovernor('realm', key(stakePool));
/** What a realm owns, and signs what was voted with. */
export const realmTreasury = (realm: Address) => ofGovernor('treasury', key(realm));
export const proposal = (realm: Address, number: bigint) => ofGovernor('proposal', key(realm), u64(number));
export const action = (proposal: Address, index: number) => ofGovernor('action', key(proposal), Uint8Array.of(index));
/** How a position voted on a proposal. */
export const voteRecord = (proposal: Address, position: Address) => ofGovernor('vote', key(proposal), key(position));
/** Whom `owner` lets vote. */
export const delegation = (realm: Address, owner: Address) => ofGovernor('delegation', key(realm), key(owner));
/** A stream of a realm's treasury. */
export const stream = (realm: Address, id: bigint) => ofGovernor('stream', key(realm), u64(id));
export const streamVault = (stream: Address) => ofGovernor('stream_vault', key(stream));

// Token accounts.

/** The associated token account of `owner`, under the mint's token program. */
export const associated = (owner: Address, mint: Address, tokenProgram: Address = TOKEN_PROGRAM) =>
    derive(ASSOCIATED_TOKEN_PROGRAM)(key(owner), key(tokenProgram), key(mint));
