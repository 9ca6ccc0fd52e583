// Who holds the liquidity of the AMM pools: the owners of its tokens, and those of its locks.

import {
    fromBase64,
    listLiquidityLocks,
    listLiquidityPools,
    toBase64,
    TOKEN_PROGRAM,
    type amm,
    type Connection,
    type Deployment,
    type Loaded,
} from '@assay/client';
import {
    getAddressDecoder,
    getAddressEncoder,
    getU64Decoder,
    type Address,
    type Base64EncodedBytes,
} from '@solana/kit';
import { Tally, type Holders } from './tally';

export interface PoolLiquidity {
    pool: Loaded<amm.LiquidityPool>;
    holders: Holders;
}

const ACCOUNT_BYTES = 165n;
const OWNER_AT = 32;
const AMOUNT_AT = 64;

/** Every AMM pool of the reward token's tiers, by mints and tier. */
export async function readLiquidity(connection: Connection, deployment: Deployment): Promise<PoolLiquidity[]> {
    const tiers = new Map(deployment.feeConfigs.map(({ address, data }) => [address, data.index]));
    const pools = (await listLiquidityPools(connection)).filter(({ data }) => tiers.has(data.config));
    const read = await Promise.all(pools.map(async (pool) => ({ pool, holders: await holdersOf(connection, pool) })));
    const sortKey = ({ pool: { address, data } }: PoolLiquidity) =>
        [...data.mints, String(tiers.get(data.config)).padStart(5, '0'), address].join(' ');
    return read.sort((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1));
}

async function holdersOf(connection: Connection, pool: Loaded<amm.LiquidityPool>): Promise<Holders> {
    const [tokens, locks] = await Promise.all([
        tokenHolders(connection, pool.data.lpMint),
        listLiquidityLocks(connection, { pool: pool.address }),
    ]);
    const tally = new Tally();
    for (const [owner, amount] of tokens) tally.add(owner, amount);
    for (const { data } of locks) tally.add(data.owner, data.liquidity);
    return tally.holders();
}

async function tokenHolders({ rpc }: Connection, mint: Address): Promise<[Address, bigint][]> {
    const bytes = toBase64(getAddressEncoder().encode(mint)) as Base64EncodedBytes;
    const filters = [{ dataSize: ACCOUNT_BYTES }, { memcmp: { bytes, encoding: 'base64' as const, offset: 0n } }];
    const accounts = await rpc
        .getProgramAccounts(TOKEN_PROGRAM, { commitment: 'confirmed', encoding: 'base64', filters })
        .send();
    return accounts.map(({ account }) => {
        const data = fromBase64((account.data as unknown as readonly [string, string])[0]);
        return [getAddressDecoder().decode(data, OWNER_AT), getU64Decoder().decode(data, AMOUNT_AT)];
    });
}
