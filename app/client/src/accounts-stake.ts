import { readers, type Kind } from './account-kinds';
import * as stake from './generated/stake/accounts';
import { STAKE_PROGRAM_ADDRESS as STAKE } from './generated/stake/programs';

const stakePool = readers<stake.Pool>({
    what: 'stake pool',
    program: STAKE,
    discriminator: stake.POOL_DISCRIMINATOR,
    decoder: stake.getPoolDecoder(),
    encoder: stake.getPoolEncoder() as Kind<stake.Pool>['encoder'],
});
export const {
    fetch: fetchStakePool,
    find: findStakePool,
    list: listStakePools,
    findMany: findStakePools,
    decode: decodeStakePool,
} = stakePool;

const operator = readers<stake.Operator>({
    what: 'operator',
    program: STAKE,
    discriminator: stake.OPERATOR_DISCRIMINATOR,
    decoder: stake.getOperatorDecoder(),
    encoder: stake.getOperatorEncoder() as Kind<stake.Operator>['encoder'],
});
export const {
    fetch: fetchOperator,
    find: findOperator,
    list: listOperators,
    findMany: findOperators,
    decode: decodeOperator,
} = operator;

const bondLedger = readers<stake.BondLedger>({
    what: 'bond ledger',
    program: STAKE,
    discriminator: stake.BOND_LEDGER_DISCRIMINATOR,
    decoder: stake.getBondLedgerDecoder(),
    encoder: stake.getBondLedgerEncoder() as Kind<stake.BondLedger>['encoder'],
});
export const {
    fetch: fetchBondLedger,
    find: findBondLedger,
    list: listBondLedgers,
    findMany: findBondLedgers,
    decode: decodeBondLedger,
} = bondLedger;

const verifierRegistry = readers<stake.VerifierRegistry>({
    what: 'verifier registry',
    program: STAKE,
    discriminator: stake.VERIFIER_REGISTRY_DISCRIMINATOR,
    decoder: stake.getVerifierRegistryDecoder(),
    encoder: stake.getVerifierRegistryEncoder() as Kind<stake.VerifierRegistry>['encoder'],
});
export const {
    fetch: fetchVerifierRegistry,
    find: findVerifierRegistry,
    list: listVerifierRegistries,
    findMany: findVerifierRegistries,
    decode: decodeVerifierRegistry,
} = verifierRegistry;

const position = readers<stake.Position>({
    what: 'position',
    program: STAKE,
    discriminator: stake.POSITION_DISCRIMINATOR,
    decoder: stake.getPositionDecoder(),
    encoder: stake.getPositionEncoder() as Kind<stake.Position>['encoder'],
});
export const {
    fetch: fetchPosition,
    find: findPosition,
    list: listPositions,
    findMany: findPositions,
    decode: decodePosition,
} = position;

const ticket = readers<stake.Ticket>({
    what: 'ticket',
    program: STAKE,
    discriminator: stake.TICKET_DISCRIMINATOR,
    decoder: stake.getTicketDecoder(),
    encoder: stake.getTicketEncoder() as Kind<stake.Ticket>['encoder'],
});
export const {
    fetch: fetchTicket,
    find: findTicket,
    list: listTickets,
    findMany: findTickets,
    decode: decodeTicket,
} = ticket;

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
export const {
    fetch: fetchFarmStake,
    find: findFarmStake,
    list: listFarmStakes,
    findMany: findFarmStakes,
    decode: decodeFarmStake,
} = farmStake;

export const STAKE_ACCOUNTS = {
    stakePool,
    operator,
    bondLedger,
    verifierRegistry,
    position,
    ticket,
    farm,
    farmStake,
} as const;
