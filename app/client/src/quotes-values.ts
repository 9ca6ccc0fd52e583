// What the functions of the quotes module answer. `app/client/wasm/README.md` is the contract.

import type { Address } from '@solana/kit';
import { any, flag, int, list, maybe, num, object, oneOf, pair, text, type Of, type Read } from './quotes-shape';

const key = text as Read<Address>;
export const side = oneOf('a', 'b');
export type Side = Of<typeof side>;

export const fee = object({ tier: num, launch: num, surcharge: num, total: num });
const quoted = <T>(effect: Read<T>) => object({ effect, feeBps: fee, priceImpactBps: num, limit: int });

const trade = object({ from: side, sent: int, paid: int, fee: int, out: int, received: int });
export const swap = quoted(trade);
export const deposit = object({ effect: object({ sent: pair(int), paid: pair(int), liquidity: int }), minimum: int });
export const depositOne = quoted(object({ side, sent: int, paid: int, fee: int, liquidity: int }));
export const withdraw = object({
    effect: object({ liquidity: int, out: pair(int), received: pair(int) }),
    minimum: pair(int),
});
export const withdrawOne = quoted(object({ side, liquidity: int, fee: int, out: int, received: int }));
export const proportion = object({ amount: maybe(int) });
export const worth = object({ amounts: pair(int), supply: int });
export const collectable = object({ liquidity: int, amounts: pair(int) });
/** Exact decimal text: one whole token in the other. */
export const price = object({ a: text, b: text });
export const observations = object({ prices: list(object({ from: int, to: int, a: text, b: text })), reach: num });
const hop = object({
    effect: trade,
    feeBps: fee,
    priceImpactBps: num,
    limit: int,
    pool: key,
    amount: int,
    exact: oneOf('in', 'out'),
});
export const route = object({
    hops: list(hop),
    sent: int,
    received: int,
    minimumReceived: int,
    maximumSent: int,
    leftOver: int,
    priceImpactBps: num,
});
export const transferFee = object({ bps: num, maximum: int });
export const ratio = object({ price: text });

/** `rate` is reward by stake, for showing only. */
const yearly = object({ reward: int, stake: int, rate: num });
export const stakePool = object({ yearlyStream: int });
export const operator = object({
    pending: int,
    yearly: object({ own: int, commission: int, backers: int }),
    stake: int,
    freeBond: int,
    reputation: num,
    earned: object({ commission: int, bond: int, work: int }),
    inService: flag,
});
export const position = object({
    value: int,
    weight: int,
    votingWeight: int,
    pending: int,
    yearly,
    leavingUntil: int,
    lockedUntil: int,
    releaseAt: int,
    votesUntil: int,
    unreleased: int,
});
export const vesting = object({ released: int, unreleased: int });
export const farm = object({ epochStream: int });
export const ticket = object({ value: int, releaseAt: int, released: flag });
export const farmStake = object({ pending: int, amount: int });
export const preview = object({ weight: int, multiplierBps: num, yearly: maybe(yearly), lockedUntil: int });
export const concentration = object({ holders: num, total: int, gini: num, nakamoto: num, top10: num });

export const requiredBond = object({ bond: int, verifierBond: int });
const tierFees = object({
    fee: int,
    provider: int,
    burn: int,
    treasury: int,
    perSeat: int,
    seats: num,
    challengeSeconds: num,
    requiredBond: int,
});
export const fees = object({ optimistic: tierFees, committee: tierFees });

export type Due =
    | { step: 'draw' | 'settle' | 'expire_open' | 'expire' | 'expire_unattested' }
    | { step: 'pay_seat' | 'punish_seat'; seat: number; operator: Address };
const seatDue = object({ step: oneOf('pay_seat', 'punish_seat'), seat: num, operator: key });
const plainDue = object({ step: oneOf('draw', 'settle', 'expire_open', 'expire', 'expire_unattested') });
export const due: Read<Due | null> = maybe((value) => {
    const { step } = object({ step: text })(value);
    return step === 'pay_seat' || step === 'punish_seat' ? seatDue(value) : plainDue(value);
});

const group = object({ rows: num, ops: num, products: num, draws: num });
export const soundness = object({
    mode: oneOf('full', 'sampled'),
    sentence: text,
    errorProbability: maybe(num),
    matmuls: maybe(num),
    exact: maybe(num),
    draws: maybe(num),
    groups: maybe(list(group)),
});

export const realm = object({ threshold: int, quorum: int, totalVotes: int, guardianInOffice: flag });
export const PHASES = [
    'draft',
    'voting',
    'voting over',
    'time-locked',
    'executable',
    'lapsed',
    'executed',
    'defeated',
    'cancelled',
    'vetoed',
    'expired',
] as const;
export type Phase = (typeof PHASES)[number];
export const proposal = object({
    phase: oneOf(...PHASES),
    endsAt: maybe(int),
    secondsLeft: maybe(int),
    becomes: maybe(text),
    needsFinalizing: flag,
    critical: flag,
    participation: int,
    quorum: int,
    quorumMissing: int,
    quorumMet: flag,
    approvalBps: maybe(num),
    approvalNeededBps: num,
    forMissing: int,
    passes: flag,
    lost: flag,
});
export const stream = object({ claimable: int, unreleased: int });
export const votingWeight = object({ weight: int, now: int, vesting: flag });
export const staged = object({ bytes: text, hash: text });
export const unstaged = object({
    program: key,
    accounts: list(object({ address: key, signer: flag, writable: flag })),
    data: text,
    hash: text,
});
export const described = object({
    text,
    programId: key,
    program: maybe(text),
    accounts: list(object({ name: maybe(text), address: maybe(key), signer: flag, writable: flag })),
    instruction: maybe(text),
    arguments: any,
    undecodable: maybe(text),
    data: maybe(text),
});
export const verified = object({ content: maybe(flag), text: maybe(flag), actions: list(maybe(flag)) });
export const decodedAccount = maybe(object({ program: text, name: text, what: text, fields: any, rest: text }));

export const shape = object({ dtype: text, rows: num, cols: num, text, bytes: int });
export type TensorShape = Of<typeof shape>;
const weight = object({ dtype: text, rows: num, cols: num, text, bytes: int, root: text });
export const spec = object({
    specRoot: text,
    inputs: list(shape),
    weights: list(weight),
    ops: list(object({ kind: text, shape, operands: list(text), multiplyAccumulates: int })),
    output: shape,
    multiplyAccumulates: int,
});
export type JobSpec = Of<typeof spec>;
export const inputs = object({ inputRoot: text, shapes: list(shape) });
export const weights = object({ count: num });
export const output = object({ outputRoot: text, shape });
export const commitment = object({ commitment: text });
export const hash = object({ hash: text });
