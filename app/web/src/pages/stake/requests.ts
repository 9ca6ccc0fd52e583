// What the page asks the wallet for, with what the balances do not show.

import { formatAmount, formatBps, formatDuration, REWARD_DECIMALS } from '@assay/client';
import * as actions from '@assay/client/actions/stake';
import type { Address } from '@solana/kit';
import { momentOf, daysOf } from '../../features/stake/lock';
import { highestCommission } from '../../features/stake/operators';
import { SLASHING } from '../../features/stake/OperatorPicker';
import type { Operator, Pool, Position, Ticket } from '../../features/stake/snapshot';
import type { TransactRequest } from '../../transactions';

type Addresses = () => Promise<actions.StakePoolAddresses>;

const tokens = (units: bigint) => formatAmount(units, REWARD_DECIMALS, { group: true });

const cooldownNote = ({ data }: Pool) =>
    `Taking it out again starts a cooldown of ${formatDuration(data.cooldownSeconds)}, in which it earns nothing and can still be slashed.`;

function lockNotes(lockSeconds: number): string[] {
    if (lockSeconds === 0) return [];
    return [
        `It is locked for ${daysOf(lockSeconds)} days, counted from the moment you release the lock. Until you release it, it stays locked.`,
    ];
}

const backNotes = (operator: Operator) => [
    `You accept a commission of at most ${formatBps(highestCommission(operator))}; a rise before this lands is refused.`,
    SLASHING,
];

export interface OpenTerms {
    amount: bigint;
    lockSeconds: number;
    operator?: Operator;
}

export function openRequest(at: Addresses, pool: Pool, owner: Address, id: bigint, terms: OpenTerms): TransactRequest {
    const { amount, lockSeconds, operator } = terms;
    const back = operator && { operator: operator.address, maxCommissionBps: highestCommission(operator) };
    return {
        title: `Stake ${tokens(amount)}`,
        build: async () => actions.openPosition(await at(), owner, { id, amount, lockSeconds, back }),
        notes: [
            ...lockNotes(lockSeconds),
            ...(operator ? backNotes(operator) : ['It backs nobody yet, so it votes and earns nothing.']),
            cooldownNote(pool),
        ],
    };
}

export function addRequest(at: Addresses, pool: Pool, position: Position, amount: bigint): TransactRequest {
    const { data } = position;
    return {
        title: `Add ${tokens(amount)} to position ${data.id}`,
        build: async () => [await actions.addStake(await at(), actions.holdingOf(position), amount)],
        notes: [
            ...(data.lockSeconds > 0 ? [`What you add is locked as the rest of the position is.`] : []),
            'The right to leave early after a vote, if the position has it, ends with this.',
            cooldownNote(pool),
        ],
    };
}

export function lockRequest(at: Addresses, position: Position, seconds: number): TransactRequest {
    return {
        title: `Lock position ${position.data.id} for ${daysOf(seconds)} days`,
        build: async () => [actions.setLock(await at(), actions.holdingOf(position), seconds)],
        notes: [...lockNotes(seconds), 'A lock can be made longer later, never shorter.'],
    };
}

export function releaseRequest(at: Addresses, position: Position, now: bigint): TransactRequest {
    const { id, lockSeconds } = position.data;
    return {
        title: `Release the lock of position ${id}`,
        build: async () => [actions.releaseLock(await at(), actions.holdingOf(position))],
        notes: [
            'From now on it weighs 1 ×: it earns and votes without the bonus of the lock.',
            `The lock ends on ${momentOf(now + BigInt(lockSeconds))}; before that nothing can be taken out.`,
        ],
    };
}

/** Backs an operator, after the one that it has left where there is one. */
export function backRequest(at: Addresses, pool: Pool, position: Position, operator: Operator): TransactRequest {
    const { address, data } = position;
    const left = actions.operatorNamed(data);
    return {
        title: `Back an operator with position ${data.id}`,
        build: async () => {
            const addresses = await at();
            const maxCommissionBps = highestCommission(operator);
            const back = actions.back(addresses, {
                owner: data.owner,
                position: address,
                operator: operator.address,
                maxCommissionBps,
            });
            return left === undefined ? [back] : [actions.endLeave(addresses, address, left), back];
        },
        notes: [...backNotes(operator), cooldownNote(pool)],
    };
}

export function leaveRequest(at: Addresses, pool: Pool, position: Position, operator: Address): TransactRequest {
    const { address, data } = position;
    const cooldown = formatDuration(pool.data.cooldownSeconds);
    return {
        title: `Leave the operator of position ${data.id}`,
        build: async () => [actions.leave(await at(), data.owner, address, operator)],
        notes: [
            `It earns nothing from now on, and after ${cooldown} it can back another operator. This cannot be taken back.`,
            'Until then it can still be slashed for what the operator does, so that nobody leaves between a wrong number and its proof.',
        ],
    };
}

export function endLeaveRequest(at: Addresses, position: Position, operator: Address): TransactRequest {
    return {
        title: `Set position ${position.data.id} free`,
        build: async () => [actions.endLeave(await at(), position.address, operator)],
        notes: ['It backs nobody then, and can no longer be slashed for that operator.'],
    };
}

