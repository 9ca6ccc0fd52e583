import {
    addresses,
    decodeLogs,
    fetchJob,
    findJob,
    formatAmount,
    jobStatus,
    listJobs,
    toHex,
    waitForJob,
    type AssayEvent,
    type Connection,
} from '@assay/client';

import type { Address, Signature } from '@solana/kit';
import type { Download, Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { amountIn, tokensOf } from './support/balances';
import { PRICE, quotesModule } from './support/content';
import { cheat, localConfig } from './support/local';
import { manyJobs } from './support/many-jobs';
import { connectWallet, expect, expectAccessible, test } from './support/test';

const DIGITS = join(import.meta.dirname, '../../models/digits');

const rewardBalance = async (chain: Connection, owner: Address): Promise<bigint> =>
    tokensOf(chain, owner, (await localConfig()).rewardMint as Address);

async function eventsOf(chain: Connection, account: Address): Promise<AssayEvent[]> {
    const signatures = await chain.rpc.getSignaturesForAddress(account, { commitment: 'confirmed' }).send();
    const config = { commitment: 'confirmed', encoding: 'base64', maxSupportedTransactionVersion: 0 } as const;
    const events: AssayEvent[] = [];
    for (const { signature } of signatures.toReversed()) {
        const record = await chain.rpc.getTransaction(signature as Signature, config).send();
        events.push(...decodeLogs(record?.meta?.logMessages ?? []));
    }
    return events;
}

/** Fills in the post page and opens the review. */
async function fillIn(page: Page, price = '5'): Promise<void> {
    await expect(page.getByText('52,185,600 multiply-accumulates')).toBeVisible();
    await page.getByLabel('Price of the job').fill(price);
    await page.getByRole('button', { name: 'Review and post' }).click();
}

/** Posts digits through the page, and returns the job's address. */
async function post(page: Page): Promise<Address> {
    await fillIn(page);
    const dialog = page.getByRole('dialog', { name: 'Post a job' });
    await expect(dialog.getByText('-5 ASSAY')).toBeVisible();
    await dialog.getByRole('button', { name: 'Sign and post' }).click();
    await page.waitForURL(/\/jobs\/\w+$/, { timeout: 30_000 });
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    return page.url().split('/').at(-1) as Address;
}

const statusOf = (page: Page) => page.locator('.page-head .badge');

/** Numbers of a safetensors file with one tensor. */
function tensorBytes(file: Uint8Array): Uint8Array {
    const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Record<
        string,
        { data_offsets: [number, number] }
    >;
    const [from, to] = header['output.0']!.data_offsets;
    return file.subarray(8 + length + from, 8 + length + to);
}

async function contentOf(download: Download): Promise<Uint8Array> {
    return new Uint8Array(await readFile(await download.path()));
}

test('a job is posted, watched until it settles, and its result saved', async ({ page, wallet, chain }) => {
    await page.goto('/');
    await connectWallet(page);
    const before = await rewardBalance(chain, wallet.address);
    await page.getByRole('link', { name: 'Post a job' }).first().click();
    const address = await post(page);
    expect(await rewardBalance(chain, wallet.address)).toBe(before - PRICE);

    const settled = waitForJob(chain, address, (job) => job !== undefined && jobStatus(job.data) === 'Settled');
    await expect(statusOf(page)).toHaveText('Settled', { timeout: 90_000 });
    await settled;
    await expect(page.getByText('3 of 3 seats accept; 2 are needed.').first()).toBeVisible();

    // The client pays the price exactly, and nothing stays in the vault once every seat is paid.
    expect(await rewardBalance(chain, wallet.address)).toBe(before - PRICE);
    await expect.poll(async () => (await fetchJob(chain, address)).data.vaultBalance, { timeout: 60_000 }).toBe(0n);
    expect(await amountIn(chain, await addresses.vault(address))).toBe(0n);

    await page.getByRole('button', { name: 'Fetch the result' }).click();
    await expect(page.getByText('444 of 450 are read right.')).toBeVisible();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save output.safetensors' }).click();
    const file = await contentOf(await saving);
    const quotes = await quotesModule;
    const { outputRoot } = quotes.job.output(await readFile(join(DIGITS, 'spec.bin')), tensorBytes(file));
    expect(outputRoot).toBe(toHex((await fetchJob(chain, address)).data.outputRoot));

    await expectAccessible(page);
    // The account's rent comes back, and the history stays.
    await page.getByRole('button', { name: 'Close the account' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Confirm in the wallet' }).click();
    await expect(page.getByText('Confirmed')).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await expect(page.getByText('The client closed this job')).toBeVisible();
    expect(await findJob(chain, address)).toBeUndefined();
    await expect(page.getByText('Posted for 5 ASSAY')).toBeVisible();
});

test('a conviction is watched live, down to the single number', async ({ page, wallet, chain }) => {
    try {
        await cheat(true);
        await page.goto('/post');
        await connectWallet(page);
        const before = await rewardBalance(chain, wallet.address);
        const address = await post(page);
        await expect(statusOf(page)).toHaveText('Convicted', { timeout: 90_000 });
        const story = page.getByRole('region', { name: 'How it was convicted' });
        await expect(story).toBeVisible();

        const events = await eventsOf(chain, address);
        const convicted = events.find((event) => event.name === 'JobConvicted')!.data;
        const slashed = events.find((event) => event.name === 'BondSlashed')!.data;
        // The whole price is back, and the client's share of the bond with it.
        expect(convicted.refund).toBe(PRICE);
        expect(slashed.toChallenger + slashed.toClient + slashed.burnt).toBe(convicted.slashed);
        await expect.poll(() => rewardBalance(chain, wallet.address)).toBe(before + slashed.toClient);
        const told = async (name: string) =>
            story
                .locator('dt', { hasText: new RegExp(`^${name}$`) })
                .locator('+ dd')
                .innerText();
        const units = (amount: bigint) => `${formatAmount(amount, 6, { group: true })} ASSAY`;
        expect(convicted.kind).toBe(1n);
        expect(await told('Op')).toBe(`${convicted.op}`);
        expect(await told('Row')).toBe(`${convicted.i}`);
        expect(await told('Column')).toBe(`${convicted.j}`);
        expect(await told('Claimed')).toBe(`${convicted.claimed}`);
        expect(await told('Expected')).toBe(`${convicted.expected}`);
        expect(convicted.claimed).not.toBe(convicted.expected);
        expect(await told('Price refunded')).toBe(units(PRICE));
        expect(await told('Bond slashed')).toBe(units(convicted.slashed));
        expect(await told('– to the client')).toBe(units(slashed.toClient));
        await expect(story.locator('dt', { hasText: 'Compute units' }).locator('+ dd')).toHaveText(/^[\d,]+$/);
        await expectAccessible(page);
    } finally {
        await cheat(false);
    }
});

test('a refusal in the wallet loses nothing and sends nothing', async ({ page, wallet, chain }) => {
    await page.goto('/post');
    await connectWallet(page);
    await page.getByLabel('Time to run, minutes').fill('7');
    wallet.mood = 'rejects';
    await fillIn(page, '3.25');
    const dialog = page.getByRole('dialog', { name: 'Post a job' });
    await dialog.getByRole('button', { name: 'Sign and post' }).click();
    await expect(dialog.getByText('Not signed')).toBeVisible();
    expect(wallet.asked).toHaveLength(1);
    expect(await listJobs(chain, { client: wallet.address })).toHaveLength(0);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(page.getByLabel('Price of the job')).toHaveValue('3.25');

    await page.reload();
    await expect(page.getByLabel('Price of the job')).toHaveValue('3.25');
    await expect(page.getByLabel('Time to run, minutes')).toHaveValue('7');

    wallet.mood = 'signs';
    await page.getByRole('button', { name: 'Review and post' }).click();
    await dialog.getByRole('button', { name: 'Sign and post' }).dblclick();
    await page.waitForURL(/\/jobs\/\w+$/, { timeout: 30_000 });
    expect(wallet.asked).toHaveLength(2);
    const jobs = await listJobs(chain, { client: wallet.address });
    expect(jobs.map(({ data }) => [data.price, data.runSeconds])).toEqual([[3_250_000n, 420]]);
});

test('files of this computer are checked before anything is asked', async ({ page, wallet, chain }) => {
    await page.goto('/post');
    await connectWallet(page);
    await page.getByRole('tab', { name: 'Files of this computer' }).click();
    const choose = async (name: string, buffer: Uint8Array) =>
        page
            .getByLabel(name)
            .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(buffer) });
    const file = async (name: string) => new Uint8Array(await readFile(join(DIGITS, name)));
    const button = page.getByRole('button', { name: 'Review and post' });
    await page.getByLabel('Price of the job').fill('2');

    await choose('spec.bin', new TextEncoder().encode('no spec at all'));
    await expect(page.getByText('The file is not a well-formed job spec')).toBeVisible();
    await choose('spec.bin', new Uint8Array(4 * 1024 * 1024 + 1));
    await expect(page.getByText('4,194,305 bytes, and 4,194,304 is the most for spec.bin')).toBeVisible();
    await choose('spec.bin', await file('spec.bin'));
    await choose('inputs.safetensors', await file('weights.safetensors'));
    await choose('weights.safetensors', await file('weights.safetensors'));
    await expect(page.getByText('The inputs are not those of the spec')).toBeVisible();
    await expect(button).toBeDisabled();
    await expect(page.getByLabel('Price of the job')).toHaveValue('2');

    await choose('inputs.safetensors', await file('inputs.safetensors'));
    await expect(page.getByText('52,185,600 multiply-accumulates')).toBeVisible();
    await page.getByRole('button', { name: 'Upload to the local server' }).click();
    await expect(page.getByText('The files at the URI are the ones that you chose.')).toBeVisible();
    await button.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign and post' }).click();
    await page.waitForURL(/\/jobs\/\w+$/, { timeout: 30_000 });
    const [job] = await listJobs(chain, { client: wallet.address });
    expect(toHex(job!.data.specRoot)).toBe('5043f54bfb4e21a8af566149c8077b1981890935a6dbe7d3f2105f345cb643a2');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await expect(statusOf(page)).toHaveText('Settled', { timeout: 90_000 });
});

test('what cannot be posted says why', async ({ page, wallet }) => {
    void wallet;
    await page.goto('/post');
    await connectWallet(page);
    const price = page.getByLabel('Price of the job');
    for (const [typed, sentence] of [
        ['1,5', /point/],
        ['-1', /negative/i],
        ['0.0000001', /decimals|digits/],
        ['99999999999999999999', /too large|more than|most/i],
        ['0.0001', /The least is 0.001/],
        ['5000', /The wallet has 1,000 ASSAY; the price takes 5,000 ASSAY/],
    ] as const) {
        await price.fill(typed);
        await expect(page.locator('.field-error').first()).toHaveText(sentence);
        await expect(price).toHaveValue(typed);
    }
    await page.getByRole('tab', { name: 'Files at a URI' }).click();
    await page.getByLabel('Base URI').fill(`https://example.com/${'x'.repeat(120)}`);
    await expect(page.getByText('128 is the most that a job keeps')).toBeVisible();
    await page.getByLabel('Base URI').fill(`${new URL(page.url()).origin}/nothing`);
    await expect(page.getByText('This cannot be posted')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Review and post' })).toBeDisabled();
    await expectAccessible(page);
});

test('an address that is no job says so', async ({ page }) => {
    await page.goto('/jobs/not-an-address');
    await expect(page.getByText('is not a Solana address')).toBeVisible();
    const { rewardMint } = await localConfig();
    await page.goto(`/jobs/${(await addresses.pool(rewardMint as Address)) as string}`);
    await expect(page.getByText('is not a job')).toBeVisible();
    await page.goto('/jobs/11111111111111111111111111111112');
    await expect(page.getByText('There is no job at this address')).toBeVisible();
});

test('ten thousand jobs are listed, filtered, searched and scrolled', async ({ page, chain }) => {
    const jobs = await manyJobs(page, chain, 10_000);
    await page.goto('/');
    const counted = (text: string) => page.getByRole('status').filter({ hasText: new RegExp(`^${text}$`) });
    const rows = page.getByRole('table', { name: 'Jobs' }).locator('tbody tr:not(.spacer)');
    await expect(counted('10,000')).toBeVisible({ timeout: 60_000 });
    // The newest first, of which only those on screen and a few more are in the page.
    await expect(rows.first()).toHaveAttribute('aria-rowindex', '2');
    await expect(rows.first()).toContainText('1 ASSAY');
    expect(await rows.count()).toBeLessThan(40);
    await page.getByRole('region', { name: 'Jobs' }).evaluate((box) => (box.scrollTop = box.scrollHeight));
    await expect(rows.last()).toHaveAttribute('aria-rowindex', '10001');
    await expect(rows.last()).toContainText('1.3699… ASSAY');
    expect(await rows.count()).toBeLessThan(40);

    await page.getByLabel('Status', { exact: true }).selectOption('Settled');
    await expect(counted('1,250')).toBeVisible();
    await expect(page).toHaveURL(/status=Settled/);
    for (const row of await rows.all()) await expect(row.locator('.badge')).toHaveText('Settled');
    await page.getByRole('button', { name: 'Price' }).click();
    await expect(rows.first()).toContainText('1.0001… ASSAY');
    const first = (await rows.first().getByRole('link').first().getAttribute('href'))!.split('/').at(-1)!;
    await page.getByRole('searchbox').fill(first.toLowerCase());
    await expect(counted('1 of 1,250')).toBeVisible();
    await page.getByRole('searchbox').fill('');

    await page.reload();
    await expect(page.getByLabel('Status', { exact: true })).toHaveValue('Settled', { timeout: 60_000 });
    await expect(counted('1,250')).toBeVisible({ timeout: 60_000 });
    // Nothing of what was done asked for all jobs again.
    expect(jobs.answers).toBe(2);
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await expectAccessible(page);
    jobs.close();
});
