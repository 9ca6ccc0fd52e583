// Generated from the IDL by scripts/generate.mjs. Do not edit.

import {
    getBondDepositedDecoder,
    type BondDeposited,
    getBondLockedDecoder,
    type BondLocked,
    getBondReleasedDecoder,
    type BondReleased,
    getBondSlashedDecoder,
    type BondSlashed,
    getBondWithdrawnDecoder,
    type BondWithdrawn,
    getClassSetDecoder,
    type ClassSet,
    getCommissionAnnouncedDecoder,
    type CommissionAnnounced,
    getEmissionLoweredDecoder,
    type EmissionLowered,
    getEpochAdvancedDecoder,
    type EpochAdvanced,
    getExitOpenedDecoder,
    type ExitOpened,
    getFarmCreatedDecoder,
    type FarmCreated,
    getFarmStakeClosedDecoder,
    type FarmStakeClosed,
    getFarmStakeOpenedDecoder,
    type FarmStakeOpened,
    getFarmWeightSetDecoder,
    type FarmWeightSet,
    getGovernorSetDecoder,
    type GovernorSet,
    getHandedOverDecoder,
    type HandedOver,
    getLeaveEndedDecoder,
    type LeaveEnded,
    getLiquidityClaimedDecoder,
    type LiquidityClaimed,
    getLiquidityStakedDecoder,
    type LiquidityStaked,
    getLiquidityUnstakedDecoder,
    type LiquidityUnstaked,
    getLockSetDecoder,
    type LockSet,
    getOperatorBackedDecoder,
    type OperatorBacked,
    getOperatorClosedDecoder,
    type OperatorClosed,
    getOperatorLeftDecoder,
    type OperatorLeft,
    getOperatorPaidDecoder,
    type OperatorPaid,
    getOperatorRegisteredDecoder,
    type OperatorRegistered,
    getOperatorRetiredDecoder,
    type OperatorRetired,
    getOperatorSyncedDecoder,
    type OperatorSynced,
    getOperatorUpdatedDecoder,
    type OperatorUpdated,
    getPoolInitializedDecoder,
    type PoolInitialized,
    getPoolParamsSetDecoder,
    type PoolParamsSet,
    getPoolPauseSetDecoder,
    type PoolPauseSet,
    getPositionClosedDecoder,
    type PositionClosed,
    getPositionOpenedDecoder,
    type PositionOpened,
    getPositionSplitDecoder,
    type PositionSplit,
    getPositionSyncedDecoder,
    type PositionSynced,
    getPositionTransferredDecoder,
    type PositionTransferred,
    getPositionsMergedDecoder,
    type PositionsMerged,
    getRegistryJoinedDecoder,
    type RegistryJoined,
    getRegistryLeftDecoder,
    type RegistryLeft,
    getRewardsClaimedDecoder,
    type RewardsClaimed,
    getRewardsCompoundedDecoder,
    type RewardsCompounded,
    getStakeAddedDecoder,
    type StakeAdded,
    getStakeWithdrawnDecoder,
    type StakeWithdrawn,
    getTreasuryWithdrawnDecoder,
    type TreasuryWithdrawn,
    getUnbondBegunDecoder,
    type UnbondBegun,
    getUnbondCancelledDecoder,
    type UnbondCancelled,
    getUnstakeBegunDecoder,
    type UnstakeBegun,
    getUnstakeCancelledDecoder,
    type UnstakeCancelled,
} from './types';

