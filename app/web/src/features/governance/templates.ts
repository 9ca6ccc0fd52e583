import * as act from '@assay/client/actions/governor';
import type { Address, Instruction } from '@solana/kit';
import { FormErrors, type ActionForm, type Built, type Scene } from './forms';
import { edit, MARKET_PARAMS, POOL_PARAMS, REALM_PARAMS, TIER_FEES, type Params, type ParamSpec } from './params';
import { cancelStream, pay, Reader, stream, wallet, withdraw } from './payments';
import type { RealmState } from './read';
import { parseField, UnitError, type Decimals } from './units';

export * from './forms';

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
        case 'withdraw':
            return withdraw(form.values, scene);
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
