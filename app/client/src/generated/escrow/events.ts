// Generated from the IDL by scripts/generate.mjs. Do not edit.

import {
    getAnswerWrittenDecoder,
    type AnswerWritten,
    getAttestedDecoder,
    type Attested,
    getBenchmarkBegunDecoder,
    type BenchmarkBegun,
    getBenchmarkClassClosedDecoder,
    type BenchmarkClassClosed,
    getBenchmarkClassCreatedDecoder,
    type BenchmarkClassCreated,
    getBenchmarkClosedDecoder,
    type BenchmarkClosed,
    getBenchmarkDrawnDecoder,
    type BenchmarkDrawn,
    getBenchmarkFinishedDecoder,
    type BenchmarkFinished,
    getBenchmarkJudgedDecoder,
    type BenchmarkJudged,
    getBenchmarkProvenDecoder,
    type BenchmarkProven,
    getBuybackSetDecoder,
    type BuybackSet,
    getCommitteeDrawnDecoder,
    type CommitteeDrawn,
    getDemandAnsweredDecoder,
    type DemandAnswered,
    getDemandClosedDecoder,
    type DemandClosed,
    getDemandExpiredDecoder,
    type DemandExpired,
    getDrawArmedDecoder,
    type DrawArmed,
    getEvidenceClosedDecoder,
    type EvidenceClosed,
    getEvidenceOpenedDecoder,
    type EvidenceOpened,
    getEvidenceWrittenDecoder,
    type EvidenceWritten,
    getJobAcceptedDecoder,
    type JobAccepted,
    getJobCancelledDecoder,
    type JobCancelled,
    getJobClosedDecoder,
    type JobClosed,
    getJobCommittedDecoder,
    type JobCommitted,
    getJobConvictedDecoder,
    type JobConvicted,
    getJobExpiredDecoder,
    type JobExpired,
    getJobHeartbeatDecoder,
    type JobHeartbeat,
    getJobPostedDecoder,
    type JobPosted,
    getJobRevealedDecoder,
    type JobRevealed,
    getJobSettledDecoder,
    type JobSettled,
    getLeafDemandedDecoder,
    type LeafDemanded,
    getMarketInitializedDecoder,
    type MarketInitialized,
    getMarketParamsSetDecoder,
    type MarketParamsSet,
    getMarketPauseSetDecoder,
    type MarketPauseSet,
    getSeatConvictedDecoder,
    type SeatConvicted,
    getSeatPunishedDecoder,
    type SeatPunished,
    getSeatSettledDecoder,
    type SeatSettled,
    getTreasuryWithdrawnDecoder,
    type TreasuryWithdrawn,
} from './types';

