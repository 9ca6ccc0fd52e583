// Accounts of the programs, decoded and read. `fetchX` fails where there is none, `findX` does not, `listXs` takes values
// that fields must have.

import { readers, type Kind } from './account-kinds';
import * as amm from './generated/amm/accounts';
import * as escrow from './generated/escrow/accounts';
import * as governor from './generated/governor/accounts';
import * as stake from './generated/stake/accounts';
import { AMM_PROGRAM_ADDRESS as AMM } from './generated/amm/programs';
import { ESCROW_PROGRAM_ADDRESS as ESCROW } from './generated/escrow/programs';
import { GOVERNOR_PROGRAM_ADDRESS as GOVERNOR } from './generated/governor/programs';
import { STAKE_PROGRAM_ADDRESS as STAKE } from './generated/stake/programs';

export { AccountError, decodeAs, findMany, list, offsetOf, type Filter, type Kind, type Loaded } from './account-kinds';

const job = readers<escrow.Job>({
    what: 'job',
    program: ESCROW,
    discriminator: escrow.JOB_DISCRIMINATOR,
    decoder: escrow.getJobDecoder(),
    encoder: escrow.getJobEncoder() as Kind<escrow.Job>['encoder'],
});
export const { fetch: fetchJob, find: findJob, list: listJobs, findMany: findJobs, decode: decodeJob } = job;

const market = readers<escrow.Market>({
    what: 'market',
    program: ESCROW,
    discriminator: escrow.MARKET_DISCRIMINATOR,
    decoder: escrow.getMarketDecoder(),
    encoder: escrow.getMarketEncoder() as Kind<escrow.Market>['encoder'],
});
export const { fetch: fetchMarket, find: findMarket, list: listMarkets, findMany: findMarkets, decode: decodeMarket } = market;

const demand = readers<escrow.Demand>({
    what: 'demand',
    program: ESCROW,
    discriminator: escrow.DEMAND_DISCRIMINATOR,
    decoder: escrow.getDemandDecoder(),
    encoder: escrow.getDemandEncoder() as Kind<escrow.Demand>['encoder'],
});
export const { fetch: fetchDemand, find: findDemand, list: listDemands, findMany: findDemands, decode: decodeDemand } = demand;

const evidence = readers<escrow.Evidence>({
    what: 'evidence buffer',
    program: ESCROW,
    discriminator: escrow.EVIDENCE_DISCRIMINATOR,
    decoder: escrow.getEvidenceDecoder(),
    encoder: escrow.getEvidenceEncoder() as Kind<escrow.Evidence>['encoder'],
});
export const { fetch: fetchEvidence, find: findEvidence, list: listEvidenceBuffers, findMany: findEvidenceBuffers, decode: decodeEvidence } = evidence;

const benchmark = readers<escrow.Benchmark>({
    what: 'benchmark',
    program: ESCROW,
    discriminator: escrow.BENCHMARK_DISCRIMINATOR,
    decoder: escrow.getBenchmarkDecoder(),
    encoder: escrow.getBenchmarkEncoder() as Kind<escrow.Benchmark>['encoder'],
});
export const { fetch: fetchBenchmark, find: findBenchmark, list: listBenchmarks, findMany: findBenchmarks, decode: decodeBenchmark } = benchmark;

const benchmarkClass = readers<escrow.BenchmarkClass>({
    what: 'benchmark class',
    program: ESCROW,
    discriminator: escrow.BENCHMARK_CLASS_DISCRIMINATOR,
    decoder: escrow.getBenchmarkClassDecoder(),
    encoder: escrow.getBenchmarkClassEncoder() as Kind<escrow.BenchmarkClass>['encoder'],
});
export const { fetch: fetchBenchmarkClass, find: findBenchmarkClass, list: listBenchmarkClasses, findMany: findBenchmarkClasses, decode: decodeBenchmarkClass } = benchmarkClass;

const stakePool = readers<stake.Pool>({
    what: 'stake pool',
    program: STAKE,
    discriminator: stake.POOL_DISCRIMINATOR,
    decoder: stake.getPoolDecoder(),
    encoder: stake.getPoolEncoder() as Kind<stake.Pool>['encoder'],
});
export const { fetch: fetchStakePool, find: findStakePool, list: listStakePools, findMany: findStakePools, decode: decodeStakePool } = stakePool;

