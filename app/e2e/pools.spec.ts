import type { Page } from '@playwright/test';
import {
    addresses,
    fetchLiquidityPool,
    findFarmStake,
    formatAmount,
    listLiquidityLocks,
    listLiquidityPools,
    parseAmount,
} from '@assay/client';
import { lamportsOf, tokensOf } from './support/balances';
import { market } from './support/amm-market';
import { localConfig, moveClock } from './support/local';
import { connectWallet, expect, expectAccessible, test } from './support/test';

/** Reviews, confirms and closes; returns what the review said. */
async function confirm(page: Page): Promise<string> {
    const dialog = page.getByRole('dialog');
    const button = dialog.getByRole('button', { name: 'Confirm in the wallet' });
    await expect(button).toBeEnabled({ timeout: 30_000 });
    const said = await dialog.innerText();
    await button.click();
    await expect(dialog).toContainText('Confirmed', { timeout: 30_000 });
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    return said;
}

/** The value beside a name, without its token. */
async function fact(page: Page, name: string): Promise<string> {
    const value = page
        .locator('dt', { hasText: new RegExp(`^${name}$`) })
        .first()
        .locator('xpath=following-sibling::dd[1]');
    return (await value.innerText()).replace(/ .*$/, '');
}

test('liquidity is added, farmed, claimed, unstaked, locked and removed', async ({ page, wallet, chain }) => {
    test.setTimeout(240_000);
    const { sol, reward } = await market(chain);
    const { stakePool } = await localConfig();
    const lp = () => tokensOf(chain, wallet.address, sol.lpMint).catch(() => 0n);
    await page.goto('/pools');
    await connectWallet(page);
    await page.getByRole('link', { name: 'SOL / ASSAY' }).first().click();
    await expect(page.getByRole('heading', { name: 'SOL / ASSAY' })).toBeVisible();

    await test.step('add both sides in proportion', async () => {
        const before = {
            sol: await lamportsOf(chain, wallet.address),
            reward: await tokensOf(chain, wallet.address, reward),
        };
        const pool = await fetchLiquidityPool(chain, sol.address);
        await page.getByLabel('SOL that you add').fill('1');
        await expect(page.getByLabel('ASSAY that you add')).not.toHaveValue('');
        const promised = parseAmount(await fact(page, 'You get'), 6);
        await page.getByRole('button', { name: 'Review', exact: true }).click();
        const said = await confirm(page);
        expect(said).toContain('You can take it out at any time');
        expect(await lp()).toBe(promised);
        const now = await fetchLiquidityPool(chain, sol.address);
        expect(now.data.liquidity - pool.data.liquidity).toBe(promised);
        expect(await tokensOf(chain, wallet.address, reward)).toBeLessThan(before.reward);
        expect(before.sol - (await lamportsOf(chain, wallet.address))).toBeGreaterThan(990_000_000n);
        await expect(page.getByText('In the wallet').locator('xpath=following-sibling::dd[1]')).toContainText(
            formatAmount(promised, 6, { group: true }),
        );
    });

    const farm = await addresses.farm(stakePool as Parameters<typeof addresses.farm>[0], sol.lpMint);
    const stake = await addresses.farmStake(farm, wallet.address);
    const all = await lp();
    const half = all / 2n;

    await test.step('stake half of it', async () => {
        await page.getByRole('tab', { name: 'Farm' }).click();
        await page.getByLabel('Liquidity that you stake').fill(formatAmount(half, 6));
        await page.getByRole('button', { name: 'Review', exact: true }).click();
        await confirm(page);
        expect((await findFarmStake(chain, stake))?.data.amount).toBe(half);
        expect(await lp()).toBe(all - half);
    });

    await test.step('claim what it earned', async () => {
        await moveClock((await chain.unixTime()) + 600n);
        const claim = page.getByRole('button', { name: 'Claim', exact: true });
        await expect(claim).toBeEnabled({ timeout: 30_000 });
        const before = await tokensOf(chain, wallet.address, reward);
        await claim.click();
        await confirm(page);
        expect(await tokensOf(chain, wallet.address, reward)).toBeGreaterThan(before);
    });

    await test.step('unstake at once', async () => {
        await page.getByRole('button', { name: 'Unstake', exact: true }).click();
        await page.getByRole('button', { name: 'Max' }).click();
        await page.getByRole('button', { name: 'Review', exact: true }).click();
        await confirm(page);
        expect((await findFarmStake(chain, stake))?.data.amount).toBe(0n);
        expect(await lp()).toBe(all);
    });

    await test.step('lock a part for ever, after saying so', async () => {
        await page.getByRole('tab', { name: 'Lock' }).click();
        await page.getByLabel('Liquidity that you lock').fill('1');
        await page.getByLabel('How long').selectOption('ever');
        const review = page.getByRole('button', { name: 'Review', exact: true });
        await expect(review).toBeDisabled();
        await page.getByRole('checkbox', { name: /give this liquidity up for ever/ }).check();
        await review.click();
        expect(await confirm(page)).toContain('locked for ever: nobody can ever take it out');
        const mine = await listLiquidityLocks(chain, { owner: wallet.address });
        expect(mine.map(({ data }) => [data.pool, data.liquidity, data.release.endsAt])).toEqual([
            [sol.address, 1_000_000n, 0n],
        ]);
        await expect(page.getByRole('table', { name: 'Locks' })).toContainText('never');
    });

    await test.step('remove the rest, in one token', async () => {
        await page.getByRole('tab', { name: 'Remove' }).click();
        await page.getByRole('button', { name: 'Only ASSAY' }).click();
        await page.getByRole('button', { name: '100 %', exact: true }).click();
        const before = await tokensOf(chain, wallet.address, reward);
        const promised = parseAmount(await fact(page, 'You get'), 6);
        await page.getByRole('button', { name: 'Review', exact: true }).click();
        await confirm(page);
        expect((await tokensOf(chain, wallet.address, reward)) - before).toBe(promised);
        expect(await lp()).toBe(0n);
        await expect(page.getByText('You have no free liquidity here')).toBeVisible();
    });
    await expectAccessible(page);
});

