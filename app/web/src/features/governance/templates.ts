import {
    TOKEN_PROGRAM,
    type amm,
    type Connection,
    type escrow,
    type Loaded,
    fromBase64,
    addresses,
} from '@assay/client';
import * as act from '@assay/client/actions/governor';
import { openTokenAccount } from '@assay/client/actions/escrow';
import { isAddress, type Address, type Instruction } from '@solana/kit';
import { edit, MARKET_PARAMS, POOL_PARAMS, REALM_PARAMS, TIER_FEES, type Params, type ParamSpec } from './params';
import type { RealmState } from './read';
import { SentenceError } from './sentence';
import { vestingError } from './stream';
import { parseField, UnitError, type Decimals } from './units';

// Actions as forms: what somebody typed becomes an instruction of the treasury, or sentences by field.

export const KINDS = [
    'market',
    'pool',
    'tier',
    'realm',
    'pay',
    'stream',
    'cancel-stream',
    'guardian',
    'pause',
] as const;
export type ActionKind = (typeof KINDS)[number];

export const KIND_NAMES: Record<ActionKind, string> = {
    market: 'Fee and parameters of a market',
    pool: 'Parameters of the stake pool',
    tier: 'Fees of an AMM tier',
    realm: 'How votes are held',
    pay: 'Payment out of the treasury',
    stream: 'Stream out of the treasury',
    'cancel-stream': 'End a stream',
    guardian: 'Name the guardian',
    pause: 'Pause or resume',
};

export interface ActionForm {
    id: string;
    kind: ActionKind;
    values: Record<string, string>;
}

/** What forms are about, as the chain has it now. */
export interface Scene {
    connection: Connection;
    state: RealmState;
    markets: readonly Loaded<escrow.Market>[];
    tiers: readonly Loaded<amm.FeeConfig>[];
    decimals: Decimals;
    now: bigint;
    wallet: Address;
}

export interface Built {
    instruction: Instruction;
    /** What the proposer sends first. */
    before: Instruction[];
}

/** By the name of the field; `form` for the whole. */
export class FormErrors extends Error {
    override readonly name = 'FormErrors';
    constructor(readonly errors: Record<string, string>) {
        super(Object.values(errors).join(' '));
    }
}

export interface ParamSubject {
    specs: readonly ParamSpec[];
    present: Params;
    decimals: Decimals;
}

const chosen = <T extends { address: Address }>(all: readonly T[], values: Record<string, string>): T | undefined =>
    all.find(({ address }) => address === values['target']) ?? all[0];

/** What a form of parameters edits; `undefined` for other forms, and where there is nothing of the kind. */
export function paramSubject(
    { kind, values }: Pick<ActionForm, 'kind' | 'values'>,
    scene: Omit<Scene, 'connection'>,
): ParamSubject | undefined {
    const { state, decimals } = scene;
    switch (kind) {
        case 'market': {
            const market = chosen(scene.markets, values)?.data;
            return (
                market && {
                    specs: MARKET_PARAMS,
                    present: market.params,
                    decimals: { ...decimals, payment: market.paymentDecimals },
                }
            );
        }
        case 'tier': {
            const tier = chosen(scene.tiers, values)?.data;
            return tier && { specs: TIER_FEES, present: tier.fees, decimals };
        }
        case 'pool':
            return { specs: POOL_PARAMS, present: poolParams(state), decimals };
        case 'realm':
            return { specs: REALM_PARAMS, present: state.realm.data.params, decimals };
        default:
            return undefined;
    }
}

function poolParams({ pool }: RealmState): Params {
    const data = pool.data as unknown as Params;
    return Object.fromEntries(POOL_PARAMS.map(({ key }) => [key, data[key]]));
}

