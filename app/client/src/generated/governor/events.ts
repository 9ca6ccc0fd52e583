// Generated from the IDL by scripts/generate.mjs. Do not edit.

import {
    getActionAddedDecoder,
    type ActionAdded,
    getActionClosedDecoder,
    type ActionClosed,
    getActionExecutedDecoder,
    type ActionExecuted,
    getActionRemovedDecoder,
    type ActionRemoved,
    getDelegatedDecoder,
    type Delegated,
    getDepositReturnedDecoder,
    type DepositReturned,
    getExitGrantedDecoder,
    type ExitGranted,
    getGuardianSetDecoder,
    type GuardianSet,
    getProposalCancelledDecoder,
    type ProposalCancelled,
    getProposalClosedDecoder,
    type ProposalClosed,
    getProposalCreatedDecoder,
    type ProposalCreated,
    getProposalVetoedDecoder,
    type ProposalVetoed,
    getRealmCreatedDecoder,
    type RealmCreated,
    getRealmParamsSetDecoder,
    type RealmParamsSet,
    getStreamCancelledDecoder,
    type StreamCancelled,
    getStreamClaimedDecoder,
    type StreamClaimed,
    getStreamClosedDecoder,
    type StreamClosed,
    getStreamCreatedDecoder,
    type StreamCreated,
    getUndelegatedDecoder,
    type Undelegated,
    getVoteBegunDecoder,
    type VoteBegun,
    getVoteCastDecoder,
    type VoteCast,
    getVoteChangedDecoder,
    type VoteChanged,
    getVoteClosedDecoder,
    type VoteClosed,
    getVoteDecidedDecoder,
    type VoteDecided,
    getVoteExtendedDecoder,
    type VoteExtended,
    getVoteWithdrawnDecoder,
    type VoteWithdrawn,
} from './types';

/** By the eight bytes that an event begins with, in hexadecimal. */
export const EVENTS = {
    'fff36d475d517c8f': { name: 'ActionAdded', decoder: getActionAddedDecoder },
    '0ccfafad078e6b4e': { name: 'ActionClosed', decoder: getActionClosedDecoder },
    '74659224a099b6e9': { name: 'ActionExecuted', decoder: getActionExecutedDecoder },
    '25747f6540a771c5': { name: 'ActionRemoved', decoder: getActionRemovedDecoder },
    '34c907c2184f649f': { name: 'Delegated', decoder: getDelegatedDecoder },
    '024da8c155332df1': { name: 'DepositReturned', decoder: getDepositReturnedDecoder },
    'dd0aee52e20c70a1': { name: 'ExitGranted', decoder: getExitGrantedDecoder },
    '9f319b9cb0581dbe': { name: 'GuardianSet', decoder: getGuardianSetDecoder },
    'fd3b682e814e090e': { name: 'ProposalCancelled', decoder: getProposalCancelledDecoder },
    '395a2fa46937611b': { name: 'ProposalClosed', decoder: getProposalClosedDecoder },
    'ba08a06c510d33ce': { name: 'ProposalCreated', decoder: getProposalCreatedDecoder },
    'b91d4d1786fb9b1b': { name: 'ProposalVetoed', decoder: getProposalVetoedDecoder },
    'e5d5e37a1e80fdaa': { name: 'RealmCreated', decoder: getRealmCreatedDecoder },
    '71bffffb3ecd1f94': { name: 'RealmParamsSet', decoder: getRealmParamsSetDecoder },
    '5bd71dedc206b85c': { name: 'StreamCancelled', decoder: getStreamCancelledDecoder },
    'd778b0232bef3be5': { name: 'StreamClaimed', decoder: getStreamClaimedDecoder },
    '0ece200af852a9ea': { name: 'StreamClosed', decoder: getStreamClosedDecoder },
    '5d965b0fa608fba6': { name: 'StreamCreated', decoder: getStreamCreatedDecoder },
    'cfb3647dee96881f': { name: 'Undelegated', decoder: getUndelegatedDecoder },
    '2caa0dd6b18b841a': { name: 'VoteBegun', decoder: getVoteBegunDecoder },
    '2735c368bc11e1d5': { name: 'VoteCast', decoder: getVoteCastDecoder },
    '4f1a0ba4df0f019a': { name: 'VoteChanged', decoder: getVoteChangedDecoder },
    'f0a78369a8571dae': { name: 'VoteClosed', decoder: getVoteClosedDecoder },
    '76d3f14fa15de644': { name: 'VoteDecided', decoder: getVoteDecidedDecoder },
    '5f9bf7f4d6fec574': { name: 'VoteExtended', decoder: getVoteExtendedDecoder },
    '7ca31600afdff314': { name: 'VoteWithdrawn', decoder: getVoteWithdrawnDecoder },
} as const;

export type ProgramEvent =
    | { name: 'ActionAdded'; data: ActionAdded }
    | { name: 'ActionClosed'; data: ActionClosed }
    | { name: 'ActionExecuted'; data: ActionExecuted }
    | { name: 'ActionRemoved'; data: ActionRemoved }
    | { name: 'Delegated'; data: Delegated }
    | { name: 'DepositReturned'; data: DepositReturned }
    | { name: 'ExitGranted'; data: ExitGranted }
    | { name: 'GuardianSet'; data: GuardianSet }
    | { name: 'ProposalCancelled'; data: ProposalCancelled }
    | { name: 'ProposalClosed'; data: ProposalClosed }
    | { name: 'ProposalCreated'; data: ProposalCreated }
    | { name: 'ProposalVetoed'; data: ProposalVetoed }
    | { name: 'RealmCreated'; data: RealmCreated }
    | { name: 'RealmParamsSet'; data: RealmParamsSet }
    | { name: 'StreamCancelled'; data: StreamCancelled }
    | { name: 'StreamClaimed'; data: StreamClaimed }
    | { name: 'StreamClosed'; data: StreamClosed }
    | { name: 'StreamCreated'; data: StreamCreated }
    | { name: 'Undelegated'; data: Undelegated }
    | { name: 'VoteBegun'; data: VoteBegun }
    | { name: 'VoteCast'; data: VoteCast }
    | { name: 'VoteChanged'; data: VoteChanged }
    | { name: 'VoteClosed'; data: VoteClosed }
    | { name: 'VoteDecided'; data: VoteDecided }
    | { name: 'VoteExtended'; data: VoteExtended }
    | { name: 'VoteWithdrawn'; data: VoteWithdrawn };