test('bad liquidity amounts are explained, and a draft survives a reload', async ({ page, wallet, chain }) => {
    const { sol } = await market(chain);
    await page.goto(`/pools/${sol.address}?do=add`);
    await connectWallet(page);
    const field = page.getByLabel('SOL that you add');
    await expect(page.getByText('Balance: 10 SOL')).toBeVisible();
    for (const [text, sentence] of [
        ['-3', /cannot be negative/],
        ['0.1234567891', /has 10 decimals, but this token has 9/],
        ['1.000,5', /comma|not an amount/],
        ['11', /needs 11 SOL, and you have 10 SOL/],
    ] as const) {
        await field.fill(text);
        await expect(page.getByRole('alert').filter({ hasText: sentence })).toBeVisible();
        await expect(page.getByRole('button', { name: /^(Review|Enter an amount)$/ })).toBeDisabled();
    }
    await field.fill('0.75');
    await page.reload();
    await expect(field).toHaveValue('0.75');
    wallet.mood = 'rejects';
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await page.getByRole('button', { name: 'Confirm in the wallet' }).click();
    await expect(page.getByRole('dialog')).toContainText('You refused in the wallet');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await expect(field).toHaveValue('0.75');
});

test('the list of pools keeps its search and order in the address', async ({ page, chain }) => {
    const { sol } = await market(chain);
    await page.goto('/pools');
    const table = page.getByRole('table', { name: 'Pools' });
    await expect(table.getByRole('link')).toHaveCount((await listLiquidityPools(chain)).length);
    await page.getByRole('searchbox').fill('USDL');
    await expect(table.getByRole('link')).toHaveCount(1);
    await expect(page).toHaveURL(/q=USDL/);
    await page.reload();
    await expect(table.getByRole('link')).toHaveText('USDL / ASSAY');
    await page.getByRole('searchbox').fill(sol.address);
    await expect(table.getByRole('link')).toHaveText('SOL / ASSAY');
    await page.goto('/pools/11111111111111111111111111111111');
    await expect(page.getByText('There is no pool at 11111111111111111111111111111111')).toBeVisible();
});

test('a new pool says what cannot be undone', async ({ page, wallet, chain }) => {
    const config = await localConfig();
    const taken = config.tokens.find(({ symbol }) => symbol === 'USDL')!.mint;
    await page.goto('/pools/new');
    await connectWallet(page);
    const mint = page.getByLabel('The other token');
    await mint.fill('nonsense');
    await expect(page.getByText('"nonsense" is not an address.')).toBeVisible();
    await mint.fill(wallet.address);
    await expect(page.getByText(/There is no mint at/)).toBeVisible();
    await mint.fill(config.rewardMint);
    await expect(page.getByText(/That is the reward token itself/)).toBeVisible();
    await mint.fill(taken);
    const pools = config.pools as { config: string; mints: string[] }[];
    const used = pools.filter(({ mints }) => mints.includes(taken)).map(({ config: tier }) => tier);
    const tier = page.getByLabel('Tier of fees');
    await tier.selectOption(used[0]!);
    await expect(page.getByText('This pool is there already')).toBeVisible();
    const tiers = await tier
        .locator('option')
        .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    const free = tiers.find((address) => !used.includes(address));
    expect(free, 'a tier without a pool of these two tokens').toBeDefined();
    await tier.selectOption(free!);
    await expect(page.getByText('This pool is there already')).toBeHidden();
    await page.getByLabel('ASSAY of the first deposit').fill('100');
    await page.getByLabel('USDL of the first deposit').fill('50');
    await page.getByRole('checkbox', { name: 'I have read this.' }).check();
    await page.getByRole('button', { name: 'Review the new pool' }).click();
    expect(await confirm(page)).toMatch(/1 ASSAY = 0\.5 USDL.*cannot be closed/s);
    await expect(page).toHaveURL(/\/pools\/[1-9A-HJ-NP-Za-km-z]{32,44}$/);
    const made = await fetchLiquidityPool(
        chain,
        page.url().split('/').at(-1) as Parameters<typeof fetchLiquidityPool>[1],
    );
    expect([...made.data.reserves].sort()).toEqual([100_000_000n, 50_000_000n].sort());
});
