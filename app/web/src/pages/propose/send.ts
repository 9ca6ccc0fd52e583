import * as act from '@assay/client/actions/governor';
import { addresses, fetchRealm, type Connection } from '@assay/client';
import type { Instruction } from '@solana/kit';
import type { ProposalState, RealmState, StakedPosition } from '../../features/governance/read';
import { stagedBytes } from '../../features/governance/staged';
import type { Built } from '../../features/governance/templates';
import { sha256 } from '../../features/governance/text';
import type { Quotes } from '../../quotes';

export interface Sending {
    connection: Connection;
    quotes: Quotes;
    state: RealmState;
    best: StakedPosition;
    title: string;
    text: string;
    uri: string;
    built: readonly Built[];
    /** Goes on with this one. */
    draft?: ProposalState;
    submit: boolean;
}

/** Places of a draft that are free, lowest first. */
export function freePlaces(staged: number, wanted: number): number[] {
    const free: number[] = [];
    for (let index = 0; index < 10 && free.length < wanted; index += 1)
        if ((staged & (1 << index)) === 0) free.push(index);
    return free;
}

/** All that is sent, in its order. The number of a new proposal is read anew: another one may have been made. */
export async function instructionsOf(it: Sending): Promise<Instruction[]> {
    const { governance } = it.state;
    const holding = act.holdingOf(it.best.position);
    const all = it.built.flatMap(({ before }) => before);
    let number = it.draft?.proposal.data.number;
    if (number === undefined) {
        const realm = await fetchRealm(it.connection, governance.realm);
        number = realm.data.proposals;
        const hash = await sha256(new TextEncoder().encode(it.text));
        all.push(
            await act.createProposal(governance, holding, number, { hash, title: it.title.trim(), uri: it.uri.trim() }),
        );
    }
    const proposal = await addresses.proposal(governance.realm, number);
    const places = freePlaces(it.draft?.proposal.data.staged ?? 0, it.built.length);
    for (const [at, { instruction }] of it.built.entries()) {
        all.push(
            await act.addAction(governance, holding.owner, proposal, places[at]!, stagedBytes(it.quotes, instruction)),
        );
    }
    if (it.submit) all.push(act.submit(governance, holding, proposal));
    return all;
}
