// Pools as the pages see them.

import {
    fromBase64,
    listFeeConfigs,
    listLiquidityPools,
    NATIVE_MINT,
    TOKEN_2022_PROGRAM,
    type amm,
    type Connection,
    type Deployment,
    type Loaded,
} from '@assay/client';
import { at, poolAt, sideOf, type AmmPool, type Both, type Side } from '@assay/client/actions/amm';
import type { TokenMint } from '@assay/client/actions/sol';
import { poolState, type PoolState, type Quotes, type Tax } from '@assay/client/quotes';
import type { Address } from '@solana/kit';
import type { Token } from '../../cluster';
import { shortAddress } from '../../components';
import { metaplexAddress, metaplexNames, mintDecimals, token2022Names, type TokenNames } from './metadata';

export interface RawMint extends TokenMint {
    decimals: number;
    names?: TokenNames;
    /** The whole account, of a Token-2022 mint only: it may take a part of transfers. */
    extended?: Uint8Array;
}

/** All that quotes need, as it was read. */
export interface AmmAccounts {
    pools: Loaded<amm.LiquidityPool>[];
    configs: Loaded<amm.FeeConfig>[];
    mints: RawMint[];
    epoch: bigint;
}

export interface MintView extends TokenMint {
    decimals: number;
    symbol: string;
    /** What it calls itself, when that is more than the symbol. */
    name?: string;
    /** Whether the suite or the local chain names it; anybody can give any name to the others. */
    known: boolean;
    tax: Tax;
}

export interface PoolView {
    address: Address;
    at: AmmPool;
    pool: Loaded<amm.LiquidityPool>;
    config: Loaded<amm.FeeConfig>;
    mints: Both<MintView>;
    /** The side of the reward token. */
    reward: Side;
}

interface RpcAccount {
    owner: Address;
    data: readonly [string, string];
}

async function accountsAt({ rpc }: Connection, addresses: readonly Address[]): Promise<(RpcAccount | null)[]> {
    const found: (RpcAccount | null)[] = [];
    for (let from = 0; from < addresses.length; from += 100) {
        const chunk = addresses.slice(from, from + 100);
        const { value } = await rpc.getMultipleAccounts(chunk, { commitment: 'confirmed', encoding: 'base64' }).send();
        found.push(...(value as readonly (RpcAccount | null)[]));
    }
    return found;
}

/** The mints at `addresses`; what is none is left out. */
export async function readMints(connection: Connection, addresses: readonly Address[]): Promise<RawMint[]> {
    const described = await Promise.all(addresses.map(metaplexAddress));
    const accounts = await accountsAt(connection, [...addresses, ...described]);
    return addresses.flatMap((address, index): RawMint[] => {
        const account = accounts[index];
        const data = account && fromBase64(account.data[0]);
        const decimals = account && data ? mintDecimals(account.owner, data) : undefined;
        if (!account || !data || decimals === undefined) return [];
        const metaplex = accounts[addresses.length + index];
        const extended = account.owner === TOKEN_2022_PROGRAM ? data : undefined;
        const own = extended && token2022Names(extended);
        const names = own ?? (metaplex ? metaplexNames(fromBase64(metaplex.data[0])) : undefined);
        return [{ address, tokenProgram: account.owner, decimals, names, extended }];
    });
}

export async function readAmm(connection: Connection, { stakePool }: Deployment): Promise<AmmAccounts> {
    const [configs, pools, epoch] = await Promise.all([
        listFeeConfigs(connection, { stakePool: stakePool.address }),
        listLiquidityPools(connection),
        connection.rpc.getEpochInfo({ commitment: 'confirmed' }).send(),
    ]);
    const tiers = new Set(configs.map(({ address }) => address));
    const ours = pools.filter(({ data }) => tiers.has(data.config));
    const mints = [...new Set(ours.flatMap(({ data }) => data.mints))];
    configs.sort((one, another) => one.data.index - another.data.index);
    return { configs, pools: ours, mints: await readMints(connection, mints), epoch: epoch.epoch };
}

export function viewMint(raw: RawMint, tokens: readonly Token[], quotes: Quotes, epoch: bigint): MintView {
    const known = tokens.find(({ mint }) => mint === raw.address);
    const symbol = known?.symbol ?? raw.names?.symbol ?? shortAddress(raw.address);
    const tax = raw.extended ? quotes.amm.transferFee({ data: raw.extended, epoch }) : { bps: 0, maximum: 0n };
    const { address, tokenProgram, decimals, names } = raw;
    return { address, tokenProgram, decimals, symbol, name: names?.name, known: known !== undefined, tax };
}

/** Pools with all that belongs to them, the deepest in reward tokens first. */
export function viewPools(
    accounts: AmmAccounts,
    rewardMint: Address,
    tokens: readonly Token[],
    quotes: Quotes,
): PoolView[] {
    const mints = new Map(accounts.mints.map((raw) => [raw.address, viewMint(raw, tokens, quotes, accounts.epoch)]));
    const views = accounts.pools.flatMap((pool): PoolView[] => {
        const config = accounts.configs.find(({ address }) => address === pool.data.config);
        const [a, b] = pool.data.mints.map((mint) => mints.get(mint));
        if (!config || !a || !b) return [];
        const where = poolAt(pool.address, pool.data, [a.tokenProgram, b.tokenProgram]);
        const reward = sideOf(where, rewardMint);
        return reward ? [{ address: pool.address, at: where, pool, config, mints: [a, b], reward }] : [];
    });
    const depth = (view: PoolView) => reservesOf(view)[view.reward === 'a' ? 0 : 1];
    return views.sort((one, another) => (depth(one) > depth(another) ? -1 : 1));
}

export const stateOf = ({ pool, config, mints }: PoolView, now: bigint): PoolState =>
    poolState(pool, config, now, [mints[0].tax, mints[1].tax]);

export const reservesOf = ({ pool }: PoolView): Both<bigint> => pool.data.reserves as [bigint, bigint];
export const decimalsOf = ({ mints }: PoolView): Both<number> => [mints[0].decimals, mints[1].decimals];

/** The side that is not the reward token's, by which pools are called first. */
export const pairOf = ({ mints, reward }: PoolView): string =>
    reward === 'a' ? `${mints[1].symbol} / ${mints[0].symbol}` : `${mints[0].symbol} / ${mints[1].symbol}`;

export const mintOn = (view: PoolView, side: Side): MintView => at(view.mints, side);

/** Every mint that is traded, the reward token and SOL first. */
export function tradedMints(pools: readonly PoolView[], rewardMint: Address): MintView[] {
    const all = new Map(pools.flatMap(({ mints }) => mints.map((mint) => [mint.address, mint])));
    const rank = ({ address, known }: MintView) =>
        address === rewardMint ? 0 : address === NATIVE_MINT ? 1 : known ? 2 : 3;
    return [...all.values()].sort(
        (one, another) => rank(one) - rank(another) || one.symbol.localeCompare(another.symbol),
    );
}

export const PAUSES = [
    [1, 'trading'],
    [2, 'deposits'],
    [4, 'new pools'],
] as const;

/** What governance has paused in a pool. Taking liquidity out never is. */
export function pausedIn({ pool, config }: PoolView): string[] {
    const mask = pool.data.pauseMask | config.data.pauseMask;
    return PAUSES.filter(([bit, name]) => (mask & bit) !== 0 && name !== 'new pools').map(([, name]) => name);
}
