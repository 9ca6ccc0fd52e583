// Generated from the IDL by scripts/generate.mjs. Do not edit.

import {
    getBurntDecoder,
    type Burnt,
    getConfigCreatedDecoder,
    type ConfigCreated,
    getCreatorFeesCollectedDecoder,
    type CreatorFeesCollected,
    getDonatedDecoder,
    type Donated,
    getFeesSetDecoder,
    type FeesSet,
    getLiquidityAddedDecoder,
    type LiquidityAdded,
    getLiquidityLockedDecoder,
    type LiquidityLocked,
    getLiquidityRemovedDecoder,
    type LiquidityRemoved,
    getLockClosedDecoder,
    type LockClosed,
    getLockCollectedDecoder,
    type LockCollected,
    getOracleSyncedDecoder,
    type OracleSynced,
    getPauseSetDecoder,
    type PauseSet,
    getPoolCreatedDecoder,
    type PoolCreated,
    getProtocolFeesCollectedDecoder,
    type ProtocolFeesCollected,
    getSkimmedDecoder,
    type Skimmed,
    getSwappedDecoder,
    type Swapped,
} from './types';

/** By the eight bytes that an event begins with, in hexadecimal. */
export const EVENTS = {
    '8d283793a0cf6b02': { name: 'Burnt', decoder: getBurntDecoder },
    'c34968a1a6f50478': { name: 'ConfigCreated', decoder: getConfigCreatedDecoder },
    '75beb19cde5e1ce3': { name: 'CreatorFeesCollected', decoder: getCreatorFeesCollectedDecoder },
    '0c53fbb727d37d2c': { name: 'Donated', decoder: getDonatedDecoder },
    '794a7e1a0d161ba6': { name: 'FeesSet', decoder: getFeesSetDecoder },
    '9a1add6cee40d9a1': { name: 'LiquidityAdded', decoder: getLiquidityAddedDecoder },
    '96c9ccb7d90d77b9': { name: 'LiquidityLocked', decoder: getLiquidityLockedDecoder },
    'e169d8277c74a9bd': { name: 'LiquidityRemoved', decoder: getLiquidityRemovedDecoder },
    'a3a35b034f36ac44': { name: 'LockClosed', decoder: getLockClosedDecoder },
    '8a1337f2d8fa62c4': { name: 'LockCollected', decoder: getLockCollectedDecoder },
    '3aa51d01895f7943': { name: 'OracleSynced', decoder: getOracleSyncedDecoder },
    'af39c688c042cc49': { name: 'PauseSet', decoder: getPauseSetDecoder },
    'ca2c295868dc9d52': { name: 'PoolCreated', decoder: getPoolCreatedDecoder },
    'a5227d9b0f5663bf': { name: 'ProtocolFeesCollected', decoder: getProtocolFeesCollectedDecoder },
    '1927122c2e833b4c': { name: 'Skimmed', decoder: getSkimmedDecoder },
    'd93434539387606d': { name: 'Swapped', decoder: getSwappedDecoder },
} as const;

export type ProgramEvent =
    | { name: 'Burnt'; data: Burnt }
    | { name: 'ConfigCreated'; data: ConfigCreated }
    | { name: 'CreatorFeesCollected'; data: CreatorFeesCollected }
    | { name: 'Donated'; data: Donated }
    | { name: 'FeesSet'; data: FeesSet }
    | { name: 'LiquidityAdded'; data: LiquidityAdded }
    | { name: 'LiquidityLocked'; data: LiquidityLocked }
    | { name: 'LiquidityRemoved'; data: LiquidityRemoved }
    | { name: 'LockClosed'; data: LockClosed }
    | { name: 'LockCollected'; data: LockCollected }
    | { name: 'OracleSynced'; data: OracleSynced }
    | { name: 'PauseSet'; data: PauseSet }
    | { name: 'PoolCreated'; data: PoolCreated }
    | { name: 'ProtocolFeesCollected'; data: ProtocolFeesCollected }
    | { name: 'Skimmed'; data: Skimmed }
    | { name: 'Swapped'; data: Swapped };
