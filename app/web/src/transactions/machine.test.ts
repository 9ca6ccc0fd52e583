import { Failure, type Plan, type Receipt, type WalletSigner } from '@assay/client';
import { address } from '@solana/kit';
import { describe, expect, it } from 'vitest';
import { Transaction, type Step, type Tools, type TransactRequest } from './machine';

const payer = address('So11111111111111111111111111111111111111112');
const signer: WalletSigner = { address: payer, signTransaction: async (bytes) => bytes };

function planOf(delta: bigint, madeAt: number, failure?: Failure): Plan {
    const effect = {
        owner: payer,
        mint: 'SOL' as const,
        decimals: 9,
        delta,
        before: 10n,
        after: 10n + delta,
        account: payer,
    };
    return {
        instructions: [],
        feePayer: payer,
        owners: [payer],
        units: 1,
        unitLimit: 1,
        feeLamports: 5000n,
        differences: [],
        priorityMicroLamports: 0n,
        effects: [effect],
        rents: [],
        rentLamports: 0n,
        logs: [],
        size: 100,
        madeAt,
        failure,
    };
}

/** A transaction whose plans are given, with a clock that is moved by hand. */
function world(plans: (Plan | Error)[], sends: (Receipt | Error)[], request: Partial<TransactRequest> = {}) {
    const steps: Step[] = [];
    const calls = { plan: 0, send: 0, build: 0 };
    const clock = { now: 0 };
    const next = <T>(list: (T | Error)[]): T => {
        const one = list.shift();
        if (one === undefined) throw new Error('nothing more was expected');
        if (one instanceof Error) throw one;
        return one;
    };
    const tools: Tools = {
        plan: async () => {
            calls.plan += 1;
            return next(plans);
        },
        send: async (_connection, _plan, _signer, options) => {
            calls.send += 1;
            const receipt = next(sends);
            options?.onStatus?.({ step: 'sent', signature: receipt.signature });
            return receipt;
        },
        now: () => clock.now,
    };
    const build = async () => {
        calls.build += 1;
        return [];
    };
    const whole = { title: 'Test', build, ...request };
    const transaction = new Transaction(whole, {} as never, signer, (step) => steps.push(step), tools);
    return { transaction, steps, calls, clock, last: () => steps.at(-1) };
}

const receipt = { signature: 'S', slot: 1n, events: [] } as unknown as Receipt;

describe('a transaction on its way', () => {
    it('is planned, shown, signed, sent and confirmed, in this order', async () => {
        const { transaction, steps } = world([planOf(-5n, 0)], [receipt]);
        await transaction.prepare();
        expect(await transaction.confirm()).toBe(receipt);
        expect(steps.map(({ at }) => at)).toEqual(['planning', 'review', 'checking', 'wallet', 'sent', 'done']);
    });

    it('is sent once, however often it is confirmed', async () => {
        const { transaction, calls } = world([planOf(-5n, 0)], [receipt, receipt]);
        await transaction.prepare();
        const answers = await Promise.all([transaction.confirm(), transaction.confirm()]);
        await transaction.confirm();
        expect(answers).toEqual([receipt, undefined]);
        expect(calls.send).toBe(1);
    });

    it('never reaches the wallet when the simulation fails', async () => {
        const failure = new Failure('program', 'Escrow refused: no.');
        const { transaction, calls, last } = world([planOf(0n, 0, failure)], [receipt]);
        await transaction.prepare();
        expect(await transaction.confirm()).toBeUndefined();
        expect(calls.send).toBe(0);
        expect(last()).toMatchObject({ at: 'review', plan: { failure } });
    });

    it('is planned again when it was looked at for too long, and goes on when it does the same', async () => {
        const { transaction, calls, clock, last } = world([planOf(-5n, 0), planOf(-5n, 20_000)], [receipt], {
            validFor: 10_000,
        });
        await transaction.prepare();
        clock.now = 20_000;
        await transaction.confirm();
        expect(calls).toEqual({ plan: 2, send: 1, build: 2 });
        expect(last()).toMatchObject({ at: 'done' });
    });

    it('is shown again, unsigned, when it does something else by then', async () => {
        const { transaction, calls, clock, last } = world([planOf(-5n, 0), planOf(-6n, 20_000)], [receipt], {
            validFor: 10_000,
        });
        await transaction.prepare();
        clock.now = 20_000;
        expect(await transaction.confirm()).toBeUndefined();
        expect(calls.send).toBe(0);
        expect(last()).toMatchObject({ at: 'review', changed: true, plan: { effects: [{ delta: -6n }] } });
        await transaction.confirm();
        expect(calls.send).toBe(1);
    });

    it('can be tried again after a refusal or an expired blockhash, with a new plan', async () => {
        const refused = new Failure('rejected', 'You refused in the wallet.');
        const { transaction, calls, last } = world([planOf(-5n, 0), planOf(-5n, 0)], [refused, receipt]);
        await transaction.prepare();
        await transaction.confirm();
        expect(last()).toMatchObject({ at: 'failed', failure: refused });
        await transaction.prepare();
        expect(await transaction.confirm()).toBe(receipt);
        expect(calls).toEqual({ plan: 2, send: 2, build: 2 });
    });

    it('tells nobody any more once it was closed', async () => {
        const { transaction, steps } = world([planOf(-5n, 0)], [receipt]);
        await transaction.prepare();
        transaction.close();
        await transaction.confirm();
        expect(steps.map(({ at }) => at)).toEqual(['planning', 'review']);
    });
});
