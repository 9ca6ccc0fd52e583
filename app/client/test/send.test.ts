import {
    createNoopSigner,
    generateKeyPairSigner,
    getTransactionDecoder,
    getTransactionEncoder,
    partiallySignTransaction,
    type Address,
    type Transaction,
} from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import { beforeEach, describe, expect, test } from 'vitest';
import { compile } from '../src/message';
import { plan, type Plan } from '../src/plan';
import { send, type WalletSigner } from '../src/send';
import { requireSame } from '../src/signed';
import { down, fakeNode, withContext, type FakeNode } from './support';

const BLOCKHASH = '4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZAMdL4VZHirAn';
const timing = { resend: 30, poll: 5, lost: 100 };
const me = await generateKeyPairSigner();
const friend = (await generateKeyPairSigner()).address;
const transfer = (amount: bigint, to: Address = friend) =>
    getTransferSolInstruction({ source: createNoopSigner(me.address), destination: to, amount });
const account = (lamports: bigint) => ({
    data: ['', 'base64'],
    executable: false,
    lamports,
    owner: '11111111111111111111111111111111',
    rentEpoch: 0n,
    space: 0n,
});

async function signWith(wire: Uint8Array): Promise<Uint8Array> {
    const transaction = getTransactionDecoder().decode(wire) as Parameters<typeof partiallySignTransaction>[1];
    return new Uint8Array(getTransactionEncoder().encode(await partiallySignTransaction([me.keyPair], transaction)));
}

let node: FakeNode;
let signed: number;
let wallet: WalletSigner;
let sent: unknown[];

beforeEach(() => {
    signed = 0;
    sent = [];
    wallet = {
        address: me.address,
        signTransaction: (wire) => {
            signed += 1;
            return signWith(wire);
        },
    };
    node = fakeNode({
        getBlockHeight: () => 100n,
        getLatestBlockhash: () => withContext({ blockhash: BLOCKHASH, lastValidBlockHeight: 150n }),
        getMultipleAccounts: ([addresses]) =>
            withContext((addresses as string[]).map((at) => (at === me.address ? account(1_000_000_000n) : null))),
        getRecentPrioritizationFees: () =>
            [10n, 5_000_000n, 20n, 30n].map((prioritizationFee) => ({ prioritizationFee, slot: 1n })),
        getSignatureStatuses: () => withContext([null]),
        getTransaction: () => ({
            blockTime: 1n,
            meta: { computeUnitsConsumed: 450n, err: null, fee: 5_000n, logMessages: [] },
            slot: 77n,
            transaction: ['', 'base64'],
            version: 0,
        }),
        sendTransaction: ([wire]) => sent.push(wire),
        simulateTransaction: () =>
            withContext({
                accounts: [account(899_995_000n), account(100_000_000n)],
                err: null,
                logs: ['Program 11111111111111111111111111111111 invoke [1]'],
                returnData: null,
                unitsConsumed: 450n,
            }),
    });
});

const planned = () => plan(node.connection, { feePayer: me.address, instructions: [transfer(100_000_000n)] });
const landed = (confirmationStatus: string, err: unknown = null) =>
    withContext([{ confirmationStatus, confirmations: 1n, err, slot: 77n, status: null }]);

