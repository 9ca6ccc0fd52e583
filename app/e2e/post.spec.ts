import { addresses, listJobs, type Connection } from '@assay/client';
import type { Address } from '@solana/kit';

import { amountIn } from './support/balances';
import { localConfig } from './support/local';
import { connectWallet, expect, expectAccessible, test } from './support/test';

const PRICE = 5_000_000n;

async function dollars(chain: Connection, owner: Address): Promise<bigint> {
    const { tokens } = await localConfig();
    const { mint } = tokens.find(({ symbol }) => symbol === 'USDL')!;
    return amountIn(chain, await addresses.associated(owner, mint as Address));
}

test('a job of files at a URI is paid with another token', async ({ page, wallet, chain }) => {
    const before = await dollars(chain, wallet.address);
    await page.goto('/post');
    await connectWallet(page);
    await page.getByRole('tab', { name: 'Files at a URI' }).click();
    await page.getByLabel('Base URI').fill(`${new URL(page.url()).origin}/models/digits`);
    await expect(page.getByText('52,185,600 multiply-accumulates')).toBeVisible({ timeout: 30_000 });
    await page.getByLabel('Price of the job').fill('5');
    await page.getByLabel('Pay with').selectOption('USDL');
    await expect(page.getByLabel('Farthest from the mean price')).toHaveValue('500');
    await expect(page.getByText(/Costs .* USDL now, at most .* USDL/)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Review and post' }).click();
    const dialog = page.getByRole('dialog', { name: 'Post a job' });
    await dialog.getByRole('button', { name: 'Sign and post' }).click();
    await page.waitForURL(/\/jobs\/\w+$/, { timeout: 30_000 });
    const [job] = await listJobs(chain, { client: wallet.address });
    expect(job!.data.price).toBe(PRICE);
    expect(await dollars(chain, wallet.address)).toBeLessThan(before);
});
