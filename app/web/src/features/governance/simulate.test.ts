import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { escrow, type AccountState } from '@assay/client';
import { setMarketParams, unstagedOf, instructionOf, executeAction, setGuardian } from '@assay/client/actions/governor';
import { loadQuotes, type Quotes } from '@assay/client/quotes';
import { address } from '@solana/kit';
import { beforeAll, describe, expect, it } from 'vitest';
import { changesIn, diffFields, flatten } from './simulate';

const decimals = { payment: 6, reward: 6 };
const at = address('JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG');
const governance = {
    pool: address('Stake11111111111111111111111111111111111111'),
    realm: address('Vote111111111111111111111111111111111111111'),
    treasury: address('Config1111111111111111111111111111111111111'),
};

let quotes: Quotes;
beforeAll(async () => {
    quotes = await loadQuotes(readFileSync(resolve(import.meta.dirname, '../../../../client/src/wasm/assay.wasm')));
});

const codec = escrow.getMarketDecoder();
const empty = codec.decode(new Uint8Array(codec.fixedSize));

function market(feeBps: number): AccountState {
    const data = new Uint8Array(escrow.getMarketEncoder().encode({ ...empty, params: { ...empty.params, feeBps } }));
    return { lamports: 1n, owner: escrow.ESCROW_PROGRAM_ADDRESS, data };
}

describe('what an action changes', () => {
    it('is told by the names of parameters and in their units', () => {
        const changes = changesIn(quotes, [{ account: at, before: market(250), after: market(200) }], decimals);
        expect(changes).toEqual([
            { account: at, what: 'escrow Market', fields: [{ label: 'Fee', before: '2.5 %', after: '2 %' }] },
        ]);
    });

    it('is nothing where nothing differs or nothing is known', () => {
        const unknown: AccountState = { lamports: 1n, owner: at, data: Uint8Array.of(1) };
        const same = { account: at, before: market(1), after: market(1) };
        expect(changesIn(quotes, [same, { account: at, before: unknown, after: null }], decimals)).toEqual([]);
    });

    it('goes into lists and structs, and shows unknown numbers as they are', () => {
        const [before, after] = [flatten({ a: ['1', '2'], b: null }), flatten({ a: ['1', '3'], b: 'x' })];
        expect(diffFields('stake Pool', before, after, decimals)).toEqual([
            { label: 'a.1', before: '2', after: '3' },
            { label: 'b', before: 'none', after: 'x' },
        ]);
    });
});

describe('an action', () => {
    const voted = unstagedOf(setMarketParams(governance, at, { ...empty.params, feeBps: 200 }));

    it('is staged and read back by the program’s own rules', () => {
        const staged = Uint8Array.from(atob(quotes.governor.stage(voted as never).bytes), (char) => char.charCodeAt(0));
        const back = quotes.governor.unstage({ bytes: staged });
        expect(back.program).toBe(escrow.ESCROW_PROGRAM_ADDRESS);
        expect(back.accounts).toEqual(voted.accounts);
        const described = quotes.governor.describe({ bytes: staged });
        expect(described.instruction).toBe('set_market_params');
        expect(flatten(described.arguments).get('params.fee_bps')).toBe('200');
    });

    it('asks for the treasury’s signature, and is executed without any', async () => {
        expect(voted.accounts.filter(({ signer }) => signer).map(({ address }) => address)).toEqual([
            governance.treasury,
        ]);
        expect(instructionOf(voted).accounts?.[0]?.role).toBe(2);
        const execute = await executeAction(at, 0, voted);
        expect(execute.accounts?.slice(2).map(({ address }) => address)).toEqual([
            escrow.ESCROW_PROGRAM_ADDRESS,
            ...voted.accounts.map(({ address }) => address),
        ]);
        expect(execute.accounts?.slice(2).every(({ role }) => role < 2)).toBe(true);
    });

    it('names an account once, as writable as it ever is', async () => {
        const twice = unstagedOf(setGuardian(governance));
        twice.accounts.push({ address: governance.treasury, signer: false, writable: true });
        const named = (await executeAction(at, 0, twice)).accounts!.slice(2);
        expect(named.filter(({ address }) => address === governance.treasury)).toEqual([
            { address: governance.treasury, role: 1 },
        ]);
    });
});
