// Demands for parts of a result on chain.

import { createNoopSigner, type Address, type Instruction } from '@solana/kit';
import type { Loaded } from '../accounts';
import * as addresses from '../addresses';
import type { LeafAt } from '../addresses';
import * as escrow from '../generated/escrow';
import type { Demand } from '../generated/escrow/accounts';
import { failed, openPayment, openReward, type JobAt, type MarketAt } from './escrow';

/** The places from which a leaf can be demanded, besides the seats of the committee. */
export const CLIENT_PLACE = 7;
export const ANYONE_PLACE = 8;

/** Demands one leaf of a result for a bond of the demander's. A seat's place names its operator. */
export async function demandLeaf(
    job: Address,
    demander: Address,
    at: LeafAt,
    place: number,
    operator?: Address,
): Promise<Instruction> {
    const demand = await addresses.demand(job, at);
    return escrow.getDemandLeafInstruction({
        demander: createNoopSigner(demander),
        job,
        operator,
        demand,
        ...at,
        place,
    });
}

/** Convicts the provider that did not answer a demand in time; the reward goes to the demander. */
export async function expireDemand(
    market: MarketAt,
    job: JobAt,
    demand: Pick<Loaded<Demand>, 'address' | 'data'>,
    payer: Address,
): Promise<Instruction[]> {
    const { client } = job.data;
    const { demander } = demand.data;
    const accounts = { ...(await failed(market, job)), demand: demand.address, demander };
    const challengerToken = await addresses.associated(demander, market.data.rewardMint);
    const opened = await Promise.all([
        openPayment(market, payer, client),
        openReward(market, payer, client),
        openReward(market, payer, demander),
    ]);
    return [...opened, escrow.getExpireDemandInstruction({ ...accounts, challengerToken })];
}

/** Closes a demand about a job that is over; what is in it goes to the demander. */
export function closeDemand(demand: Pick<Loaded<Demand>, 'address' | 'data'>): Instruction {
    const { job, demander } = demand.data;
    return escrow.getCloseDemandInstruction({ job, demand: demand.address, demander });
}
