// Positions for tests, and what is quoted for them.

import {
    addresses,
    fetchOperator,
    fetchPosition,
    fetchStakePool,
    type Connection,
    type Loaded,
    type Quotes,
    type stake,
    type WalletSigner,
} from '@assay/client';
import { holdingOf, newId, openPosition, stakePoolOf, type StakePoolAddresses } from '@assay/client/actions/stake';
import type { Address } from '@solana/kit';
import { quotesModule } from './content';
import { act } from './actions';
import { localConfig } from './local';
import { chainConnection } from './test';

export interface Scene {
    chain: Connection;
    quotes: Quotes;
    at: StakePoolAddresses;
    /** An operator of the local chain that is never convicted. */
    backed: Address;
}

export async function scene(): Promise<Scene> {
    const { rewardMint, operators } = await localConfig();
    const backed = (operators as { name: string; address: Address }[]).find(({ name }) => name === 'provider A')!;
    const at = await stakePoolOf(rewardMint as Address);
    return { chain: chainConnection(), quotes: await quotesModule, at, backed: backed.address };
}

export const held = async ({ chain }: Scene, position: Address) => holdingOf(await fetchPosition(chain, position));

export interface Terms {
    amount: bigint;
    lockSeconds?: number;
    isBacking?: boolean;
}

export async function opened(
    here: Scene,
    owner: WalletSigner,
    { amount, lockSeconds = 0, isBacking }: Terms,
): Promise<Address> {
    const id = newId();
    const back = isBacking ? { operator: here.backed, maxCommissionBps: 10_000 } : undefined;
    await act(here.chain, owner, openPosition(here.at, owner.address, { id, amount, lockSeconds, back }));
    return addresses.position(here.at.pool, id);
}

export type Earning = Record<'pool' | 'position' | 'operator', { raw: Uint8Array }> & {
    position: Loaded<stake.Position>;
};

export async function earning({ chain, at, backed }: Scene, position: Address): Promise<Earning> {
    const [pool, operator, loaded] = await Promise.all([
        fetchStakePool(chain, at.pool),
        fetchOperator(chain, backed),
        fetchPosition(chain, position),
    ]);
    return { pool, operator, position: loaded };
}

export const quoteOf = ({ quotes }: Scene, { pool, position, operator }: Earning, now: bigint) =>
    quotes.stake.position({ pool: pool.raw, position: position.raw, operator: operator.raw, now });
