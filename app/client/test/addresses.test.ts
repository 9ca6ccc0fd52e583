import { readFileSync } from 'node:fs';
import { getAddressDecoder, type Address } from '@solana/kit';
import { expect, test } from 'vitest';
import * as a from '../src/addresses';

// Written by the Rust client's address.rs, compiled as it is, with the same arguments.
const golden = JSON.parse(readFileSync(new URL('./golden/addresses.json', import.meta.url), 'utf8')) as Record<
    string,
    string
>;
const k = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const large = (1n << 64n) - 4n;

const derived: Record<string, Promise<Address>> = {
    pool: a.pool(k(1)),
    stakeVault: a.stakeVault(k(2)),
    rewardVault: a.rewardVault(k(3)),
    verifierRegistry: a.verifierRegistry(k(4)),
    operator: a.operator(k(5), k(6)),
    ledger: a.ledger(k(7)),
    position: a.position(k(8), large),
    ticket: a.ticket(k(9), 258n),
    farm: a.farm(k(10), k(11)),
    farmVault: a.farmVault(k(12)),
    farmStake: a.farmStake(k(13), k(14)),
    escrowSigner: a.escrowSigner(),
    market: a.market(k(15), k(16)),
    treasury: a.treasury(k(17)),
    job: a.job(k(18), large),
    vault: a.vault(k(19)),
    evidence: a.evidence(k(20), 7n),
    benchmarkClass: a.benchmarkClass(k(21), 513),
    benchmark: a.benchmark(k(22)),
    demand: a.demand(k(23), { op: 258, row: 66_051, leaf: 16_909_060 }),
    feeConfig: a.feeConfig(k(24), 513),
    ammPool: a.ammPool(k(25), k(27), k(26)),
    ammVault: a.ammVault(k(28), k(29)),
    lpMint: a.lpMint(k(30)),
    liquidityLock: a.liquidityLock(k(31), 99n),
    realm: a.realm(k(32)),
    realmTreasury: a.realmTreasury(k(33)),
    proposal: a.proposal(k(34), 12n),
    action: a.action(k(35), 9),
    voteRecord: a.voteRecord(k(36), k(37)),
    delegation: a.delegation(k(38), k(39)),
    stream: a.stream(k(40), 5n),
    streamVault: a.streamVault(k(41)),
    associated: a.associated(k(42), k(43)),
    associated2022: a.associated(k(42), k(43), a.TOKEN_2022_PROGRAM),
};

test('every address of the Rust client is here', () => {
    expect(Object.keys(derived).sort()).toEqual(Object.keys(golden).sort());
});

test.each(Object.keys(derived))('%s', async (name) => {
    expect(await derived[name]).toBe(golden[name]);
});

test('mints are put in the order of their bytes, not of their text', () => {
    // In base58 the larger one looks smaller.
    const [small, large] = [k(1), k(200)];
    expect(a.inOrder(large, small)).toEqual([small, large]);
    expect(a.inOrder(small, large)).toEqual([small, large]);
});
