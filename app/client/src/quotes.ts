// The programs' own arithmetic and the proofs' roots, from the module that is built of the programs' Rust.

import type { Address } from '@solana/kit';
import type { Loaded } from './account-kinds';
import type { FeeConfig, LiquidityPool } from './generated/amm/accounts';
import { QuotesModule } from './quotes-module';
import type { Of, Read } from './quotes-shape';
import * as values from './quotes-values';

export { QuoteError } from './quotes-module';
export { ShapeError } from './quotes-shape';
export type { Due, JobSpec, Phase, Side, TensorShape } from './quotes-values';

export type SwapQuote = Of<typeof values.swap>;
export type RouteQuote = Of<typeof values.route>;
export type DepositQuote = Of<typeof values.deposit>;
export type DepositOneQuote = Of<typeof values.depositOne>;
export type WithdrawQuote = Of<typeof values.withdraw>;
export type WithdrawOneQuote = Of<typeof values.withdrawOne>;
export type PositionQuote = Of<typeof values.position>;
export type OperatorQuote = Of<typeof values.operator>;
export type PreviewQuote = Of<typeof values.preview>;
export type FeesQuote = Of<typeof values.fees>;
export type ProposalQuote = Of<typeof values.proposal>;
export type Soundness = Of<typeof values.soundness>;
export type Described = Of<typeof values.described>;
export type Concentration = Of<typeof values.concentration>;

export interface Tax {
    bps: number;
    maximum: bigint;
}

/** A pool as quotes see it: whole accounts, and the moment. */
export interface PoolState {
    address: Address;
    data: Uint8Array;
    config: Uint8Array;
    /** What the two mints take of transfers; nothing unless said otherwise. */
    taxes?: [Tax, Tax];
    now: bigint;
    slot?: bigint;
}

export function poolState(
    pool: Loaded<LiquidityPool>,
    config: Loaded<FeeConfig>,
    now: bigint,
    taxes?: [Tax, Tax],
): PoolState {
    return { address: pool.address, data: pool.raw, config: config.raw, now, taxes };
}

export interface ActionAccount {
    address: Address;
    signer?: boolean;
    writable?: boolean;
}

export interface ActionInstruction {
    program: Address;
    accounts: ActionAccount[];
    data: Uint8Array;
}

type Bytes = Uint8Array;
type InPool = { pool: PoolState };
type Trade = InPool & { from: values.Side; amount: bigint; slippageBps: number };

