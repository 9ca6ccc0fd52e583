import type { EventData } from '@assay/client';
import { named, type Recorded } from './records';

/** What was wrong, in words. The kinds are those of `JobConvicted`. */
const KINDS: Record<string, string> = {
    0: 'a part of the result that was demanded on chain was not shown in time',
    1: 'one number of the result of an op is wrong',
    2: 'what the provider says about the shape of a result is not what the spec says',
    3: 'the trace does not have as many results as the spec has ops',
    4: 'the output that was revealed is not the result of the last op',
    5: 'bytes behind the end of a row are not zero',
};

export interface Conviction {
    kind: number;
    what: string;
    /** The one number, where that is what was wrong. */
    number?: { op: number; row: number; column: number; claimed: bigint; expected: bigint };
    /** The leaf that was not shown. */
    leaf?: { op: number; row: number; leaf: number };
    operator: string;
    challenger: string;
    /** Payment base units, back to the client. */
    refund: bigint;
    /** Reward base units. */
    slashed: bigint;
    shares?: Pick<
        EventData<'BondSlashed'>,
        'toChallenger' | 'toClient' | 'burnt' | 'fromBackers' | 'bondBefore' | 'bondAfter' | 'jailedUntil'
    >;
    signature: string;
    blockTime: bigint | null;
}

/** The story of a conviction, from the events of its one transaction. */
export function convictionOf(events: readonly Recorded[], job: string): Conviction | undefined {
    const convicted = named(events, 'JobConvicted').find(({ data }) => data.job === job);
    if (!convicted) return undefined;
    const { data, signature, blockTime } = convicted;
    const slash = named(events, 'BondSlashed').find(
        (event) => event.signature === signature && event.data.job === job && event.data.operator === data.operator,
    );
    const kind = Number(data.kind);
    const [op, row, column] = [Number(data.op), Number(data.i), Number(data.j)];
    return {
        kind,
        what: KINDS[kind] ?? `a fault of kind ${kind} was shown`,
        number: kind === 1 ? { op, row, column, claimed: data.claimed, expected: data.expected } : undefined,
        leaf: kind === 0 ? { op, row, leaf: column } : undefined,
        operator: data.operator,
        challenger: data.challenger,
        refund: data.refund,
        slashed: data.slashed,
        shares: slash?.data,
        signature,
        blockTime,
    };
}