/** By the eight bytes that an event begins with, in hexadecimal. */
export const EVENTS = {
    '9930c7ae37f9d129': { name: 'AnswerWritten', decoder: getAnswerWrittenDecoder },
    'b86671c7dcc56032': { name: 'Attested', decoder: getAttestedDecoder },
    '1b401c538254a71d': { name: 'BenchmarkBegun', decoder: getBenchmarkBegunDecoder },
    'dab3c5953d780a8d': { name: 'BenchmarkClassClosed', decoder: getBenchmarkClassClosedDecoder },
    '5b5d924d0080fb64': { name: 'BenchmarkClassCreated', decoder: getBenchmarkClassCreatedDecoder },
    '4f4c95e5fdf91dca': { name: 'BenchmarkClosed', decoder: getBenchmarkClosedDecoder },
    'e907cd170abd2eb2': { name: 'BenchmarkDrawn', decoder: getBenchmarkDrawnDecoder },
    'e9a4af0a697c27a8': { name: 'BenchmarkFinished', decoder: getBenchmarkFinishedDecoder },
    '25114fd9e383e52c': { name: 'BenchmarkJudged', decoder: getBenchmarkJudgedDecoder },
    'a73e097b54c38092': { name: 'BenchmarkProven', decoder: getBenchmarkProvenDecoder },
    'e4cbbd91feca287d': { name: 'BuybackSet', decoder: getBuybackSetDecoder },
    '4cb7f7e59d66cac2': { name: 'CommitteeDrawn', decoder: getCommitteeDrawnDecoder },
    'fd13f1707351c864': { name: 'DemandAnswered', decoder: getDemandAnsweredDecoder },
    '77273bfe492335de': { name: 'DemandClosed', decoder: getDemandClosedDecoder },
    '649211deae3d8869': { name: 'DemandExpired', decoder: getDemandExpiredDecoder },
    '78c501d857dd321e': { name: 'DrawArmed', decoder: getDrawArmedDecoder },
    '1bb2b34f8b439ca2': { name: 'EvidenceClosed', decoder: getEvidenceClosedDecoder },
    'c97de2b500eed026': { name: 'EvidenceOpened', decoder: getEvidenceOpenedDecoder },
    'a35db6816e42cc53': { name: 'EvidenceWritten', decoder: getEvidenceWrittenDecoder },
    '2f36983b76c3fb72': { name: 'JobAccepted', decoder: getJobAcceptedDecoder },
    'cb548f8230864abf': { name: 'JobCancelled', decoder: getJobCancelledDecoder },
    '7b3ff399aed40237': { name: 'JobClosed', decoder: getJobClosedDecoder },
    '0f204e9f119ff131': { name: 'JobCommitted', decoder: getJobCommittedDecoder },
    '1b496df34299190b': { name: 'JobConvicted', decoder: getJobConvictedDecoder },
    'd57b73ad9df20c47': { name: 'JobExpired', decoder: getJobExpiredDecoder },
    '66e523ce134cf1fb': { name: 'JobHeartbeat', decoder: getJobHeartbeatDecoder },
    '12ab0c8dd4a9b734': { name: 'JobPosted', decoder: getJobPostedDecoder },
    '369c7c45ac637979': { name: 'JobRevealed', decoder: getJobRevealedDecoder },
    '8269cd225756981b': { name: 'JobSettled', decoder: getJobSettledDecoder },
    'fbb62a5fb29c13c5': { name: 'LeafDemanded', decoder: getLeafDemandedDecoder },
    '86a07a573203ff51': { name: 'MarketInitialized', decoder: getMarketInitializedDecoder },
    '23e001772cdf2713': { name: 'MarketParamsSet', decoder: getMarketParamsSetDecoder },
    'e18b031cb91a7990': { name: 'MarketPauseSet', decoder: getMarketPauseSetDecoder },
    '5c928cf3a62c9c12': { name: 'SeatConvicted', decoder: getSeatConvictedDecoder },
    '2cb2839a630f9d89': { name: 'SeatPunished', decoder: getSeatPunishedDecoder },
    '20094381a5b35807': { name: 'SeatSettled', decoder: getSeatSettledDecoder },
    '8fb59da9579baa2e': { name: 'TreasuryWithdrawn', decoder: getTreasuryWithdrawnDecoder },
} as const;

export type ProgramEvent =
    | { name: 'AnswerWritten'; data: AnswerWritten }
    | { name: 'Attested'; data: Attested }
    | { name: 'BenchmarkBegun'; data: BenchmarkBegun }
    | { name: 'BenchmarkClassClosed'; data: BenchmarkClassClosed }
    | { name: 'BenchmarkClassCreated'; data: BenchmarkClassCreated }
    | { name: 'BenchmarkClosed'; data: BenchmarkClosed }
    | { name: 'BenchmarkDrawn'; data: BenchmarkDrawn }
    | { name: 'BenchmarkFinished'; data: BenchmarkFinished }
    | { name: 'BenchmarkJudged'; data: BenchmarkJudged }
    | { name: 'BenchmarkProven'; data: BenchmarkProven }
    | { name: 'BuybackSet'; data: BuybackSet }
    | { name: 'CommitteeDrawn'; data: CommitteeDrawn }
    | { name: 'DemandAnswered'; data: DemandAnswered }
    | { name: 'DemandClosed'; data: DemandClosed }
    | { name: 'DemandExpired'; data: DemandExpired }
    | { name: 'DrawArmed'; data: DrawArmed }
    | { name: 'EvidenceClosed'; data: EvidenceClosed }
    | { name: 'EvidenceOpened'; data: EvidenceOpened }
    | { name: 'EvidenceWritten'; data: EvidenceWritten }
    | { name: 'JobAccepted'; data: JobAccepted }
    | { name: 'JobCancelled'; data: JobCancelled }
    | { name: 'JobClosed'; data: JobClosed }
    | { name: 'JobCommitted'; data: JobCommitted }
    | { name: 'JobConvicted'; data: JobConvicted }
    | { name: 'JobExpired'; data: JobExpired }
    | { name: 'JobHeartbeat'; data: JobHeartbeat }
    | { name: 'JobPosted'; data: JobPosted }
    | { name: 'JobRevealed'; data: JobRevealed }
    | { name: 'JobSettled'; data: JobSettled }
    | { name: 'LeafDemanded'; data: LeafDemanded }
    | { name: 'MarketInitialized'; data: MarketInitialized }
    | { name: 'MarketParamsSet'; data: MarketParamsSet }
    | { name: 'MarketPauseSet'; data: MarketPauseSet }
    | { name: 'SeatConvicted'; data: SeatConvicted }
    | { name: 'SeatPunished'; data: SeatPunished }
    | { name: 'SeatSettled'; data: SeatSettled }
    | { name: 'TreasuryWithdrawn'; data: TreasuryWithdrawn };
