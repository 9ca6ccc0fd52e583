import { escrow, governor, amm, stake } from '@assay/client';
import { describe, expect, it } from 'vitest';
import {
    edit,
    limitsText,
    MARKET_PARAMS,
    POOL_PARAMS,
    REALM_PARAMS,
    specId,
    specOf,
    TIER_FEES,
    valueOf,
    withValue,
    type Params,
} from './params';
import { fieldText } from './units';

const decimals = { payment: 6, reward: 6 };
const zeros = (decoder: { fixedSize: number; decode(bytes: Uint8Array): object }) =>
    decoder.decode(new Uint8Array(decoder.fixedSize)) as Params;

const structs = {
    market: [MARKET_PARAMS, zeros(escrow.getMarketParamsDecoder()), ['rewardPerPaymentQ32', 'padding']],
    pool: [POOL_PARAMS, zeros(stake.getPoolParamsDecoder()), []],
    tier: [TIER_FEES, zeros(amm.getFeesDecoder()), []],
    realm: [REALM_PARAMS, zeros(governor.getRealmParamsDecoder()), []],
} as const;

describe.each(Object.entries(structs))('%s', (_, [specs, params, left]) => {
    it('has a field for every parameter but those that are left alone', () => {
        const named = new Set(specs.map(({ key }) => key));
        expect([...named, ...left].sort()).toEqual(Object.keys(params).sort());
    });

    it('sets each in the type that the program has for it', () => {
        for (const spec of specs) {
            const changed = withValue(params, spec, spec.max);
            expect(valueOf(changed, spec)).toBe(spec.max);
            expect(typeof changed[spec.key]).toBe(typeof params[spec.key]);
        }
    });
});

const market = withValue(withValue(structs.market[1], MARKET_PARAMS[0]!, 250n), { ...MARKET_PARAMS[12]! }, 3_600n);

describe('edit', () => {
    it('changes nothing when the texts are the present values', () => {
        const valid = MARKET_PARAMS.reduce((params, spec) => withValue(params, spec, spec.min), market);
        const texts = Object.fromEntries(
            MARKET_PARAMS.map((spec) => [specId(spec), fieldText(spec.unit, valueOf(valid, spec), decimals)]),
        );
        const edited = edit(MARKET_PARAMS, valid, texts, decimals);
        expect(edited).toEqual({ params: valid, errors: {}, changes: [] });
    });

    it('tells old and new, and keeps the rest', () => {
        const edited = edit(MARKET_PARAMS, market, { feeBps: '2', 'challengeSeconds.0': '2 h' }, decimals);
        expect(edited.changes).toEqual([
            { label: 'Fee', before: '2.5 %', after: '2 %' },
            { label: 'Challenge window, optimistic tier', before: '1 h', after: '2 h' },
        ]);
        expect(edited.params).toEqual({ ...market, feeBps: 200, challengeSeconds: [7_200, 0] });
    });

    it('says what is wrong field by field and changes only the others', () => {
        const edited = edit(MARKET_PARAMS, market, { feeBps: '20.01', burnBps: 'x', clientBps: '1' }, decimals);
        expect(Object.keys(edited.errors)).toEqual(['feeBps', 'burnBps']);
        expect(edited.errors['feeBps']).toBe('Outside of the limits: 0 % to 20 %. Share of what a job pays.');
        expect(edited.changes).toHaveLength(1);
    });
});

it('recognises a parameter among the fields of an account', () => {
    expect(specOf('escrow Market', 'params.fee_bps')).toBe(MARKET_PARAMS[0]);
    expect(specOf('escrow Market', 'params.challenge_seconds.1')?.label).toBe('Challenge window, committee tier');
    expect(specOf('stake Pool', 'cooldown_seconds')?.label).toBe('Cooldown of stake');
    expect(specOf('stake Pool', 'total_votes')).toBeUndefined();
    expect(limitsText(REALM_PARAMS[5]!, decimals)).toBe('1 h to 30 d.');
});
