import {
    addresses,
    fetchRealm,
    fetchStakePool,
    findActions,
    findDelegation,
    findOperators,
    findVoteRecords,
    governor,
    listDelegations,
    listPositions,
    listProposals,
    listVoteRecords,
    NO_ADDRESS,
    stake,
    fetchProposal,
    type Connection,
    type Loaded,
} from '@assay/client';
import type { Address } from '@solana/kit';
import { governanceOf, type Governance } from '@assay/client/actions/governor';
import type { Quotes } from '../../quotes';

// What the chain has of a realm. Nothing here is computed but by the programs' own rules.

export type Proposal = Loaded<governor.Proposal>;

export interface RealmState {
    governance: Governance;
    realm: Loaded<governor.Realm>;
    pool: Loaded<stake.Pool>;
}

export async function readRealm(connection: Connection, stakePool: Address): Promise<RealmState> {
    const governance = await governanceOf(stakePool);
    const [realm, pool] = await Promise.all([
        fetchRealm(connection, governance.realm),
        fetchStakePool(connection, stakePool),
    ]);
    return { governance, realm, pool };
}

/** Newest first. */
export async function readProposals(connection: Connection, { realm }: Governance): Promise<Proposal[]> {
    const found = await listProposals(connection, { realm });
    return found.sort((one, other) => (one.data.number < other.data.number ? 1 : -1));
}

export interface StagedAction {
    index: number;
    address: Address;
    /** As they are staged: what the proposal has the hash of. */
    bytes: Uint8Array;
}

export interface ProposalState {
    proposal: Proposal;
    /** By index, those whose accounts exist. */
    actions: StagedAction[];
    votes: Loaded<governor.VoteRecord>[];
}

const HEADER = governor.getActionDecoder().fixedSize;
export const MAX_ACTIONS = 10;

export async function readProposal(
    connection: Connection,
    governance: Governance,
    number: bigint,
): Promise<ProposalState> {
    const address = await addresses.proposal(governance.realm, number);
    const proposal = await fetchProposal(connection, address);
    const [actions, votes] = await Promise.all([
        readActions(connection, proposal),
        listVoteRecords(connection, { proposal: address }),
    ]);
    const byTime = (one: (typeof votes)[number], other: (typeof votes)[number]) =>
        Number(one.data.castAt - other.data.castAt) || one.address.localeCompare(other.address);
    return { proposal, actions, votes: votes.sort(byTime) };
}

async function readActions(connection: Connection, { address, data }: Proposal): Promise<StagedAction[]> {
    const indices = Array.from({ length: MAX_ACTIONS }, (_, index) => index).filter(
        (index) => (data.staged & (1 << index)) !== 0,
    );
    const places = await Promise.all(indices.map((index) => addresses.action(address, index)));
    const found = await findActions(connection, places);
    // One may have been closed since the proposal was read.
    return found.flatMap((account, at) =>
        account
            ? [
                  {
                      index: indices[at]!,
                      address: account.address,
                      bytes: account.raw.slice(HEADER, HEADER + account.data.len),
                  },
              ]
            : [],
    );
}

export interface StakedPosition {
    position: Loaded<stake.Position>;
    operator?: Loaded<stake.Operator>;
}

/** The positions of these owners, in their order; oldest first. */
export async function readPositions(
    connection: Connection,
    pool: Address,
    owners: readonly Address[],
): Promise<StakedPosition[]> {
    const lists = await Promise.all(owners.map((owner) => listPositions(connection, { pool, owner })));
    const positions = lists.flatMap((list) =>
        list.sort(
            (one, other) => Number(one.data.openedAt - other.data.openedAt) || one.address.localeCompare(other.address),
        ),
    );
    const named = [...new Set(positions.map(({ data }) => data.operator))].filter((it) => it !== NO_ADDRESS);
    const operators = new Map(
        (await findOperators(connection, named)).flatMap((found) => (found ? [[found.address, found] as const] : [])),
    );
    return positions.map((position) => ({ position, operator: operators.get(position.data.operator) }));
}

export interface Delegations {
    /** Whom the wallet lets vote. */
    given?: Loaded<governor.Delegation>;
    /** Who lets the wallet vote. */
    received: Loaded<governor.Delegation>[];
}

export async function readDelegations(
    connection: Connection,
    { realm }: Governance,
    wallet: Address,
): Promise<Delegations> {
    const [given, received] = await Promise.all([
        addresses.delegation(realm, wallet).then((at) => findDelegation(connection, at)),
        listDelegations(connection, { realm, delegate: wallet }),
    ]);
    return { given, received };
}

export interface MyPosition extends StakedPosition {
    own: boolean;
}

/** Every position that `wallet` may vote with: its own, then those of who delegates to it. */
export async function readMine(
    connection: Connection,
    governance: Governance,
    wallet: Address,
): Promise<{ positions: MyPosition[]; delegations: Delegations }> {
    const delegations = await readDelegations(connection, governance, wallet);
    const owners = [wallet, ...delegations.received.map(({ data }) => data.owner)];
    const positions = await readPositions(connection, governance.pool, owners);
    return { delegations, positions: positions.map((it) => ({ ...it, own: it.position.data.owner === wallet })) };
}

export async function readRecords(connection: Connection, proposal: Address, positions: readonly MyPosition[]) {
    const places = await Promise.all(positions.map((it) => addresses.voteRecord(proposal, it.position.address)));
    return findVoteRecords(connection, places);
}

/** Weight of a position: in the vote that began at `since`, or now. */
export function weightOf(quotes: Quotes, { position, operator }: StakedPosition, since?: bigint) {
    const backs = position.data.operator !== NO_ADDRESS;
    return quotes.governor.votingWeight({ position: position.raw, operator: backs ? operator?.raw : undefined, since });
}
