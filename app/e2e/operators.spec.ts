import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { Address } from '@solana/kit';
import { addresses, formatAmount, listOperators, listTickets } from '@assay/client';
import { lamportsOf, tokensOf } from './support/balances';
import { localConfig } from './support/local';
import { connectWallet, expect, expectAccessible, test } from './support/test';
import { TestWallet } from './support/wallet';

const TOKEN = 1_000_000n;

/** Confirms what the review shows and waits until the cluster has it. */
async function confirm(page: Page, title: RegExp): Promise<void> {
    const dialog = page.getByRole('dialog', { name: title });
    await dialog.getByRole('button', { name: /confirm in the wallet|for good/i }).click();
    await expect(dialog.getByText('Confirmed')).toBeVisible({ timeout: 30_000 });
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(dialog).toBeHidden();
}

async function register(page: Page, agent: string): Promise<void> {
    await page.getByLabel('Role', { exact: true }).selectOption('both');
    await page.getByLabel('Agent address').fill(agent);
    await page.getByLabel('Endpoint').fill('https://gpu.example:9443/');
    await page.getByLabel(/^Price floor/).fill('1,234.5');
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await confirm(page, /register an operator/i);
}

test('register, bond, be listed with what is on chain, take out; the activity adds up', async ({
    page,
    wallet,
    chain,
}) => {
    test.setTimeout(300_000);
    const { rewardMint, stakePool } = await localConfig();
    const [mint, pool] = [rewardMint as Address, stakePool as Address];
    const [reward, sol] = [await tokensOf(chain, wallet.address, mint), await lamportsOf(chain, wallet.address)];
    const agent = await TestWallet.create();

    await page.goto('/operate');
    await connectWallet(page);
    await expectAccessible(page);
    await register(page, agent.address);
    const operator = await addresses.operator(pool, wallet.address);
    const read = async () => (await listOperators(chain, { authority: wallet.address }))[0]?.data;
    expect(await read()).toMatchObject({
        agent: agent.address,
        priceFloor: 1_234_500_000n,
        roles: 3,
        capacity: 1,
        ownBond: 0n,
    });

    await page.getByLabel('Add to the bond').fill('250.5');
    await page.getByRole('button', { name: 'Bond', exact: true }).click();
    await expect(page.getByRole('dialog').getByText(/what is locked for that job is lost/)).toBeVisible();
    await confirm(page, /bond 250\.5/i);
    expect((await read())?.ownBond).toBe(250_500_000n);
    expect(await tokensOf(chain, wallet.address, mint)).toBe(reward - 250_500_000n);
    await expectAccessible(page);

    await page.goto(`/providers?search=${operator}`);
    const row = page
        .getByRole('table', { name: 'Operators' })
        .getByRole('row')
        .filter({ has: page.locator(`[title="${operator}"]`) });
    await expect(row).toContainText('in service');
    await expect(row).toContainText('250.5');
    await expect(row).toContainText('1,234.5');
    await expectAccessible(page);
    await row.getByRole('link').first().click();
    await expect(page.getByRole('link', { name: 'Back this provider' })).toHaveAttribute(
        'href',
        `/stake?back=${operator}`,
    );
    await expect(page.getByText('https://gpu.example:9443')).toBeVisible();
    await expectAccessible(page);

    await page.goto('/operate');
    await page.getByLabel('Take out of the bond').fill('100');
    await page.getByRole('button', { name: 'Take out', exact: true }).click();
    await confirm(page, /take 100/i);
    expect((await read())?.ownBond).toBe(250_500_000n - 100n * TOKEN);
    const [ticket] = await listTickets(chain, { owner: wallet.address });
    expect(ticket?.data.amount).toBe(100n * TOKEN);
    await expect(page.getByRole('table', { name: 'Bond on its way out' })).toContainText('100');

    await page.goto('/activity');
    const list = page.getByRole('table', { name: 'Transactions' });
    await expect(list.getByText(/Registered operator/)).toBeVisible();
    await expect(list.getByText(/Bonded 250.5 ASSAY/)).toBeVisible();
    await expect(list.getByText(/Took 100 ASSAY out of the bond/)).toBeVisible();
    await expect(page.getByText(/^Complete:/)).toBeVisible();
    await expectAccessible(page);
    const sums = await exported(page);
    expect(sums.get('SOL')).toBe((await lamportsOf(chain, wallet.address)) - startOf(sums, 'SOL', sol));
    expect(sums.get(mint)).toBe((await tokensOf(chain, wallet.address, mint)) - startOf(sums, mint, reward));
});

