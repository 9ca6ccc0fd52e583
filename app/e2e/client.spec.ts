import {
    connectionSource,
    decodeLogs,
    discover,
    downloadResult,
    findJob,
    History,
    jobStatus,
    isJobOver,
    listJobs,
    newJob,
    plan,
    send,
    waitForJob,
} from '@assay/client';
import { cancelJob } from '@assay/client/actions/escrow';
import { somebody } from './support/actions';
import { digits, order, quotesModule } from './support/content';
import { expect, chainConnection } from './support/test';
import { test } from '@playwright/test';

test.describe('the client in Node', () => {
    const quotes = quotesModule;

    test('posts a job, follows it to its settlement, and downloads the result', async () => {
        const connection = chainConnection();
        const wallet = await somebody();
        const { markets, rewardMint } = await discover(connection);
        const history = new History(connectionSource(connection));
        const heard: { signature: string; names: string[] }[] = [];
        history.onTransactions((transactions) =>
            heard.push(
                ...transactions.map(({ signature, events }) => ({
                    signature,
                    names: events.map(({ name }) => name),
                })),
            ),
        );
        history.start();
        await expect.poll(() => history.state.status, { timeout: 60_000 }).toBe('live');

        const wanted = await order();
        const job = await newJob(markets[0]!, wallet.address, wanted, await quotes);
        const planned = await plan(connection, { instructions: job.instructions, feePayer: wallet.address });
        const paid = planned.effects.find(({ mint }) => mint === rewardMint);
        expect([paid?.delta, paid?.before, paid?.decimals]).toEqual([-5_000_000n, 1_000_000_000n, 6]);
        const spent = planned.effects.find(({ mint }) => mint === 'SOL');
        expect(spent?.delta).toBe(-planned.rentLamports);
        expect(planned.rents).toHaveLength(2);

        const receipt = await send(connection, planned, wallet);
        expect(receipt.events.map(({ name }) => name)).toContain('JobPosted');
        expect(decodeLogs(receipt.logs ?? [])).toEqual(receipt.events);
        const balance = await connection.rpc.getBalance(wallet.address, { commitment: 'confirmed' }).send();
        expect(balance.value).toBe(10_000_000_000n + (spent?.delta ?? 0n) - planned.feeLamports);
        await expect(send(connection, planned, wallet)).rejects.toMatchObject({ kind: 'already-sent' });

        const mine = await listJobs(connection, { client: wallet.address });
        expect(mine.map(({ address }) => address)).toEqual([job.address]);
        const states: string[] = [];
        const over = await waitForJob(
            connection,
            job.address,
            (found) => found === undefined || isJobOver(found.data),
            {
                onChange: (found) => states.push(found ? jobStatus(found.data) : 'closed'),
                signal: AbortSignal.timeout(100_000),
            },
        );
        expect(states.at(-1)).toBe('Settled');
        const result = await downloadResult(connection, over!, await quotes, { spec: digits('spec.bin') });
        expect(result.shape.text).toBe('i32 [450, 10]');
        expect(result.bytes.length).toBe(450 * 10 * 4);

        const of = (signature: string) => heard.filter((found) => found.signature === signature);
        await expect.poll(() => of(receipt.signature).length).toBe(1);
        expect(of(receipt.signature)[0]!.names).toContain('JobPosted');
        const all = await history.transactions();
        expect(new Set(all.map(({ signature }) => signature)).size).toBe(all.length);
        expect(all.map(({ slot }) => slot)).toEqual(
            all.map(({ slot }) => slot).toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0)),
        );
        await history.stop();
    });

    test('is refused in the words of the program, before anything is signed', async () => {
        const connection = chainConnection();
        const wallet = await somebody();
        const { markets } = await discover(connection);
        const wanted = await order();
        const planFor = async (change: object) => {
            const job = await newJob(markets[0]!, wallet.address, { ...wanted, ...change }, await quotes);
            return plan(connection, { instructions: job.instructions, feePayer: wallet.address });
        };
        const poor = await planFor({ price: 2_000_000_000n });
        expect(poor.failure?.kind).toBe('insufficient-funds');
        expect(poor.effects).toEqual([]);
        const cheap = await planFor({ price: 1n });
        expect(cheap.failure?.kind).toBe('program');
        expect(cheap.failure?.sentence).toMatch(/^The escrow program refused: /);
        await expect(
            send(connection, cheap, { ...wallet, signTransaction: () => Promise.reject(new Error('it was asked')) }),
        ).rejects.toBe(cheap.failure);
        await expect(planFor({ uri: `https://${'x'.repeat(130)}.example` })).rejects.toThrow(/128 is the most/);
    });

    test('what the client cancels comes back', async () => {
        const connection = chainConnection();
        const wallet = await somebody();
        const { markets, rewardMint } = await discover(connection);
        // Of a class that nobody has, so that nobody accepts it first.
        const wanted = { ...(await order()), minClass: 60_000 };
        const job = await newJob(markets[0]!, wallet.address, wanted, await quotes);
        await send(
            connection,
            await plan(connection, { instructions: job.instructions, feePayer: wallet.address }),
            wallet,
        );
        const open = await findJob(connection, job.address);
        expect(open && jobStatus(open.data)).toBe('Open');
        const cancel = await plan(connection, {
            instructions: await cancelJob(markets[0]!, open!),
            feePayer: wallet.address,
        });
        expect(cancel.effects.find(({ mint }) => mint === rewardMint)?.delta).toBe(5_000_000n);
        await send(connection, cancel, wallet);
        const cancelled = await findJob(connection, job.address);
        expect(cancelled && jobStatus(cancelled.data)).toBe('Cancelled');
    });
});
