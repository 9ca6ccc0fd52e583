import { readers, type Kind } from './account-kinds';
import * as governor from './generated/governor/accounts';
import { GOVERNOR_PROGRAM_ADDRESS as GOVERNOR } from './generated/governor/programs';

const realm = readers<governor.Realm>({
    what: 'realm',
    program: GOVERNOR,
    discriminator: governor.REALM_DISCRIMINATOR,
    decoder: governor.getRealmDecoder(),
    encoder: governor.getRealmEncoder() as Kind<governor.Realm>['encoder'],
});
export const {
    fetch: fetchRealm,
    find: findRealm,
    list: listRealms,
    findMany: findRealms,
    decode: decodeRealm,
} = realm;

const proposal = readers<governor.Proposal>({
    what: 'proposal',
    program: GOVERNOR,
    discriminator: governor.PROPOSAL_DISCRIMINATOR,
    decoder: governor.getProposalDecoder(),
    encoder: governor.getProposalEncoder() as Kind<governor.Proposal>['encoder'],
});
export const {
    fetch: fetchProposal,
    find: findProposal,
    list: listProposals,
    findMany: findProposals,
    decode: decodeProposal,
} = proposal;

const action = readers<governor.Action>({
    what: 'action',
    program: GOVERNOR,
    discriminator: governor.ACTION_DISCRIMINATOR,
    decoder: governor.getActionDecoder(),
    encoder: governor.getActionEncoder() as Kind<governor.Action>['encoder'],
});
export const {
    fetch: fetchAction,
    find: findAction,
    list: listActions,
    findMany: findActions,
    decode: decodeAction,
} = action;

const voteRecord = readers<governor.VoteRecord>({
    what: 'vote',
    program: GOVERNOR,
    discriminator: governor.VOTE_RECORD_DISCRIMINATOR,
    decoder: governor.getVoteRecordDecoder(),
    encoder: governor.getVoteRecordEncoder() as Kind<governor.VoteRecord>['encoder'],
});
export const {
    fetch: fetchVoteRecord,
    find: findVoteRecord,
    list: listVoteRecords,
    findMany: findVoteRecords,
    decode: decodeVoteRecord,
} = voteRecord;

const delegation = readers<governor.Delegation>({
    what: 'delegation',
    program: GOVERNOR,
    discriminator: governor.DELEGATION_DISCRIMINATOR,
    decoder: governor.getDelegationDecoder(),
    encoder: governor.getDelegationEncoder() as Kind<governor.Delegation>['encoder'],
});
export const {
    fetch: fetchDelegation,
    find: findDelegation,
    list: listDelegations,
    findMany: findDelegations,
    decode: decodeDelegation,
} = delegation;

const stream = readers<governor.Stream>({
    what: 'stream',
    program: GOVERNOR,
    discriminator: governor.STREAM_DISCRIMINATOR,
    decoder: governor.getStreamDecoder(),
    encoder: governor.getStreamEncoder() as Kind<governor.Stream>['encoder'],
});
export const {
    fetch: fetchStream,
    find: findStream,
    list: listStreams,
    findMany: findStreams,
    decode: decodeStream,
} = stream;

export const GOVERNOR_ACCOUNTS = { realm, proposal, action, voteRecord, delegation, stream } as const;