const operator = readers<stake.Operator>({
    what: 'operator',
    program: STAKE,
    discriminator: stake.OPERATOR_DISCRIMINATOR,
    decoder: stake.getOperatorDecoder(),
    encoder: stake.getOperatorEncoder() as Kind<stake.Operator>['encoder'],
});
export const { fetch: fetchOperator, find: findOperator, list: listOperators, findMany: findOperators, decode: decodeOperator } = operator;

const bondLedger = readers<stake.BondLedger>({
    what: 'bond ledger',
    program: STAKE,
    discriminator: stake.BOND_LEDGER_DISCRIMINATOR,
    decoder: stake.getBondLedgerDecoder(),
    encoder: stake.getBondLedgerEncoder() as Kind<stake.BondLedger>['encoder'],
});
export const { fetch: fetchBondLedger, find: findBondLedger, list: listBondLedgers, findMany: findBondLedgers, decode: decodeBondLedger } = bondLedger;

const verifierRegistry = readers<stake.VerifierRegistry>({
    what: 'verifier registry',
    program: STAKE,
    discriminator: stake.VERIFIER_REGISTRY_DISCRIMINATOR,
    decoder: stake.getVerifierRegistryDecoder(),
    encoder: stake.getVerifierRegistryEncoder() as Kind<stake.VerifierRegistry>['encoder'],
});
export const { fetch: fetchVerifierRegistry, find: findVerifierRegistry, list: listVerifierRegistries, findMany: findVerifierRegistries, decode: decodeVerifierRegistry } = verifierRegistry;

const position = readers<stake.Position>({
    what: 'position',
    program: STAKE,
    discriminator: stake.POSITION_DISCRIMINATOR,
    decoder: stake.getPositionDecoder(),
    encoder: stake.getPositionEncoder() as Kind<stake.Position>['encoder'],
});
export const { fetch: fetchPosition, find: findPosition, list: listPositions, findMany: findPositions, decode: decodePosition } = position;

const ticket = readers<stake.Ticket>({
    what: 'ticket',
    program: STAKE,
    discriminator: stake.TICKET_DISCRIMINATOR,
    decoder: stake.getTicketDecoder(),
    encoder: stake.getTicketEncoder() as Kind<stake.Ticket>['encoder'],
});
export const { fetch: fetchTicket, find: findTicket, list: listTickets, findMany: findTickets, decode: decodeTicket } = ticket;

const farm = readers<stake.Farm>({
    what: 'farm',
    program: STAKE,
    discriminator: stake.FARM_DISCRIMINATOR,
    decoder: stake.getFarmDecoder(),
    encoder: stake.getFarmEncoder() as Kind<stake.Farm>['encoder'],
});
export const { fetch: fetchFarm, find: findFarm, list: listFarms, findMany: findFarms, decode: decodeFarm } = farm;

const farmStake = readers<stake.FarmStake>({
    what: 'farm stake',
    program: STAKE,
    discriminator: stake.FARM_STAKE_DISCRIMINATOR,
    decoder: stake.getFarmStakeDecoder(),
    encoder: stake.getFarmStakeEncoder() as Kind<stake.FarmStake>['encoder'],
});
export const { fetch: fetchFarmStake, find: findFarmStake, list: listFarmStakes, findMany: findFarmStakes, decode: decodeFarmStake } = farmStake;

const liquidityPool = readers<amm.LiquidityPool>({
    what: 'liquidity pool',
    program: AMM,
    discriminator: amm.LIQUIDITY_POOL_DISCRIMINATOR,
    decoder: amm.getLiquidityPoolDecoder(),
    encoder: amm.getLiquidityPoolEncoder() as Kind<amm.LiquidityPool>['encoder'],
});
export const { fetch: fetchLiquidityPool, find: findLiquidityPool, list: listLiquidityPools, findMany: findLiquidityPools, decode: decodeLiquidityPool } = liquidityPool;