/** Functions that take plain fields, and read what the module answers. */
function build(module: QuotesModule) {
    const of =
        <A extends object, T>(name: string, read: Read<T>) =>
        (fields: A): T =>
            read(module.call(name, fields).value);
    const ofBlob =
        <T>(name: string, read: Read<T>) =>
        (blob: Bytes, fields: object = {}): T =>
            read(module.call(name, fields, blob).value);
    const behind =
        <T>(name: string, read: Read<T>) =>
        (spec: Bytes, rest: Bytes): T =>
            read(module.call(name, { specLen: spec.length }, concat(spec, rest)).value);
    return {
        amm: {
            sell: of<Trade, SwapQuote>('amm.sell', values.swap),
            /** `amount` is what is bought; `from` is still the side that is sold. */
            buy: of<Trade, SwapQuote>('amm.buy', values.swap),
            deposit: of<InPool & { amounts: [bigint, bigint]; slippageBps: number }, DepositQuote>(
                'amm.deposit',
                values.deposit,
            ),
            depositOne: of<InPool & { side: values.Side; amount: bigint; slippageBps: number }, DepositOneQuote>(
                'amm.deposit_one',
                values.depositOne,
            ),
            withdraw: of<InPool & { liquidity: bigint; slippageBps: number }, WithdrawQuote>(
                'amm.withdraw',
                values.withdraw,
            ),
            withdrawOne: of<InPool & { side: values.Side; liquidity: bigint; slippageBps: number }, WithdrawOneQuote>(
                'amm.withdraw_one',
                values.withdrawOne,
            ),
            inProportion: of<InPool & { side: values.Side; amount: bigint }, Of<typeof values.proportion>>(
                'amm.in_proportion',
                values.proportion,
            ),
            worth: of<InPool & { liquidity: bigint }, Of<typeof values.worth>>('amm.worth', values.worth),
            collectable: of<InPool & { lock: Bytes }, Of<typeof values.collectable>>(
                'amm.collectable',
                values.collectable,
            ),
            spot: of<InPool, Of<typeof values.price>>('amm.spot', values.price),
            mean: of<InPool & { seconds: number }, Of<typeof values.price>>('amm.mean', values.price),
            fee: of<InPool, Of<typeof values.fee>>('amm.fee', values.fee),
            observations: of<InPool, Of<typeof values.observations>>('amm.observations', values.observations),
            /** Throws the refusal. */
            requireWithin: of<InPool & { deadline: bigint; meanSeconds?: number; meanBps?: number }, undefined>(
                'amm.require_within',
                () => undefined,
            ),
            route: of<
                {
                    pools: PoolState[];
                    reward: Address;
                    from: Address;
                    to: Address;
                    exact: 'in' | 'out';
                    amount: bigint;
                    slippageBps: number;
                },
                RouteQuote
            >('amm.route', values.route),
            /** `data` is the whole account of a Token-2022 mint. */
            transferFee: of<{ data?: Bytes; epoch: bigint }, Tax>('amm.transfer_fee', values.transferFee),
            price: of<{ numerator: bigint; denominator: bigint; decimals: [number, number] }, { price: string }>(
                'amm.price',
                values.ratio,
            ),
        },
        stake: {
            pool: of<{ pool: Bytes }, Of<typeof values.stakePool>>('stake.pool', values.stakePool),
            operator: of<{ pool: Bytes; operator: Bytes; now: bigint }, OperatorQuote>(
                'stake.operator',
                values.operator,
            ),
            position: of<{ pool: Bytes; position: Bytes; operator?: Bytes; now: bigint }, PositionQuote>(
                'stake.position',
                values.position,
            ),
            ticket: of<{ ticket: Bytes; operator?: Bytes; now: bigint }, Of<typeof values.ticket>>(
                'stake.ticket',
                values.ticket,
            ),
            vesting: of<
                { amount: bigint; start: bigint; cliff: bigint; end: bigint; now: bigint },
                Of<typeof values.vesting>
            >('stake.vesting', values.vesting),
            farm: of<{ pool: Bytes; farm: Bytes }, Of<typeof values.farm>>('stake.farm', values.farm),
            farmStake: of<{ pool: Bytes; farm: Bytes; stake: Bytes; now: bigint }, Of<typeof values.farmStake>>(
                'stake.farm_stake',
                values.farmStake,
            ),
            preview: of<
                { pool: Bytes; operator?: Bytes; amount: bigint; lockSeconds: number; now: bigint },
                PreviewQuote
            >('stake.preview', values.preview),
            concentration: of<{ amounts: readonly bigint[] }, Concentration>(
                'stake.concentration',
                values.concentration,
            ),
        },
        escrow: {
            requiredBond: of<
                { market: Bytes; price: bigint; maxExternalValue?: bigint },
                Of<typeof values.requiredBond>
            >('escrow.required_bond', values.requiredBond),
            fees: of<{ market: Bytes; price: bigint; maxExternalValue?: bigint }, FeesQuote>(
                'escrow.fees',
                values.fees,
            ),
            due: of<{ job: Bytes; now: bigint; slot: bigint; hasSeed?: boolean }, values.Due | null>(
                'escrow.due',
                values.due,
            ),
            /** Of a check of `spec.bin`: every element, or so many rows drawn of each op. */
            soundness: (spec: Bytes, draws?: number): Soundness =>
                ofBlob('escrow.soundness', values.soundness)(spec, { draws }),
        },
        governor: {
            realm: of<{ realm: Bytes; pool: Bytes; now: bigint }, Of<typeof values.realm>>(
                'governor.realm',
                values.realm,
            ),
            proposal: of<{ proposal: Bytes; pool: Bytes; now: bigint }, ProposalQuote>(
                'governor.proposal',
                values.proposal,
            ),
            stream: of<{ stream: Bytes; now: bigint }, Of<typeof values.stream>>('governor.stream', values.stream),
            votingWeight: of<{ position: Bytes; operator?: Bytes; since?: bigint }, Of<typeof values.votingWeight>>(
                'governor.voting_weight',
                values.votingWeight,
            ),
            stage: of<ActionInstruction, { bytes: string; hash: string }>('governor.stage', values.staged),
            unstage: of<{ bytes: Bytes }, Of<typeof values.unstaged>>('governor.unstage', values.unstaged),
            describe: of<{ bytes: Bytes } | ActionInstruction, Described>('governor.describe', values.described),
            verify: of<
                { address: Address; proposal: Bytes; text?: Bytes; actions?: (Bytes | null)[] },
                Of<typeof values.verified>
            >('governor.verify', values.verified),
            decodeAccount: of<{ owner: Address; data: Bytes }, Of<typeof values.decodedAccount>>(
                'governor.decode_account',
                values.decodedAccount,
            ),
        },
        job: {
            spec: ofBlob('job.spec', values.spec) as (spec: Bytes) => values.JobSpec,
            inputs: behind('job.inputs', values.inputs),
            /** Throws when a weight is not the one that the spec has the root of. */
            weights: behind('job.weights', values.weights),
            /** The root of a result and `output.safetensors`. */
            output(spec: Bytes, bytes: Bytes): Of<typeof values.output> & { file: Uint8Array<ArrayBuffer> } {
                const { value, binary } = module.call('job.output', { specLen: spec.length }, concat(spec, bytes));
                return { ...values.output(value), file: binary };
            },
            /** Hashes are 64 hexadecimal digits. */
            commitment: of<
                { job: Address; provider: Address; traceRoot: string; outputRoot: string; salt: string },
                { commitment: string }
            >('job.commitment', values.commitment),
            seedCommitment: of<{ seed: string }, { commitment: string }>('job.seed_commitment', values.commitment),
        },
        sha256: (bytes: Bytes): string => ofBlob('sha256', values.hash)(bytes).hash,
    };
}

export type Quotes = ReturnType<typeof build>;

/** Loads the module from its bytes, or from the answer to a request for it. */
export async function loadQuotes(source: BufferSource | Response | Promise<Response>): Promise<Quotes> {
    const given = await source;
    if (given instanceof Response) {
        if (!given.ok)
            throw new Error(
                `The quotes module cannot be loaded from ${given.url}: HTTP status ${given.status}. Reload the page.`,
            );
        return instantiate(await given.arrayBuffer());
    }
    return instantiate(given);
}

async function instantiate(bytes: BufferSource): Promise<Quotes> {
    const { module, instance } = await WebAssembly.instantiate(bytes);
    return build(new QuotesModule(module, instance));
}

function concat(one: Bytes, other: Bytes): Bytes {
    const both = new Uint8Array(one.length + other.length);
    both.set(one);
    both.set(other, one.length);
    return both;
}
