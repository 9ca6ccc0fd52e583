// The market's instructions, every address resolved. Each function takes plain addresses; whoever signs is a placeholder
// that the wallet fills in.

import { createNoopSigner, type Address, type Instruction } from '@solana/kit';
import { getCreateAssociatedTokenIdempotentInstructionAsync } from '@solana-program/token';
import * as addresses from '../addresses';
import { NO_ADDRESS, TOKEN_PROGRAM } from '../addresses';
import { fetchOperator, type Loaded } from '../accounts';
import type { Connection } from '../cluster';
import * as escrow from '../generated/escrow';
import type { Job, Market } from '../generated/escrow/accounts';
import type { JobRequestArgs } from '../generated/escrow/types';

/** A market, as far as addresses follow from it. */
export type MarketAt = Pick<Loaded<Market>, 'address' | 'data'>;
export type JobAt = Pick<Loaded<Job>, 'address' | 'data'>;

/** A step that is due on a job, as `escrow.due` names it. */
export type DueStep =
    | { step: 'draw' | 'settle' | 'expire_open' | 'expire' | 'expire_unattested' }
    | { step: 'pay_seat' | 'punish_seat'; seat: number; operator: Address };

/** A number that no job of this client has yet, in all likelihood; the job's address follows from it. */
export function randomNonce(): bigint {
    return crypto.getRandomValues(new BigUint64Array(1))[0]!;
}

export const paymentAccount = ({ data }: MarketAt, owner: Address) =>
    addresses.associated(owner, data.paymentMint, data.tokenProgram);

/** Opens `owner`'s account of a token where there is none. */
export function openTokenAccount(
    payer: Address,
    owner: Address,
    mint: Address,
    tokenProgram: Address = TOKEN_PROGRAM,
): Promise<Instruction> {
    return getCreateAssociatedTokenIdempotentInstructionAsync({
        payer: createNoopSigner(payer),
        owner,
        mint,
        tokenProgram,
    });
}

/** Opens `owner`'s account of the payment token. */
export const openPayment = (market: MarketAt, payer: Address, owner: Address) =>
    openTokenAccount(payer, owner, market.data.paymentMint, market.data.tokenProgram);
/** Opens `owner`'s account of the reward token, where shares of a slash go. */
export const openReward = (market: MarketAt, payer: Address, owner: Address) =>
    openTokenAccount(payer, owner, market.data.rewardMint);

/** Escrows the price out of the client's token account and opens the job at `addresses.job(client, nonce)`. */
export async function postJob(market: MarketAt, client: Address, request: JobRequestArgs): Promise<Instruction[]> {
    const job = await addresses.job(client, BigInt(request.nonce));
    const post = escrow.getPostJobInstruction({
        client: createNoopSigner(client),
        market: market.address,
        job,
        vault: await addresses.vault(job),
        clientToken: await paymentAccount(market, client),
        paymentMint: market.data.paymentMint,
        tokenProgram: market.data.tokenProgram,
        request,
    });
    return [post];
}

/** Refunds a job that nobody has accepted. */
export async function cancelJob(market: MarketAt, job: JobAt): Promise<Instruction[]> {
    const { client } = job.data;
    const clientToken = await paymentAccount(market, client);
    const cancel = escrow.getCancelInstruction({
        client: createNoopSigner(client),
        ...(await escrowed(market, job)),
        clientToken,
    });
    return [await openPayment(market, client, client), cancel];
}

/** The client settles before the window closes. */
export async function acceptResult(connection: Connection, market: MarketAt, job: JobAt): Promise<Instruction[]> {
    const { client } = job.data;
    const provider = await authorityOf(connection, job.data.operator);
    const settled = await settlement(market, job, provider);
    const bought = await buyback(market);
    const accounts = { client: createNoopSigner(client), ...settled };
    const accept = bought
        ? escrow.getAcceptResultWithBuybackInstruction({ ...accounts, ...bought })
        : escrow.getAcceptResultInstruction(accounts);
    return [await openPayment(market, client, provider), accept];
}

/** The client ends a job whose provider missed a heartbeat or a deadline. */
export async function abortJob(market: MarketAt, job: JobAt): Promise<Instruction[]> {
    const { client } = job.data;
    const abort = escrow.getAbortInstruction({ client: createNoopSigner(client), ...(await failed(market, job)) });
    return [await openPayment(market, client, client), await openReward(market, client, client), abort];
}

/** Closes a job that is over; its rent goes to the client. */
export async function closeJob(market: MarketAt, job: JobAt): Promise<Instruction[]> {
    const { client } = job.data;
    const clientToken = await paymentAccount(market, client);
    const close = escrow.getCloseJobInstruction({
        client: createNoopSigner(client),
        ...(await escrowed(market, job)),
        clientToken,
    });
    return [await openPayment(market, client, client), close];
}