const feeConfig = readers<amm.FeeConfig>({
    what: 'fee config',
    program: AMM,
    discriminator: amm.FEE_CONFIG_DISCRIMINATOR,
    decoder: amm.getFeeConfigDecoder(),
    encoder: amm.getFeeConfigEncoder() as Kind<amm.FeeConfig>['encoder'],
});
export const { fetch: fetchFeeConfig, find: findFeeConfig, list: listFeeConfigs, findMany: findFeeConfigs, decode: decodeFeeConfig } = feeConfig;

const liquidityLock = readers<amm.LiquidityLock>({
    what: 'liquidity lock',
    program: AMM,
    discriminator: amm.LIQUIDITY_LOCK_DISCRIMINATOR,
    decoder: amm.getLiquidityLockDecoder(),
    encoder: amm.getLiquidityLockEncoder() as Kind<amm.LiquidityLock>['encoder'],
});
export const { fetch: fetchLiquidityLock, find: findLiquidityLock, list: listLiquidityLocks, findMany: findLiquidityLocks, decode: decodeLiquidityLock } = liquidityLock;

const realm = readers<governor.Realm>({
    what: 'realm',
    program: GOVERNOR,
    discriminator: governor.REALM_DISCRIMINATOR,
    decoder: governor.getRealmDecoder(),
    encoder: governor.getRealmEncoder() as Kind<governor.Realm>['encoder'],
});
export const { fetch: fetchRealm, find: findRealm, list: listRealms, findMany: findRealms, decode: decodeRealm } = realm;

const proposal = readers<governor.Proposal>({
    what: 'proposal',
    program: GOVERNOR,
    discriminator: governor.PROPOSAL_DISCRIMINATOR,
    decoder: governor.getProposalDecoder(),
    encoder: governor.getProposalEncoder() as Kind<governor.Proposal>['encoder'],
});
export const { fetch: fetchProposal, find: findProposal, list: listProposals, findMany: findProposals, decode: decodeProposal } = proposal;

const action = readers<governor.Action>({
    what: 'action',
    program: GOVERNOR,
    discriminator: governor.ACTION_DISCRIMINATOR,
    decoder: governor.getActionDecoder(),
    encoder: governor.getActionEncoder() as Kind<governor.Action>['encoder'],
});
export const { fetch: fetchAction, find: findAction, list: listActions, findMany: findActions, decode: decodeAction } = action;

const voteRecord = readers<governor.VoteRecord>({
    what: 'vote',
    program: GOVERNOR,
    discriminator: governor.VOTE_RECORD_DISCRIMINATOR,
    decoder: governor.getVoteRecordDecoder(),
    encoder: governor.getVoteRecordEncoder() as Kind<governor.VoteRecord>['encoder'],
});
export const { fetch: fetchVoteRecord, find: findVoteRecord, list: listVoteRecords, findMany: findVoteRecords, decode: decodeVoteRecord } = voteRecord;

const delegation = readers<governor.Delegation>({
    what: 'delegation',
    program: GOVERNOR,
    discriminator: governor.DELEGATION_DISCRIMINATOR,
    decoder: governor.getDelegationDecoder(),
    encoder: governor.getDelegationEncoder() as Kind<governor.Delegation>['encoder'],
});
export const { fetch: fetchDelegation, find: findDelegation, list: listDelegations, findMany: findDelegations, decode: decodeDelegation } = delegation;

const stream = readers<governor.Stream>({
    what: 'stream',
    program: GOVERNOR,
    discriminator: governor.STREAM_DISCRIMINATOR,
    decoder: governor.getStreamDecoder(),
    encoder: governor.getStreamEncoder() as Kind<governor.Stream>['encoder'],
});
export const { fetch: fetchStream, find: findStream, list: listStreams, findMany: findStreams, decode: decodeStream } = stream;

/** By name, for whoever goes through all of them. */
export const ACCOUNTS = {
    job,
    market,
    demand,
    evidence,
    benchmark,
    benchmarkClass,
    stakePool,
    operator,
    bondLedger,
    verifierRegistry,
    position,
    ticket,
    farm,
    farmStake,
    liquidityPool,
    feeConfig,
    liquidityLock,
    realm,
    proposal,
    action,
    voteRecord,
    delegation,
    stream,
} as const;
