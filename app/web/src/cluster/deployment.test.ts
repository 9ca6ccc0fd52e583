import { ACCOUNTS, connect, parseCluster, type Deployment } from '@assay/client';
import type { Address } from '@solana/kit';
import { afterEach, expect, test } from 'vitest';
import { keepDeployment, keptDeployment } from './deployment';
import type { LocalConfig } from './local';

const KEY = 'JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG' as Address;
const { cluster } = connect(parseCluster('http://127.0.0.1:8899'));
const local = (genesisHash: string) => ({ genesisHash }) as LocalConfig;

function deployment(genesisHash: string): Deployment {
    const { kind } = ACCOUNTS.stakePool;
    const raw = new Uint8Array(kind.decoder.fixedSize);
    raw.set(kind.discriminator);
    const stakePool = { address: KEY, data: kind.decoder.decode(raw), raw, slot: 1n };
    return {
        genesisHash,
        escrowSigner: KEY,
        realmAddress: KEY,
        stakePool,
        rewardMint: stakePool.data.rewardMint,
        markets: [],
        feeConfigs: [],
        realm: undefined,
    };
}

afterEach(() => localStorage.clear());

test('the last visit’s deployment is shown at once, on the same chain only', () => {
    expect(keptDeployment(cluster, local('one'))).toBeUndefined();
    keepDeployment(cluster, deployment('one'));
    expect(keptDeployment(cluster, local('one'))).toEqual(deployment('one'));
    expect(keptDeployment(cluster, local('another'))).toBeUndefined();
    expect(keptDeployment({ ...cluster, rpcUrl: 'http://127.0.0.1:8900' }, local('one'))).toBeUndefined();
    // Which chain a custom URL leads to is not known before it was asked.
    expect(keptDeployment({ ...cluster, name: 'custom' }, null)).toBeUndefined();
});