describe('plan', () => {
    test('tells what changes, and caps what others paid', async () => {
        const made = await planned();
        expect(made.effects).toEqual([
            {
                account: me.address,
                after: 900_000_000n,
                before: 1_000_000_000n,
                decimals: 9,
                delta: -100_000_000n,
                mint: 'SOL',
                owner: me.address,
            },
        ]);
        expect(made.priorityMicroLamports).toBe(200_000n);
        expect(made.unitLimit).toBe(2_495);
        expect(made.feeLamports).toBe(5_000n + 499n);
        expect(made.failure).toBeUndefined();
    });

    test('a refusal is explained, and cannot be sent', async () => {
        const logs = [
            'Program 11111111111111111111111111111111 invoke [1]',
            'Transfer: insufficient lamports 5, need 7',
            'Program 11111111111111111111111111111111 failed: custom program error: 0x1',
        ];
        node.handlers.simulateTransaction = () =>
            withContext({
                accounts: null,
                err: { InstructionError: [2, { Custom: 1 }] },
                logs,
                returnData: null,
                unitsConsumed: 3n,
            });
        const made = await planned();
        expect(made.failure).toMatchObject({ kind: 'insufficient-funds', index: 0 });
        expect(made.effects).toEqual([]);
        await expect(send(node.connection, made, wallet, { timing })).rejects.toBe(made.failure);
        expect(signed).toBe(0);
    });

    test('what does not fit is not even asked for', async () => {
        const many = await Promise.all(
            Array.from({ length: 40 }, async () => transfer(1n, (await generateKeyPairSigner()).address)),
        );
        const made = await plan(node.connection, { feePayer: me.address, instructions: many });
        expect(made.failure).toMatchObject({ kind: 'too-large' });
        expect(made.size).toBeGreaterThan(1_232);
        expect(node.asked).toEqual([]);
    });

    test('SOL for the priority must be there, too', async () => {
        node.handlers.simulateTransaction = () =>
            withContext({
                accounts: [account(890_900n), account(1n)],
                err: null,
                logs: [],
                returnData: null,
                unitsConsumed: 450n,
            });
        expect((await planned()).failure).toMatchObject({ kind: 'insufficient-funds' });
    });
});

describe('send', () => {
    test('signs once and sends the same bytes until they land', async () => {
        let asked = 0;
        node.handlers.getSignatureStatuses = () => ((asked += 1) < 20 ? withContext([null]) : landed('confirmed'));
        const steps: string[] = [];
        const receipt = await send(node.connection, await planned(), wallet, {
            timing,
            onStatus: ({ step }) => steps.push(step),
        });
        expect(receipt.slot).toBe(77n);
        expect(signed).toBe(1);
        expect(sent.length).toBeGreaterThan(1);
        expect(new Set(sent).size).toBe(1);
        expect(steps).toEqual(['preparing', 'signing', 'sent', 'confirmed']);
    });

    test('processed is not enough', async () => {
        let asked = 0;
        node.handlers.getSignatureStatuses = () => landed((asked += 1) < 5 ? 'processed' : 'confirmed');
        await send(node.connection, await planned(), wallet, { timing });
        expect(asked).toBe(5);
    });

    test('expired means that nothing happened: only after the last block, and when it is unknown then', async () => {
        node.handlers.getBlockHeight = () => 151n;
        const histories: unknown[] = [];
        node.handlers.getSignatureStatuses = ([, config]) => {
            histories.push((config as { searchTransactionHistory: boolean }).searchTransactionHistory);
            return withContext([null]);
        };
        await expect(send(node.connection, await planned(), wallet, { timing })).rejects.toMatchObject({
            kind: 'expired',
        });
        expect(histories).toEqual([true]);
    });

    test('what landed in the last block is found', async () => {
        node.handlers.getBlockHeight = () => 151n;
        node.handlers.getSignatureStatuses = () => landed('finalized');
        await expect(send(node.connection, await planned(), wallet, { timing })).resolves.toMatchObject({ slot: 77n });
    });

    test('a cluster that is gone leaves the outcome unknown, and says what to look up', async () => {
        node.handlers.getBlockHeight = down;
        const failure = await send(node.connection, await planned(), wallet, { timing }).catch(
            (error: unknown) => error,
        );
        expect(failure).toMatchObject({ kind: 'unknown-outcome', signature: expect.stringMatching(/^\w{80,90}$/) });
        expect((failure as Error).message).toContain((failure as { signature: string }).signature);
    });

    test('a first send without an answer is pursued, for it may have arrived', async () => {
        node.handlers.sendTransaction = down;
        node.handlers.getSignatureStatuses = () => landed('confirmed');
        await expect(send(node.connection, await planned(), wallet, { timing })).resolves.toMatchObject({ slot: 77n });
    });

    test('a refusal on the chain is explained with its logs, and names the signature', async () => {
        node.handlers.getSignatureStatuses = () => landed('confirmed', { InstructionError: [2, { Custom: 1 }] });
        node.handlers.getTransaction = () => ({
            blockTime: 1n,
            meta: {
                computeUnitsConsumed: 3n,
                err: {},
                fee: 5_000n,
                logMessages: ['Transfer: insufficient lamports 5, need 7'],
            },
            slot: 77n,
            transaction: ['', 'base64'],
            version: 0,
        });
        await expect(send(node.connection, await planned(), wallet, { timing })).rejects.toMatchObject({
            kind: 'insufficient-funds',
            signature: expect.any(String),
        });
    });

    test('a plan is sent once', async () => {
        node.handlers.getSignatureStatuses = () => landed('confirmed');
        const made = await planned();
        await Promise.allSettled([
            send(node.connection, made, wallet, { timing }),
            send(node.connection, made, wallet, { timing }),
        ]);
        await expect(send(node.connection, made, wallet, { timing })).rejects.toMatchObject({ kind: 'already-sent' });
        expect([signed, sent.length]).toEqual([1, 1]);
    });

    test('who says no in the wallet can say yes later', async () => {
        node.handlers.getSignatureStatuses = () => landed('confirmed');
        const made = await planned();
        const no = { ...wallet, signTransaction: () => Promise.reject(new Error('User rejected the request.')) };
        await expect(send(node.connection, made, no, { timing })).rejects.toMatchObject({ kind: 'rejected' });
        expect(sent).toEqual([]);
        await expect(send(node.connection, made, wallet, { timing })).resolves.toBeTruthy();
    });

    test('another wallet, a missing signature or nonsense are not sent', async () => {
        const made = await planned();
        const other = { ...wallet, address: friend };
        await expect(send(node.connection, made, other, { timing })).rejects.toThrow(/the wallet is/);
        const lazy = { ...wallet, signTransaction: async (wire: Uint8Array) => wire };
        await expect(send(node.connection, made, lazy, { timing })).rejects.toThrow(/is missing/);
        const broken = { ...wallet, signTransaction: async () => new Uint8Array([1, 2, 3]) };
        await expect(send(node.connection, made, broken, { timing })).rejects.toMatchObject({ kind: 'changed' });
        const swapped = {
            ...wallet,
            signTransaction: async () => signWith(wireOf(await changed(made, [transfer(999_999_999n)]))),
        };
        await expect(send(node.connection, made, swapped, { timing })).rejects.toMatchObject({ kind: 'changed' });
        expect(sent).toEqual([]);
    });
});

