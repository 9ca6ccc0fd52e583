import { readers, type Kind } from './account-kinds';
import * as amm from './generated/amm/accounts';
import { AMM_PROGRAM_ADDRESS as AMM } from './generated/amm/programs';

const liquidityPool = readers<amm.LiquidityPool>({
    what: 'liquidity pool',
    program: AMM,
    discriminator: amm.LIQUIDITY_POOL_DISCRIMINATOR,
    decoder: amm.getLiquidityPoolDecoder(),
    encoder: amm.getLiquidityPoolEncoder() as Kind<amm.LiquidityPool>['encoder'],
});
export const {
    fetch: fetchLiquidityPool,
    find: findLiquidityPool,
    list: listLiquidityPools,
    findMany: findLiquidityPools,
    decode: decodeLiquidityPool,
} = liquidityPool;

const feeConfig = readers<amm.FeeConfig>({
    what: 'fee config',
    program: AMM,
    discriminator: amm.FEE_CONFIG_DISCRIMINATOR,
    decoder: amm.getFeeConfigDecoder(),
    encoder: amm.getFeeConfigEncoder() as Kind<amm.FeeConfig>['encoder'],
});
export const {
    fetch: fetchFeeConfig,
    find: findFeeConfig,
    list: listFeeConfigs,
    findMany: findFeeConfigs,
    decode: decodeFeeConfig,
} = feeConfig;

const liquidityLock = readers<amm.LiquidityLock>({
    what: 'liquidity lock',
    program: AMM,
    discriminator: amm.LIQUIDITY_LOCK_DISCRIMINATOR,
    decoder: amm.getLiquidityLockDecoder(),
    encoder: amm.getLiquidityLockEncoder() as Kind<amm.LiquidityLock>['encoder'],
});
export const {
    fetch: fetchLiquidityLock,
    find: findLiquidityLock,
    list: listLiquidityLocks,
    findMany: findLiquidityLocks,
    decode: decodeLiquidityLock,
} = liquidityLock;

export const AMM_ACCOUNTS = { liquidityPool, feeConfig, liquidityLock } as const;