/** @throws {FormErrors} with a sentence for each field that is wrong. */
export async function buildAction(form: ActionForm, scene: Scene): Promise<Built> {
    const subject = paramSubject(form, scene);
    if (subject) return { instruction: setParams(form, scene, subject), before: [] };
    switch (form.kind) {
        case 'pay':
            return pay(form.values, scene);
        case 'stream':
            return stream(form.values, scene);
        case 'cancel-stream':
            return { instruction: await cancelStream(form.values, scene), before: [] };
        case 'guardian':
            return { instruction: guardian(form.values, scene), before: [] };
        case 'pause':
            return { instruction: pause(form.values, scene), before: [] };
        default:
            throw new FormErrors({ form: 'There is nothing of this kind here.' });
    }
}

function setParams(
    form: ActionForm,
    { state, markets, tiers }: Scene,
    { specs, present, decimals }: ParamSubject,
): Instruction {
    const { params, errors, changes } = edit(specs, present, form.values, decimals);
    if (Object.keys(errors).length > 0) throw new FormErrors(errors);
    if (changes.length === 0) throw new FormErrors({ form: 'Nothing would change: edit at least one value.' });
    const { governance } = state;
    if (form.kind === 'market')
        return act.setMarketParams(governance, chosen(markets, form.values)!.address, params as never);
    if (form.kind === 'tier') return act.setTierFees(governance, chosen(tiers, form.values)!.address, params as never);
    if (form.kind === 'pool') return act.setPoolParams(governance, params as never);
    return act.setRealmParams(governance, params as never);
}

/** Collects what is wrong, so that all of it is said at once. */
class Reader {
    readonly errors: Record<string, string> = {};
    constructor(private readonly values: Record<string, string>) {}

    read<T>(field: string, parse: (text: string) => T): T | undefined {
        try {
            return parse((this.values[field] ?? '').trim());
        } catch (error) {
            if (!(error instanceof UnitError) && !(error instanceof SentenceError)) throw error;
            this.errors[field] = error.message;
            return undefined;
        }
    }

    check(): void {
        if (Object.keys(this.errors).length > 0) throw new FormErrors(this.errors);
    }
}

export function wallet(text: string): Address {
    if (text === '') throw new SentenceError('Say an address.');
    if (!isAddress(text)) throw new SentenceError('That is not an address: 32 to 44 characters of base58.');
    return text;
}

function units(decimals: number) {
    return (text: string): bigint => {
        if (text === '') throw new SentenceError('Say an amount.');
        const amount = parseField('payment', text, { payment: decimals, reward: decimals });
        if (amount === 0n) throw new SentenceError('The amount must be more than 0.');
        return amount;
    };
}

interface Mint extends act.Currency {
    decimals: number;
}

async function mintOf({ rpc }: Connection, mint: Address): Promise<Mint> {
    const config = { commitment: 'confirmed', encoding: 'base64' } as const;
    const { value } = await rpc.getAccountInfo(mint, config).send();
    const data = value && fromBase64(value.data[0]);
    if (!value || !data || data.length < 82) throw new FormErrors({ of: 'There is no such token.' });
    return { mint, tokenProgram: value.owner, decimals: data[44]! };
}

async function pay(values: Record<string, string>, scene: Scene): Promise<Built> {
    const { state, connection } = scene;
    const { governance } = state;
    const reader = new Reader(values);
    const to = reader.read('to', wallet);
    if (to === governance.treasury) reader.errors['to'] = 'That is the treasury itself.';
    const of = values['of'] || 'SOL';
    const mint = of === 'SOL' ? undefined : await mintOf(connection, of as Address);
    const amount = reader.read('amount', units(mint?.decimals ?? 9));
    reader.check();
    if (!mint) return { instruction: act.payLamports(governance, to!, amount!), before: [] };
    return {
        instruction: await act.payTokens(governance, mint, to!, amount!, mint.decimals),
        before: await missingAccount(connection, scene.wallet, to!, mint),
    };
}

/** The recipient's token account must be there when the action is executed; the proposer opens it. */
async function missingAccount(
    connection: Connection,
    payer: Address,
    owner: Address,
    { mint, tokenProgram }: Mint,
): Promise<Instruction[]> {
    const account = await addresses.associated(owner, mint, tokenProgram);
    const { value } = await connection.rpc
        .getAccountInfo(account, { commitment: 'confirmed', encoding: 'base64' })
        .send();
    return value ? [] : [await openTokenAccount(payer, owner, mint, tokenProgram ?? TOKEN_PROGRAM)];
}