const wireOf = (transaction: Transaction) => new Uint8Array(getTransactionEncoder().encode(transaction));
const lifetime = {
    blockhash: BLOCKHASH as Parameters<typeof compile>[2] extends { blockhash: infer B } | undefined ? B : never,
    lastValidBlockHeight: 150n,
};
const changed = async (made: Plan, instructions: Plan['instructions']) =>
    compile({ ...made, instructions }, { units: made.unitLimit, microLamports: made.priorityMicroLamports }, lifetime);

describe('what wallets may change', () => {
    const input = { feePayer: me.address, instructions: [transfer(5n)] };
    const given = compile(input, { units: 1_000, microLamports: 0n }, lifetime);

    test('the priority', () => {
        expect(() => requireSame(given, compile(input, { units: 2_000, microLamports: 77n }, lifetime))).not.toThrow();
    });

    test.each([
        ['an amount', { ...input, instructions: [transfer(6n)] }],
        [
            'a recipient',
            { ...input, instructions: [transfer(5n, 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr' as Address)] },
        ],
        ['the payer', { ...input, feePayer: friend }],
        ['one more instruction', { ...input, instructions: [transfer(5n), transfer(5n)] }],
        ['no instruction', { ...input, instructions: [] }],
    ])('not %s', (_, other) => {
        expect(() => requireSame(given, compile(other, { units: 1_000, microLamports: 0n }, lifetime))).toThrow(
            /something else/,
        );
    });

    test('not the blockhash', () => {
        const later = {
            ...lifetime,
            blockhash: 'GfVcyD4kkTrj4bKc7WA9sZCin9JDbdT4Zkd3EittNR1W' as typeof lifetime.blockhash,
        };
        expect(() => requireSame(given, compile(input, { units: 1_000, microLamports: 0n }, later))).toThrow();
    });
});