/** By the eight bytes that an event begins with, in hexadecimal. */
export const EVENTS = {
    'd2952fe84880f899': { name: 'BondDeposited', decoder: getBondDepositedDecoder },
    '592d8b071669e83b': { name: 'BondLocked', decoder: getBondLockedDecoder },
    'bfa1fa1dbc9278fb': { name: 'BondReleased', decoder: getBondReleasedDecoder },
    '3b07fcc3ea9c2a36': { name: 'BondSlashed', decoder: getBondSlashedDecoder },
    '6fc09ae73a738267': { name: 'BondWithdrawn', decoder: getBondWithdrawnDecoder },
    '96c6d1b02486c1f1': { name: 'ClassSet', decoder: getClassSetDecoder },
    '6cfb72a67cae6988': { name: 'CommissionAnnounced', decoder: getCommissionAnnouncedDecoder },
    '0d8dab709f7f963d': { name: 'EmissionLowered', decoder: getEmissionLoweredDecoder },
    '29dc0e7b7546759d': { name: 'EpochAdvanced', decoder: getEpochAdvancedDecoder },
    '4cf6ef689adf7448': { name: 'ExitOpened', decoder: getExitOpenedDecoder },
    'a1d043e4bfd0238f': { name: 'FarmCreated', decoder: getFarmCreatedDecoder },
    '9a243f0916f92289': { name: 'FarmStakeClosed', decoder: getFarmStakeClosedDecoder },
    '681e2e4f054baf00': { name: 'FarmStakeOpened', decoder: getFarmStakeOpenedDecoder },
    '0b06eab0f0635b08': { name: 'FarmWeightSet', decoder: getFarmWeightSetDecoder },
    '4ccab1c48eadbc5a': { name: 'GovernorSet', decoder: getGovernorSetDecoder },
    'e0e1701c2a793204': { name: 'HandedOver', decoder: getHandedOverDecoder },
    'fba35794016cb337': { name: 'LeaveEnded', decoder: getLeaveEndedDecoder },
    '70c67f7fa1bdf63a': { name: 'LiquidityClaimed', decoder: getLiquidityClaimedDecoder },
    '92c63c996834f1f9': { name: 'LiquidityStaked', decoder: getLiquidityStakedDecoder },
    '63606e5233308f48': { name: 'LiquidityUnstaked', decoder: getLiquidityUnstakedDecoder },
    '3b22779800f89ca2': { name: 'LockSet', decoder: getLockSetDecoder },
    '733dc10a68523a03': { name: 'OperatorBacked', decoder: getOperatorBackedDecoder },
    '3fd4b6b560593233': { name: 'OperatorClosed', decoder: getOperatorClosedDecoder },
    '67c2fd7a91e1570e': { name: 'OperatorLeft', decoder: getOperatorLeftDecoder },
    '3ed2349645c98ac4': { name: 'OperatorPaid', decoder: getOperatorPaidDecoder },
    'addce66975611685': { name: 'OperatorRegistered', decoder: getOperatorRegisteredDecoder },
    '40cdc1e8a6f70224': { name: 'OperatorRetired', decoder: getOperatorRetiredDecoder },
    '9e99c39fc303770e': { name: 'OperatorSynced', decoder: getOperatorSyncedDecoder },
    '1c68e291fde511f5': { name: 'OperatorUpdated', decoder: getOperatorUpdatedDecoder },
    '6476ad570cc6fee5': { name: 'PoolInitialized', decoder: getPoolInitializedDecoder },
    '083f7d72e2749b5a': { name: 'PoolParamsSet', decoder: getPoolParamsSetDecoder },
    '1985e071c397195e': { name: 'PoolPauseSet', decoder: getPoolPauseSetDecoder },
    '9da3e3e40d618a79': { name: 'PositionClosed', decoder: getPositionClosedDecoder },
    'edaff3e693756579': { name: 'PositionOpened', decoder: getPositionOpenedDecoder },
    '0590792b92d27405': { name: 'PositionSplit', decoder: getPositionSplitDecoder },
    'a4a950afd522be56': { name: 'PositionSynced', decoder: getPositionSyncedDecoder },
    '140445c79c39b10e': { name: 'PositionTransferred', decoder: getPositionTransferredDecoder },
    'b5a76f6b0cc280e7': { name: 'PositionsMerged', decoder: getPositionsMergedDecoder },
    '53db63e0d4d1f771': { name: 'RegistryJoined', decoder: getRegistryJoinedDecoder },
    '0dba5c105ff87051': { name: 'RegistryLeft', decoder: getRegistryLeftDecoder },
    '4b625812db705879': { name: 'RewardsClaimed', decoder: getRewardsClaimedDecoder },
    '91565e5e678fbd5f': { name: 'RewardsCompounded', decoder: getRewardsCompoundedDecoder },
    '8baa865a166017c1': { name: 'StakeAdded', decoder: getStakeAddedDecoder },
    '21789f3a8cffae4f': { name: 'StakeWithdrawn', decoder: getStakeWithdrawnDecoder },
    '8fb59da9579baa2e': { name: 'TreasuryWithdrawn', decoder: getTreasuryWithdrawnDecoder },
    'cf0472efd7e8cdba': { name: 'UnbondBegun', decoder: getUnbondBegunDecoder },
    '39e9a1e23b1d38d4': { name: 'UnbondCancelled', decoder: getUnbondCancelledDecoder },
    '3d3a4e49c4d64428': { name: 'UnstakeBegun', decoder: getUnstakeBegunDecoder },
    '66dfbd65c9dfb426': { name: 'UnstakeCancelled', decoder: getUnstakeCancelledDecoder },
} as const;