/** The faucet of the local chain may give by a transaction, which is in the history, or without one. */
function startOf(sums: Map<string, bigint>, mint: string, before: bigint): bigint {
    return (sums.get(`${mint} came`) ?? 0n) >= before ? 0n : before;
}

/** Saves the file, and sums what came, went and was paid of each mint, base units. */
async function exported(page: Page): Promise<Map<string, bigint>> {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export as CSV' }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    const [header, ...rows] = parseCsv(text.replace('\ufeff', ''));
    const at = (name: string) => header!.indexOf(name);
    const sums = new Map<string, bigint>();
    const add = (key: string, units: bigint) => sums.set(key, (sums.get(key) ?? 0n) + units);
    for (const row of rows) {
        expect(row).toHaveLength(header!.length);
        expect(row[at('time')]).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.000Z$/);
        const mint = row[at('mint')]!;
        const decimals = mint === 'SOL' ? 9 : 6;
        const came = units(row[at('amount in')]!, decimals);
        if (mint) add(mint, came - units(row[at('amount out')]!, decimals));
        if (mint) add(`${mint} came`, came);
        add('SOL', -units(row[at('fee SOL')]!, 9));
    }
    return sums;
}

function units(text: string, decimals: number): bigint {
    const [whole = '0', fraction = ''] = (text || '0').split('.');
    return BigInt(whole + fraction.padEnd(decimals, '0'));
}

function parseCsv(text: string): string[][] {
    const rows: string[][] = [];
    for (const line of text.split('\r\n').filter(Boolean)) {
        const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
        rows.push(cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''));
    }
    return rows;
}

test('what cannot be bonded is refused with a sentence, and what was typed stays', async ({ page, wallet, chain }) => {
    test.setTimeout(180_000);
    const { rewardMint } = await localConfig();
    const reward = await tokensOf(chain, wallet.address, rewardMint as Address);
    const agent = await TestWallet.create();
    await page.goto('/operate');
    await connectWallet(page);
    await page.getByLabel('Agent address').fill('[1,2,3]');
    await page.getByRole('button', { name: 'Register', exact: true }).click();
    await expect(page.getByText(/looks like a secret key/)).toBeVisible();
    await expect(page.getByText(/say where it answers/)).toBeVisible();
    expect(wallet.asked).toHaveLength(0);

    await register(page, agent.address);
    const [input, button] = [
        page.getByLabel('Add to the bond'),
        page.getByRole('button', { name: 'Bond', exact: true }),
    ];
    const refused: [string, RegExp][] = [
        ['1.0000001', /has 7 decimals, but this token has 6/],
        ['-5', /cannot be negative/],
        ['1,5', /comma can mean thousands or decimals/],
        ['99999999999999999999', /more than the most there can be/],
        [formatAmount(reward + 1n, 6), /That is more than the .* there is/],
    ];
    for (const [text, sentence] of refused) {
        await input.fill(text);
        await expect(page.getByText(sentence)).toBeVisible();
        await expect(button).toBeDisabled();
    }
    await page.reload();
    await expect(input).toHaveValue(formatAmount(reward + 1n, 6));
    expect(wallet.asked).toHaveLength(1);

    await input.fill('10');
    await button.click();
    wallet.mood = 'rejects';
    await page
        .getByRole('dialog')
        .getByRole('button', { name: /confirm in the wallet/i })
        .click();
    await expect(page.getByRole('dialog').getByText('Not signed')).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await expect(input).toHaveValue('10');
    expect(await tokensOf(chain, wallet.address, rewardMint as Address)).toBe(reward);
});