export function claimRequest(at: Addresses, position: Position, atLeast: bigint): TransactRequest {
    return {
        title: `Claim the rewards of position ${position.data.id}`,
        build: async () => {
            const addresses = await at();
            const open = await actions.openRewardAccount(addresses, position.data.owner);
            return [open, await actions.claim(addresses, actions.holdingOf(position))];
        },
        notes: [`At least ${tokens(atLeast)} arrive; what is earned until it lands comes on top.`],
    };
}

/** One request for each transaction that claiming all takes. */
export async function claimAllRequests(
    at: Addresses,
    owner: Address,
    due: readonly Position[],
): Promise<TransactRequest[]> {
    const transactions = await actions.claimAll(await at(), owner, due.map(actions.holdingOf));
    const count = transactions.length;
    return transactions.map((instructions, index) => ({
        title: count === 1 ? 'Claim all rewards' : `Claim all rewards, ${index + 1} of ${count}`,
        build: async () => instructions,
        notes: ['What is earned until it lands comes on top of what is shown.'],
    }));
}

export function compoundRequest(at: Addresses, position: Position, atLeast: bigint): TransactRequest {
    return {
        title: `Add the rewards of position ${position.data.id} to its stake`,
        build: async () => [actions.compound(await at(), actions.holdingOf(position))],
        notes: [
            `At least ${tokens(atLeast)} become part of the stake; nothing goes to your wallet.`,
            ...(position.data.lockSeconds > 0 ? ['They are locked as the rest of the position is.'] : []),
            'The right to leave early after a vote, if the position has it, ends with this.',
        ],
    };
}

export function unstakeRequest(
    at: Addresses,
    position: Position,
    nonce: bigint,
    amount: bigint,
    releaseAt: bigint,
): TransactRequest {
    return {
        title: `Unstake ${tokens(amount)} of position ${position.data.id}`,
        build: async () => [await actions.beginUnstake(await at(), actions.holdingOf(position), nonce, amount)],
        notes: [
            `It can be withdrawn from ${momentOf(releaseAt)} on. Until then it earns nothing and has no vote.`,
            ...(actions.operatorNamed(position.data)
                ? ['Until it is withdrawn it can still be slashed for its operator.']
                : []),
            'You can put it back at any time before you withdraw it.',
        ],
    };
}

export function cancelRequest(at: Addresses, position: Position, ticket: Ticket): TransactRequest {
    return {
        title: `Put a ticket back into position ${position.data.id}`,
        build: async () => [await actions.cancelUnstake(await at(), actions.holdingOf(position), ticket.data.nonce)],
        notes: ['It is part of the position again, and earns and votes with it.'],
    };
}

export function withdrawRequest(at: Addresses, payer: Address, ticket: Ticket): TransactRequest {
    return {
        title: 'Withdraw unstaked tokens',
        build: async () => actions.withdrawTicket(await at(), payer, ticket),
        notes: ['The rent of the ticket comes back, too.'],
    };
}

export function splitRequest(at: Addresses, position: Position, id: bigint, amount: bigint): TransactRequest {
    return {
        title: `Split ${tokens(amount)} off position ${position.data.id}`,
        build: async () => [await actions.split(await at(), actions.holdingOf(position), id, amount)],
        notes: [
            'The new position has the same operator and the same lock. What there is to claim stays with the old one.',
        ],
    };
}

export function mergeRequest(at: Addresses, into: Position, from: Position): TransactRequest {
    return {
        title: `Merge position ${from.data.id} into ${into.data.id}`,
        build: async () => [actions.merge(await at(), actions.holdingOf(into), from.address)],
        notes: [
            `Stake and rewards of ${from.data.id} become part of ${into.data.id}, under its lock; ${from.data.id} is closed and its rent comes back.`,
            'The right to leave early after a vote is kept only if both have it.',
        ],
    };
}

export function transferRequest(at: Addresses, position: Position, value: bigint, to: Address): TransactRequest {
    return {
        title: `Give position ${position.data.id} away`,
        confirmLabel: 'Give it away in the wallet',
        build: async () => [actions.transferPosition(await at(), actions.holdingOf(position), to)],
        notes: [
            `${tokens(value)} at stake, what there is to claim and the rent belong to ${to} afterwards. Only that key can give it back.`,
            'Tickets that were taken out before stay yours.',
        ],
    };
}

export function closeRequest(position: Position): TransactRequest {
    return {
        title: `Close position ${position.data.id}`,
        build: async () => [actions.closePosition(position.data.owner, position.address)],
        notes: ['It is empty. Its rent comes back.'],
    };
}

export function advanceRequest(at: Addresses, pool: Pool): TransactRequest {
    return {
        title: `End epoch ${pool.data.epoch}`,
        build: async () => [actions.advanceEpoch(await at())],
        notes: [
            'Anyone may do this once the epoch is over. It mints what the schedule allows into the reward vault and starts the next epoch; you pay the network fee and get nothing for it.',
        ],
    };
}
