// Paths through pages that lead over several steps: a swap through two pools, and liquidity locked until a time.

import { fetchLiquidityLock, findLiquidityLock, keypairSigner, listLiquidityLocks, NATIVE_MINT } from '@assay/client';
import { deposit, swapRoute } from '@assay/client/actions/amm';
import type { Page } from '@playwright/test';
import { lamportsOf, tokensOf } from './support/balances';
import { act, TOKEN } from './support/actions';
import { moveClock } from './support/local';
import { connectWallet, expect, test } from './support/test';
import { bazaar, within } from './support/trading';

/** Signs what the review shows, and returns what it said. */
async function confirm(page: Page): Promise<string> {
    const dialog = page.getByRole('dialog');
    const button = dialog.getByRole('button', { name: 'Confirm in the wallet' });
    await expect(button).toBeEnabled();
    const said = await dialog.innerText();
    await button.click();
    await expect(dialog).toContainText('Confirmed');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    return said;
}

test('local dollars become SOL through two pools, and at least the minimum arrives', async ({
    page,
    wallet,
    chain,
}) => {
    const { dollar } = await bazaar(chain);
    await page.goto(`/swap?from=${dollar}&to=${NATIVE_MINT}`);
    await connectWallet(page);
    await page.getByLabel('You pay', { exact: true }).fill('20');
    await expect(page.getByLabel('You receive', { exact: true })).not.toHaveValue('');
    const [dollars, lamports] = [
        await tokensOf(chain, wallet.address, dollar),
        await lamportsOf(chain, wallet.address),
    ];
    await page.getByRole('button', { name: 'Review the swap' }).click();
    const said = await confirm(page);
    const promised = /At least ([\d.,]+) SOL arrives, or nothing happens/.exec(said)?.[1];
    expect(promised, said).toBeDefined();
    expect(dollars - (await tokensOf(chain, wallet.address, dollar))).toBe(20n * TOKEN);
    const [whole = '0', fraction = ''] = promised!.replaceAll(',', '').split('.');
    const least = BigInt(whole + fraction.padEnd(9, '0'));
    // The fee, and the rent of an account for the reward token in between.
    const costs = 3_000_000n;
    expect((await lamportsOf(chain, wallet.address)) - lamports).toBeGreaterThanOrEqual(least - costs);
});

test('liquidity is locked until a time on the page, collected before and after, and its lock closed', async ({
    page,
    wallet,
    chain,
}) => {
    const { dollars: pool } = await bazaar(chain);
    const me = await keypairSigner(wallet.secretKey);
    const { deadline } = await within(chain);
    await act(chain, me, deposit(pool, me.address, [300n * TOKEN, 600n * TOKEN], 1n, deadline));
    await page.goto(`/pools/${pool.address}?do=lock`);
    await connectWallet(page);
    await page.getByLabel('Liquidity that you lock').fill('100');
    await page.getByLabel('How long').selectOption('until');
    const end = new Date((Number(await chain.unixTime()) + 7_200) * 1_000);
    const local = new Date(end.getTime() - end.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
    await page.getByLabel('Locked until').fill(local);
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    expect(await confirm(page)).toMatch(/is locked until .* It cannot be taken out before, by anybody/s);
    const [lock] = await listLiquidityLocks(chain, { owner: me.address });
    expect(lock!.data.liquidity).toBe(100n * TOKEN);
    expect(lock!.data.release.endsAt - lock!.data.release.startsAt).toBe(1n);

    for (const from of ['a', 'b'] as const) {
        const hop = { pool, from, exact: 'in', amount: 80n * TOKEN, limit: 1n } as const;
        await act(chain, me, swapRoute([hop], me.address, hop.amount, await within(chain)));
    }
    const held = await tokensOf(chain, me.address, pool.lpMint);
    const row = page.getByRole('table', { name: 'Locks' }).getByRole('row').filter({ hasText: 'you' });
    await row.getByRole('button', { name: 'Collect' }).click({ timeout: 30_000 });
    await confirm(page);
    const left = (await fetchLiquidityLock(chain, lock!.address)).data.liquidity;
    const fees = (await tokensOf(chain, me.address, pool.lpMint)) - held;
    expect([fees > 0n, fees + left]).toEqual([true, 100n * TOKEN]);

    await moveClock(lock!.data.release.endsAt + 1n);
    await row.getByRole('button', { name: 'Collect' }).click({ timeout: 30_000 });
    await confirm(page);
    expect((await tokensOf(chain, me.address, pool.lpMint)) - held).toBe(100n * TOKEN);
    await row.getByRole('button', { name: 'Close' }).click();
    await confirm(page);
    expect(await findLiquidityLock(chain, lock!.address)).toBeUndefined();
});
