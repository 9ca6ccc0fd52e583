import { seatVerdict } from '@assay/client';
import type { Recorded } from './records';

/** How amounts of an event read: those that are paid, in the market's token, and those of bonds. */
export interface EventAmounts {
    paid(units: bigint): string;
    reward(units: bigint): string;
    sol(lamports: bigint): string;
}

/** What an event says about a job, in one line; undefined for events that say nothing about it. */
export function eventText(event: Recorded, { paid, reward, sol }: EventAmounts): string | undefined {
    switch (event.name) {
        case 'JobPosted':
            return `Posted for ${paid(event.data.price)}, ${paid(event.data.fee)} of it the fee`;
        case 'JobAccepted':
            return `Accepted; the provider locked a bond of ${reward(event.data.bond)}`;
        case 'JobHeartbeat':
            return 'The provider said that it is running';
        case 'JobCommitted':
            return 'The provider committed to its result';
        case 'JobRevealed':
            return 'The provider revealed the roots of trace and result';
        case 'DrawArmed':
            return `The draw was fixed to slot ${event.data.drawSlot}`;
        case 'CommitteeDrawn':
            return `Committee ${event.data.round} was drawn`;
        case 'Attested':
            return `Seat ${event.data.seat} attested: ${verdictText(Number(event.data.verdict))}; ${event.data.accepts} accept by now`;
        case 'JobSettled':
            return `Settled${event.data.early === 1n ? ' early by the client' : ''}: ${paid(event.data.toProvider)} to the provider, ${paid(event.data.toVerifiers)} kept for verifiers, ${paid(event.data.toTreasury)} to the treasury, ${reward(event.data.burnt)} burnt`;
        case 'JobConvicted':
            return `Convicted: ${paid(event.data.refund)} back to the client, a bond of ${reward(event.data.slashed)} slashed`;
        case 'JobExpired':
            return `Expired: ${paid(event.data.refund)} back to the client, penalty ${reward(event.data.penalty)}`;
        case 'JobCancelled':
            return `Cancelled: ${paid(event.data.refund)} back to the client`;
        case 'JobClosed':
            return 'Closed; its rent went to the client';
        case 'SeatSettled':
            return `Seat ${event.data.seat} was paid ${paid(event.data.paid)}`;
        case 'SeatPunished':
            return `Seat ${event.data.seat} lost ${reward(event.data.slashed)} for accepting a wrong result`;
        case 'SeatConvicted':
            return `Seat ${event.data.seat} was convicted of what it said it computed: ${reward(event.data.slashed)} slashed`;
        case 'LeafDemanded':
            return `Leaf ${event.data.leaf} of row ${event.data.row} of op ${event.data.op} was demanded for a bond of ${sol(event.data.bond)}`;
        case 'DemandAnswered':
            return `A demand was answered with ${event.data.len} bytes`;
        case 'DemandExpired':
            return 'A demand was not answered in time';
        case 'DemandClosed':
            return 'A demand was closed';
        case 'BondSlashed':
            return `Of the bond: ${reward(event.data.toChallenger)} to who showed it, ${reward(event.data.toClient)} to the client, ${reward(event.data.burnt)} burnt${event.data.jailedUntil > 0n ? '; the operator is jailed' : ''}`;
        default:
            return undefined;
    }
}

export function verdictText(verdict: number): string {
    return {
        None: 'not yet attested',
        Accept: 'accepts',
        Reject: 'rejects',
        Unavailable: 'data not available',
    }[seatVerdict({ verdict })];
}
