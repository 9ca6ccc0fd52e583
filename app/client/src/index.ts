// The hand-written layer of the client. The programs' own instructions, accounts and types are under `stake`, `escrow`,
// `amm`, `governor` and `judge`.

export * as addresses from './addresses';
export {
    ASSOCIATED_TOKEN_PROGRAM,
    NATIVE_MINT,
    NO_ADDRESS,
    SYSTEM_PROGRAM,
    TOKEN_2022_PROGRAM,
    TOKEN_PROGRAM,
    type LeafAt,
} from './addresses';
export * from './accounts';
export * from './amounts';
export * from './bytes';
export * from './cluster';
export * from './content';
export * from './deployment';
export * from './deployment-text';
export * from './events';
export * from './event-store';
export * from './failure';
export * from './history';
export { connectionSource, type HistorySource, type Listed, type Recorded } from './history-source';
export { programName } from './failure-tables';
export * from './pack';
export * from './job-rows';
export * from './jobs';
export * from './quotes';
export * from './rpc-error';
export * from './states';
export * from './transaction';
export * as amm from './generated/amm';
export * as escrow from './generated/escrow';
export * as governor from './generated/governor';
export * as judge from './generated/judge';
export * as stake from './generated/stake';
