import type { governor, Loaded } from '@assay/client';
import { holdingOf, type Holding } from '@assay/client/actions/governor';
import type { Quotes } from '../../quotes';
import { weightOf, type MyPosition } from './read';

/** A position that the wallet may vote with, and what it can do in one vote. */
export interface Voter extends MyPosition {
    holding: Holding;
    /** In this vote; it can be less than the position has by now. */
    weight: bigint;
    record?: Loaded<governor.VoteRecord>;
    /** Why it cannot vote. */
    mute?: string;
    /** Unix time until which votes hold it; missing when none does. */
    heldUntil?: bigint;
}

interface Weights {
    weight: bigint;
    now: bigint;
    vesting: boolean;
}

export function muteOf({ weight, now, vesting }: Weights, own: boolean, byOwner: boolean | undefined) {
    if (vesting) return 'Vesting stake has no vote.';
    if (!own && byOwner) return 'Its owner has voted with it, which who is delegated to cannot change.';
    if (weight > 0n) return undefined;
    if (now === 0n) return 'Nothing is staked in it.';
    return 'Nothing of it was staked before the vote began, so it counts from the next vote on.';
}

export function voterOf(
    quotes: Quotes,
    it: MyPosition,
    startedAt: bigint,
    now: bigint,
    record: Loaded<governor.VoteRecord> | undefined,
): Voter {
    const weights = weightOf(quotes, it, startedAt);
    const { data, address } = it.position;
    const byOwner = record && record.data.byOwner === 1;
    return {
        ...it,
        holding: holdingOf({ address, data }),
        weight: weights.weight,
        record,
        mute: muteOf(weights, it.own, byOwner),
        heldUntil: data.votes > 0 && data.votingUntil > now ? data.votingUntil : undefined,
    };
}