export type ProgramEvent =
    | { name: 'BondDeposited'; data: BondDeposited }
    | { name: 'BondLocked'; data: BondLocked }
    | { name: 'BondReleased'; data: BondReleased }
    | { name: 'BondSlashed'; data: BondSlashed }
    | { name: 'BondWithdrawn'; data: BondWithdrawn }
    | { name: 'ClassSet'; data: ClassSet }
    | { name: 'CommissionAnnounced'; data: CommissionAnnounced }
    | { name: 'EmissionLowered'; data: EmissionLowered }
    | { name: 'EpochAdvanced'; data: EpochAdvanced }
    | { name: 'ExitOpened'; data: ExitOpened }
    | { name: 'FarmCreated'; data: FarmCreated }
    | { name: 'FarmStakeClosed'; data: FarmStakeClosed }
    | { name: 'FarmStakeOpened'; data: FarmStakeOpened }
    | { name: 'FarmWeightSet'; data: FarmWeightSet }
    | { name: 'GovernorSet'; data: GovernorSet }
    | { name: 'HandedOver'; data: HandedOver }
    | { name: 'LeaveEnded'; data: LeaveEnded }
    | { name: 'LiquidityClaimed'; data: LiquidityClaimed }
    | { name: 'LiquidityStaked'; data: LiquidityStaked }
    | { name: 'LiquidityUnstaked'; data: LiquidityUnstaked }
    | { name: 'LockSet'; data: LockSet }
    | { name: 'OperatorBacked'; data: OperatorBacked }
    | { name: 'OperatorClosed'; data: OperatorClosed }
    | { name: 'OperatorLeft'; data: OperatorLeft }
    | { name: 'OperatorPaid'; data: OperatorPaid }
    | { name: 'OperatorRegistered'; data: OperatorRegistered }
    | { name: 'OperatorRetired'; data: OperatorRetired }
    | { name: 'OperatorSynced'; data: OperatorSynced }
    | { name: 'OperatorUpdated'; data: OperatorUpdated }
    | { name: 'PoolInitialized'; data: PoolInitialized }
    | { name: 'PoolParamsSet'; data: PoolParamsSet }
    | { name: 'PoolPauseSet'; data: PoolPauseSet }
    | { name: 'PositionClosed'; data: PositionClosed }
    | { name: 'PositionOpened'; data: PositionOpened }
    | { name: 'PositionSplit'; data: PositionSplit }
    | { name: 'PositionSynced'; data: PositionSynced }
    | { name: 'PositionTransferred'; data: PositionTransferred }
    | { name: 'PositionsMerged'; data: PositionsMerged }
    | { name: 'RegistryJoined'; data: RegistryJoined }
    | { name: 'RegistryLeft'; data: RegistryLeft }
    | { name: 'RewardsClaimed'; data: RewardsClaimed }
    | { name: 'RewardsCompounded'; data: RewardsCompounded }
    | { name: 'StakeAdded'; data: StakeAdded }
    | { name: 'StakeWithdrawn'; data: StakeWithdrawn }
    | { name: 'TreasuryWithdrawn'; data: TreasuryWithdrawn }
    | { name: 'UnbondBegun'; data: UnbondBegun }
    | { name: 'UnbondCancelled'; data: UnbondCancelled }
    | { name: 'UnstakeBegun'; data: UnstakeBegun }
    | { name: 'UnstakeCancelled'; data: UnstakeCancelled };
