import { describe, expect, it } from 'vitest';
import { NATIVE_MINT, type AssayEvent } from '@assay/client';
import { activityCsv, COLUMNS } from './csv';
import { tell, tellAll } from './describe';
import { counterpartyOf, entryOf, isShown, totalsOf, type WalletTransaction } from './entry';
import { flowsOf, type RecordedBalances } from './flows';

const WALLET = 'Wallet1111';
const MINT = 'Mint111111';

const balance = (accountIndex: number, owner: string, amount: bigint, mint = MINT) => ({
    accountIndex,
    mint,
    owner,
    uiTokenAmount: { amount: amount.toString(), decimals: 6 },
});

function recorded(change: Partial<RecordedBalances>): RecordedBalances {
    const accounts = [WALLET, 'Token account', 'Vault'];
    return {
        accounts,
        fee: 5_000n,
        preBalances: [5_000n, 0n, 0n],
        postBalances: [0n, 0n, 0n],
        preTokenBalances: [],
        postTokenBalances: [],
        ...change,
    };
}

const transaction = (change: Partial<WalletTransaction> = {}): WalletTransaction => ({
    signature: 'Signature1',
    slot: 7n,
    blockTime: 1_700_000_000n,
    fee: 5_000n,
    flows: [],
    events: [],
    tokenAccounts: [],
    ...change,
});

const event = (program: AssayEvent['program'], name: string, data: object) =>
    ({ program, name, data }) as unknown as AssayEvent;

describe('flows of a transaction', () => {
    it('are without the network fee, which is told on its own', () => {
        const { flows, fee } = flowsOf(
            WALLET,
            recorded({ preBalances: [10_000_000n, 0n, 0n], postBalances: [8_995_000n, 0n, 1_000_000n] }),
        );
        expect(fee).toBe(5_000n);
        expect(flows).toEqual([{ mint: 'SOL', decimals: 9, in: 0n, out: 1_000_000n, counterparty: 'Vault' }]);
    });

    it('are none where only the fee was paid', () => {
        expect(
            flowsOf(WALLET, recorded({ preBalances: [10_000n, 0n, 0n], postBalances: [5_000n, 0n, 0n] })).flows,
        ).toEqual([]);
    });

    it('count no fee that another one paid', () => {
        const { fee, flows } = flowsOf(
            WALLET,
            recorded({ accounts: ['Other', WALLET, 'X'], preBalances: [9n, 1n, 0n], postBalances: [0n, 5n, 0n] }),
        );
        expect([fee, flows[0]?.in]).toEqual([0n, 4n]);
    });

    it('name the other side of a token transfer, and the accounts of the wallet', () => {
        const { flows, tokenAccounts } = flowsOf(
            WALLET,
            recorded({
                preTokenBalances: [balance(1, WALLET, 9_000_000n), balance(2, 'Pool', 1n)],
                postTokenBalances: [balance(1, WALLET, 2_000_000n), balance(2, 'Pool', 7_000_001n)],
            }),
        );
        expect(flows).toEqual([{ mint: MINT, decimals: 6, in: 0n, out: 7_000_000n, counterparty: 'Pool' }]);
        expect(tokenAccounts).toEqual(['Token account']);
    });

    it('count what arrived in an account that was opened, and left in one that was closed', () => {
        const opened = flowsOf(WALLET, recorded({ postTokenBalances: [balance(1, WALLET, 3n)] }));
        const closed = flowsOf(WALLET, recorded({ preTokenBalances: [balance(1, WALLET, 3n, NATIVE_MINT)] }));
        expect(opened.flows).toMatchObject([{ mint: MINT, in: 3n, out: 0n }]);
        expect(closed.flows).toMatchObject([{ mint: NATIVE_MINT, in: 0n, out: 3n }]);
    });

    it('between two accounts of the wallet are none', () => {
        const { flows } = flowsOf(
            WALLET,
            recorded({
                preTokenBalances: [balance(1, WALLET, 5n), balance(2, WALLET, 0n)],
                postTokenBalances: [balance(1, WALLET, 0n), balance(2, WALLET, 5n)],
            }),
        );
        expect(flows).toEqual([]);
    });
});

