import { getAddressDecoder, type Address } from '@solana/kit';
import { expect, test } from 'vitest';
import { ACCOUNTS, type Loaded } from '../src/accounts';
import type { Deployment } from '../src/deployment';
import { deploymentOf, deploymentText } from '../src/deployment-text';

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));

function account<K extends 'market' | 'stakePool' | 'feeConfig' | 'realm'>(name: K, seed: number) {
    const { kind } = ACCOUNTS[name];
    const raw = Uint8Array.from({ length: kind.decoder.fixedSize }, (_, at) => (at * 7 + seed) % 251);
    raw.set(kind.discriminator);
    return { address: key(seed), data: kind.decoder.decode(raw), raw, slot: 2n ** 60n + BigInt(seed) };
}

function deployment(): Deployment {
    const stakePool = account('stakePool', 1) as Deployment['stakePool'];
    return {
        genesisHash: 'genesis',
        escrowSigner: key(9),
        realmAddress: key(8),
        stakePool,
        rewardMint: stakePool.data.rewardMint,
        markets: [account('market', 2), account('market', 3)] as Deployment['markets'],
        feeConfigs: [account('feeConfig', 4)] as Deployment['feeConfigs'],
        realm: account('realm', 5) as Deployment['realm'],
    };
}

test('a deployment that was kept is the one that was found', () => {
    expect(deploymentOf(deploymentText(deployment()))).toEqual(deployment());
    const { realm, ...without } = deployment();
    expect(realm).toBeDefined();
    expect(deploymentOf(deploymentText(without))).toEqual({ ...without, realm: undefined });
});

test('what cannot be read is as good as nothing', () => {
    const other = { ...deployment(), stakePool: account('market', 1) as unknown as Loaded<never> };
    for (const text of ['', 'null', '{}', deploymentText(deployment()).slice(0, 500), deploymentText(other)]) {
        expect(deploymentOf(text)).toBeUndefined();
    }
});