/** What a step takes that anybody may do; `payer` opens token accounts that whoever is paid lacks. */
export async function stepInstructions(
    connection: Connection,
    market: MarketAt,
    job: JobAt,
    due: DueStep,
    payer: Address,
    seed?: Uint8Array,
): Promise<Instruction[]> {
    const { client, operator } = job.data;
    switch (due.step) {
        case 'draw':
            return [await drawCommittee(market, job.address, seed)];
        case 'settle': {
            const provider = await authorityOf(connection, operator);
            return [await openPayment(market, payer, provider), await settle(market, job, provider)];
        }
        case 'pay_seat': {
            const verifier = await authorityOf(connection, due.operator);
            const pay = escrow.getPayVerifierInstruction({
                ...(await escrowed(market, job)),
                ...(await bonded(market, due.operator)),
                verifierToken: await paymentAccount(market, verifier),
                seat: due.seat,
            });
            return [await openPayment(market, payer, verifier), pay];
        }
        case 'punish_seat': {
            const punish = escrow.getPunishVerifierInstruction({
                job: job.address,
                ...(await bonded(market, due.operator)),
                ...(await slashed(market, client)),
                challengerToken: await addresses.associated(job.data.challenger, market.data.rewardMint),
                seat: due.seat,
            });
            return [punish];
        }
        case 'expire_open': {
            const clientToken = await paymentAccount(market, client);
            const expire = escrow.getExpireOpenInstruction({
                market: market.address,
                ...(await escrowed(market, job)),
                clientToken,
            });
            return [await openPayment(market, payer, client), expire];
        }
        case 'expire': {
            const expire = escrow.getExpireInstruction(await failed(market, job));
            return [await openPayment(market, payer, client), await openReward(market, payer, client), expire];
        }
        case 'expire_unattested': {
            const clientToken = await paymentAccount(market, client);
            const accounts = {
                market: market.address,
                ...(await escrowed(market, job)),
                ...(await bonded(market, operator)),
                clientToken,
            };
            return [await openPayment(market, payer, client), escrow.getExpireUnattestedInstruction(accounts)];
        }
    }
}

/** The client's seed is needed until its time is over. */
export async function drawCommittee(market: MarketAt, job: Address, seed?: Uint8Array): Promise<Instruction> {
    const registry = await addresses.verifierRegistry(market.data.pool);
    return escrow.getDrawCommitteeInstruction({ market: market.address, job, registry, seed: seed ?? null });
}

async function authorityOf(connection: Connection, operator: Address): Promise<Address> {
    return (await fetchOperator(connection, operator)).data.authority;
}

async function settle(market: MarketAt, job: JobAt, provider: Address): Promise<Instruction> {
    const accounts = await settlement(market, job, provider);
    const bought = await buyback(market);
    return bought
        ? escrow.getSettleWithBuybackInstruction({ ...accounts, ...bought })
        : escrow.getSettleInstruction(accounts);
}

async function settlement(market: MarketAt, job: JobAt, provider: Address) {
    return {
        market: market.address,
        ...(await escrowed(market, job)),
        ...(await bonded(market, job.data.operator)),
        providerToken: await paymentAccount(market, provider),
        treasury: await addresses.treasury(market.address),
        rewardMint: market.data.rewardMint,
    };
}

/** The AMM pool in which fees buy reward tokens, where the market has one. */
async function buyback({ data }: MarketAt) {
    if (data.buybackPool === NO_ADDRESS) return undefined;
    return {
        ammPool: data.buybackPool,
        ammConfig: data.buybackConfig,
        ammPaymentVault: await addresses.ammVault(data.buybackPool, data.paymentMint),
        ammRewardVault: await addresses.ammVault(data.buybackPool, data.rewardMint),
    };
}

/** The accounts of everything that takes a provider's bond and refunds its client. */
export async function failed(market: MarketAt, job: JobAt) {
    return {
        market: market.address,
        ...(await escrowed(market, job)),
        ...(await bonded(market, job.data.operator)),
        ...(await slashed(market, job.data.client)),
        clientToken: await paymentAccount(market, job.data.client),
    };
}

async function escrowed({ data }: MarketAt, { address: job }: { address: Address }) {
    return { job, vault: await addresses.vault(job), paymentMint: data.paymentMint, tokenProgram: data.tokenProgram };
}

async function bonded({ data }: MarketAt, operator: Address) {
    return {
        pool: data.pool,
        operator,
        ledger: await addresses.ledger(operator),
        escrowSigner: await addresses.escrowSigner(),
    };
}

async function slashed({ data }: MarketAt, client: Address) {
    return {
        registry: await addresses.verifierRegistry(data.pool),
        stakeVault: await addresses.stakeVault(data.pool),
        rewardMint: data.rewardMint,
        clientRewardToken: await addresses.associated(client, data.rewardMint),
    };
}