describe('a transaction in words', () => {
    const bonded = event('stake', 'BondDeposited', {
        operator: 'Operator1111111',
        amount: 12_500_000n,
        bondBefore: 0n,
        bondAfter: 12_500_000n,
    });
    const synced = event('stake', 'OperatorSynced', {
        operator: 'Operator1111111',
        weight: 0n,
        effective: 0n,
        rewards: 0n,
    });

    it('says each thing once and leaves out what only goes along', () => {
        expect(tellAll([synced, bonded, bonded])).toMatchObject({
            kind: 'operator',
            text: 'Bonded 12.5 ASSAY with operator Oper…1111',
        });
        expect(tellAll([synced])?.text).toBe('Brought operator Oper…1111 up to date');
        expect(tellAll([])).toBeUndefined();
    });

    it('tells a vote by its sides', () => {
        const cast = { proposal: 'P', position: 'Q', voter: 'V', forWeight: 1n, againstWeight: 0n, abstainWeight: 2n };
        expect(tell(event('governor', 'VoteCast', cast)).text).toBe('Voted for and abstain on proposal P');
    });

    it('without events is a transfer, and says so when it failed', () => {
        const flow = { mint: MINT, decimals: 6, in: 5n, out: 0n, counterparty: 'Somebody' };
        expect(entryOf(transaction({ flows: [flow] }))).toMatchObject({ kind: 'transfer', text: 'Received' });
        expect(counterpartyOf(entryOf(transaction({ flows: [flow] })))).toBe('Somebody');
        expect(entryOf(transaction())).toMatchObject({ kind: 'other', text: 'No balance changed' });
        expect(entryOf(transaction({ failure: 'Not enough.', events: [bonded] })).text).toBe(
            'Failed, nothing but the fee was paid: Not enough.',
        );
    });

    it('is filtered by kind and by time, both ends included', () => {
        const entry = entryOf(transaction({ events: [bonded] }));
        expect(isShown(entry, { kind: 'operator', from: 1_700_000_000n, until: 1_700_000_000n })).toBe(true);
        expect(isShown(entry, { kind: 'swap' })).toBe(false);
        expect(isShown(entry, { from: 1_700_000_001n })).toBe(false);
        expect(isShown(entryOf(transaction({ blockTime: null })), { until: 1n })).toBe(false);
    });
});

describe('the export', () => {
    const symbol = (mint: string) => (mint === 'SOL' ? 'SOL' : mint === MINT ? '=cmd' : 'SOL');
    const entry = entryOf(
        transaction({
            flows: [
                { mint: 'SOL', decimals: 9, in: 0n, out: 1_000_000_001n },
                { mint: MINT, decimals: 6, in: 18_446_744_073_709_551_615n, out: 0n, counterparty: 'a,"b"' },
            ],
        }),
    );
    const rows = activityCsv([entry, entryOf(transaction())], symbol)
        .replace('\ufeff', '')
        .split('\r\n');

    it('has a header, one row per mint, and the fee once', () => {
        expect(rows[0]).toBe(COLUMNS.join(','));
        expect(rows[1]).toBe('2023-11-14T22:13:20.000Z,Signature1,transfer,Exchanged,SOL,SOL,,1.000000001,0.000005,,');
        expect(rows[3]).toBe('2023-11-14T22:13:20.000Z,Signature1,other,No balance changed,,,,,0.000005,,');
        expect(rows).toHaveLength(5);
    });

    it('keeps amounts exact, quotes, and disarms formulas', () => {
        expect(rows[2]).toContain(',18446744073709.551615,,,"a,""b""",');
        expect(rows[2]).toContain(",'=cmd,");
    });

    it('adds up to the totals of the page', () => {
        const totals = totalsOf([entry, entry]);
        expect(totals.fees).toBe(10_000n);
        expect(totals.mints.map(({ out }) => out)).toEqual([2_000_000_002n, 0n]);
    });
});
