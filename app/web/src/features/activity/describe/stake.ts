import { formatBps, formatDuration } from '@assay/client';
import { date, reward, short, type Kind, type Telling, type Told } from './told';

const of =
    (kind: Kind) =>
    (text: string, about?: string, more: Partial<Told> = {}): Told => ({ kind, text, about, ...more });
const operator = of('operator');
const stake = of('stake');
const farm = of('farm');
const governance = of('governance');
const minor = { minor: true };

export const STAKE: Telling<'stake'> = {
    BondDeposited: (e) => operator(`Bonded ${reward(e.amount)} with operator ${short(e.operator)}`, e.operator),
    BondLocked: (e) => operator(`Bond of ${reward(e.amount)} locked for job ${short(e.job)}`, e.job, minor),
    BondReleased: (e) => operator(`Bond of ${reward(e.amount)} released from job ${short(e.job)}`, e.job, minor),
    BondSlashed: (e) =>
        operator(`${reward(e.amount)} slashed of operator ${short(e.operator)} over job ${short(e.job)}`, e.job, {
            counterparty: e.operator,
        }),
    BondWithdrawn: (e) => operator(`Withdrew ${reward(e.amount)} of bond`, e.operator),
    ClassSet: (e) => operator(`Operator ${short(e.operator)} is of class ${e.classAfter}`, e.operator),
    CommissionAnnounced: (e) =>
        operator(
            e.commissionAt === 0n
                ? `Commission of ${formatBps(e.nextCommissionBps)}`
                : `Announced a commission of ${formatBps(e.nextCommissionBps)} from ${date(e.commissionAt)}`,
            e.operator,
        ),
    EmissionLowered: (e) =>
        governance(`Emission lowered from ${reward(e.before)} to ${reward(e.after)} an epoch`, e.pool),
    EpochAdvanced: (e) => stake(`Began epoch ${e.epoch}`, e.pool),
    ExitOpened: (e) => stake(`Position ${short(e.position)} may leave sooner until ${date(e.exitUntil)}`, e.position),
    FarmCreated: (e) => farm(`Created a farm for ${short(e.lpMint)}`, e.farm),
    FarmStakeClosed: (e) => farm('Closed a stake in a farm', e.stake),
    FarmStakeOpened: (e) => farm('Opened a stake in a farm', e.stake, minor),
    FarmWeightSet: (e) => governance(`Weight of a farm set from ${e.weightBefore} to ${e.weightAfter}`, e.farm),
    GovernorSet: (e) => governance('Named the governor of the stake pool', e.pool),
    HandedOver: (e) =>
        governance('Handed the stake pool over to its governor', e.pool, { counterparty: e.authorityAfter }),
    LeaveEnded: (e) =>
        stake(`Position ${short(e.position)} has left its operator`, e.position, { counterparty: e.operator }),
    LiquidityClaimed: (e) => farm(`Claimed ${reward(e.amount)} from a farm`, e.farm),
    LiquidityStaked: (e) => farm('Staked LP tokens in a farm', e.farm),
    LiquidityUnstaked: (e) => farm('Unstaked LP tokens from a farm', e.farm),
    LockSet: (e) =>
        stake(
            e.lockEndsAt === 0n
                ? `Locked position ${short(e.position)} for ${formatDuration(e.lockSeconds)}`
                : `Released the lock of position ${short(e.position)}, which ends ${date(e.lockEndsAt)}`,
            e.position,
        ),
    OperatorBacked: (e) =>
        stake(`Backed operator ${short(e.operator)} with ${reward(e.amount)}`, e.position, {
            counterparty: e.operator,
        }),
    OperatorClosed: (e) => operator('Closed the operator', e.operator),
    OperatorLeft: (e) =>
        stake(
            `Began to leave operator ${short(e.operator)} with ${reward(e.amount)}, until ${date(e.leavingUntil)}`,
            e.position,
            {
                counterparty: e.operator,
            },
        ),
    OperatorPaid: (e) => operator(`Claimed ${reward(e.amount)} that the operator earned`, e.operator),
    OperatorRegistered: (e) => operator(`Registered operator ${short(e.operator)}`, e.operator),
    OperatorRetired: (e) => operator(`Retired operator ${short(e.operator)}`, e.operator),
    OperatorSynced: (e) => operator(`Brought operator ${short(e.operator)} up to date`, e.operator, minor),
    OperatorUpdated: (e) => operator('Changed the profile of the operator', e.operator),
    PoolInitialized: (e) => stake('Made the stake pool', e.pool),
    PoolParamsSet: (e) => governance('Set the parameters of the stake pool', e.pool),
    PoolPauseSet: (e) => governance(`Set what is paused in the stake pool to ${e.maskAfter}`, e.pool),
    PositionClosed: (e) => stake(`Closed position ${short(e.position)}`, e.position),
    PositionOpened: (e) =>
        stake(
            e.lockSeconds === 0n
                ? `Staked ${reward(e.amount)}`
                : `Staked ${reward(e.amount)}, locked for ${formatDuration(e.lockSeconds)}`,
            e.position,
        ),
    PositionSplit: (e) => stake(`Split ${reward(e.newValue)} off position ${short(e.position)}`, e.position),
    PositionSynced: (e) => stake(`Brought position ${short(e.position)} up to date`, e.position, minor),
    PositionTransferred: (e) =>
        stake(`Position ${short(e.position)} went from ${short(e.ownerBefore)} to ${short(e.ownerAfter)}`, e.position, {
            counterparty: e.ownerAfter,
        }),
    PositionsMerged: (e) => stake(`Merged position ${short(e.merged)} into ${short(e.position)}`, e.position),
    RegistryJoined: (e) => operator('Entered the lottery of verifiers', e.operator),
    RegistryLeft: (e) => operator('Left the lottery of verifiers', e.operator),
    RewardsClaimed: (e) => stake(`Claimed ${reward(e.amount)} of rewards`, e.position),
    RewardsCompounded: (e) => stake(`Compounded ${reward(e.amount)} of rewards`, e.position),
    StakeAdded: (e) => stake(`Added ${reward(e.amount)} to position ${short(e.position)}`, e.position),
    StakeWithdrawn: (e) => stake(`Withdrew ${reward(e.amount)} of stake`, e.position),
    TreasuryWithdrawn: (e) => governance(`Paid ${reward(e.amount)} out of the stake pool's treasury`, e.pool),
    UnbondBegun: (e) =>
        operator(`Took ${reward(e.amount)} out of the bond, to be withdrawn from ${date(e.releaseAt)}`, e.operator),
    UnbondCancelled: (e) => operator(`Put ${reward(e.amount)} back into the bond`, e.operator),
    UnstakeBegun: (e) =>
        stake(`Took ${reward(e.amount)} out of stake, to be withdrawn from ${date(e.releaseAt)}`, e.position),
    UnstakeCancelled: (e) => stake(`Put ${reward(e.amount)} back into position ${short(e.position)}`, e.position),
};
