// A deployment as text, for whoever keeps it from one visit to the next. Accounts are kept raw and decoded again.

import type { Address } from '@solana/kit';
import { decodeFeeConfig, decodeMarket, decodeRealm, decodeStakePool, type Loaded } from './accounts';
import { fromBase64, toBase64 } from './bytes';
import type { Deployment } from './deployment';

type Kept = [address: Address, raw: string, slot: string];

const keep = ({ address, raw, slot }: Loaded<object>): Kept => [address, toBase64(raw), `${slot}`];

const taken = <T>(decode: (address: Address, raw: Uint8Array, slot: bigint) => T, [address, raw, slot]: Kept): T =>
    decode(address, fromBase64(raw), BigInt(slot));

export function deploymentText(deployment: Deployment): string {
    const { genesisHash, escrowSigner, realmAddress } = deployment;
    return JSON.stringify({
        genesisHash,
        escrowSigner,
        realmAddress,
        stakePool: keep(deployment.stakePool),
        markets: deployment.markets.map(keep),
        feeConfigs: deployment.feeConfigs.map(keep),
        realm: deployment.realm && keep(deployment.realm),
    });
}

interface Text extends Pick<Deployment, 'genesisHash' | 'escrowSigner' | 'realmAddress'> {
    stakePool: Kept;
    markets: Kept[];
    feeConfigs: Kept[];
    realm?: Kept;
}

/** Nothing where the text is none of ours, for example of a version whose accounts were other. */
export function deploymentOf(text: string): Deployment | undefined {
    try {
        const { stakePool, markets, feeConfigs, realm, ...rest } = JSON.parse(text) as Text;
        const pool = taken(decodeStakePool, stakePool);
        return {
            ...rest,
            stakePool: pool,
            rewardMint: pool.data.rewardMint,
            markets: markets.map((kept) => taken(decodeMarket, kept)),
            feeConfigs: feeConfigs.map((kept) => taken(decodeFeeConfig, kept)),
            realm: realm && taken(decodeRealm, realm),
        };
    } catch {
        return undefined;
    }
}
