import { readers, type Kind } from './account-kinds';
import * as escrow from './generated/escrow/accounts';
import { ESCROW_PROGRAM_ADDRESS as ESCROW } from './generated/escrow/programs';

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
export const {
    fetch: fetchMarket,
    find: findMarket,
    list: listMarkets,
    findMany: findMarkets,
    decode: decodeMarket,
} = market;

const demand = readers<escrow.Demand>({
    what: 'demand',
    program: ESCROW,
    discriminator: escrow.DEMAND_DISCRIMINATOR,
    decoder: escrow.getDemandDecoder(),
    encoder: escrow.getDemandEncoder() as Kind<escrow.Demand>['encoder'],
});
export const {
    fetch: fetchDemand,
    find: findDemand,
    list: listDemands,
    findMany: findDemands,
    decode: decodeDemand,
} = demand;

const evidence = readers<escrow.Evidence>({
    what: 'evidence buffer',
    program: ESCROW,
    discriminator: escrow.EVIDENCE_DISCRIMINATOR,
    decoder: escrow.getEvidenceDecoder(),
    encoder: escrow.getEvidenceEncoder() as Kind<escrow.Evidence>['encoder'],
});
export const {
    fetch: fetchEvidence,
    find: findEvidence,
    list: listEvidenceBuffers,
    findMany: findEvidenceBuffers,
    decode: decodeEvidence,
} = evidence;

const benchmark = readers<escrow.Benchmark>({
    what: 'benchmark',
    program: ESCROW,
    discriminator: escrow.BENCHMARK_DISCRIMINATOR,
    decoder: escrow.getBenchmarkDecoder(),
    encoder: escrow.getBenchmarkEncoder() as Kind<escrow.Benchmark>['encoder'],
});
export const {
    fetch: fetchBenchmark,
    find: findBenchmark,
    list: listBenchmarks,
    findMany: findBenchmarks,
    decode: decodeBenchmark,
} = benchmark;

const benchmarkClass = readers<escrow.BenchmarkClass>({
    what: 'benchmark class',
    program: ESCROW,
    discriminator: escrow.BENCHMARK_CLASS_DISCRIMINATOR,
    decoder: escrow.getBenchmarkClassDecoder(),
    encoder: escrow.getBenchmarkClassEncoder() as Kind<escrow.BenchmarkClass>['encoder'],
});
export const {
    fetch: fetchBenchmarkClass,
    find: findBenchmarkClass,
    list: listBenchmarkClasses,
    findMany: findBenchmarkClasses,
    decode: decodeBenchmarkClass,
} = benchmarkClass;

export const ESCROW_ACCOUNTS = { job, market, demand, evidence, benchmark, benchmarkClass } as const;