async function stream(values: Record<string, string>, { state, connection, now }: Scene): Promise<Built> {
    const reader = new Reader(values);
    const mint = await mintOf(connection, values['of'] as Address);
    const to = reader.read('to', wallet);
    const amount = reader.read('amount', units(mint.decimals));
    const span = (text: string) => (text === '' ? 0n : parseField('seconds', text, { payment: 0, reward: 0 }));
    const start = now + (reader.read('start', span) ?? 0n);
    const cliff = start + (reader.read('cliff', span) ?? 0n);
    const length = reader.read('length', (text) => parseField('seconds', text, { payment: 0, reward: 0 }));
    reader.check();
    const vesting = { amount: amount!, start, cliff, end: start + length! };
    const wrong = vestingError(vesting);
    if (wrong) throw new FormErrors({ length: wrong });
    const id = BigInt(values['id'] ?? '0');
    return { instruction: await act.createStream(state.governance, id, mint, to!, vesting), before: [] };
}

async function cancelStream(values: Record<string, string>, { state, connection }: Scene): Promise<Instruction> {
    const [id, mint] = (values['target'] ?? '').split(' ');
    if (!id || !mint) throw new FormErrors({ target: 'Choose a stream.' });
    return act.cancelStream(state.governance, BigInt(id), await mintOf(connection, mint as Address));
}

const TERM_LIMIT = 365n * 86_400n;

function guardian(values: Record<string, string>, { state, now }: Scene): Instruction {
    if (values['none'] === 'yes') return act.setGuardian(state.governance);
    const reader = new Reader(values);
    const named = reader.read('guardian', wallet);
    const term = reader.read('term', (text) => {
        const seconds = parseField('seconds', text, { payment: 0, reward: 0 });
        if (seconds === 0n || seconds > TERM_LIMIT) throw new UnitError('A term is more than 0 s and at most 365 d.');
        return seconds;
    });
    reader.check();
    return act.setGuardian(state.governance, { guardian: named!, until: now + term! });
}

export const PAUSES = {
    market: [
        ['Posting jobs', 1],
        ['Accepting jobs', 2],
    ],
    pool: [
        ['Registering operators', 1],
        ['Depositing bond', 2],
        ['Joining the verifiers', 4],
        ['Staking', 8],
        ['Backing operators', 16],
        ['Farming', 32],
    ],
    tier: [
        ['Swapping', 1],
        ['Adding liquidity', 2],
        ['Making pools', 4],
    ],
} as const;

/** A target is "market ADDRESS", "tier ADDRESS" or "pool". */
export function pauseTarget(values: Record<string, string>): { kind: keyof typeof PAUSES; address?: Address } {
    const [kind, address] = (values['target'] || 'pool').split(' ');
    return { kind: kind === 'market' || kind === 'tier' ? kind : 'pool', address: address as Address | undefined };
}

export function presentMask(
    values: Record<string, string>,
    { state, markets, tiers }: Pick<Scene, 'state' | 'markets' | 'tiers'>,
): number {
    const { kind, address } = pauseTarget(values);
    if (kind === 'pool') return state.pool.data.pauseMask;
    return [...markets, ...tiers].find((one) => one.address === address)?.data.pauseMask ?? 0;
}

function pause(values: Record<string, string>, scene: Scene): Instruction {
    const { kind, address } = pauseTarget(values);
    const before = presentMask(values, scene);
    const mask = values['mask'] === undefined ? before : Number(values['mask']);
    if (mask === before) throw new FormErrors({ form: 'Nothing would change: pause or resume something.' });
    const { governance } = scene.state;
    if (kind === 'market') return act.setMarketPause(governance, address!, mask);
    if (kind === 'tier') return act.setTierPause(governance, address!, mask);
    return act.setPoolPause(governance, mask);
}
