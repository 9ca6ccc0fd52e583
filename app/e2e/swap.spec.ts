import type { Page } from '@playwright/test';
import { fetchFeeConfig, fetchLiquidityPool, formatAmount, NATIVE_MINT, parseAmount } from '@assay/client';
import { lamportsOf, tokensOf } from './support/balances';
import { market, otherTrade, type Market } from './support/amm-market';
import { connectWallet, expect, expectAccessible, test } from './support/test';

const pay = (page: Page) => page.getByLabel('You pay', { exact: true });
const receive = (page: Page) => page.getByLabel('You receive', { exact: true });

async function open(page: Page, { reward }: Market): Promise<void> {
    await page.goto(`/swap?from=${NATIVE_MINT}&to=${reward}`);
    await connectWallet(page);
    await expect(page.getByText('Balance: 10 SOL')).toBeVisible();
}

/** The quote as the page shows it, base units. */
const quoted = async (page: Page): Promise<bigint> => parseAmount(await receive(page).inputValue(), 6);

test('a swap receives what was quoted, to the unit', async ({ page, wallet, chain }) => {
    const at = await market(chain);
    await open(page, at);
    const before = {
        sol: await lamportsOf(chain, wallet.address),
        reward: await tokensOf(chain, wallet.address, at.reward),
    };
    const pool = await fetchLiquidityPool(chain, at.sol.address);
    await pay(page).fill('0.5');
    await expect(receive(page)).not.toHaveValue('');
    const quote = await quoted(page);
    await page.getByRole('button', { name: 'Review the swap' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(`+${formatAmount(quote, 6, { group: true })} ASSAY`);
    await expect(dialog).toContainText(/At least .* ASSAY arrives, or nothing happens/);
    await expect(dialog).toContainText('-0.5 SOL');
    await dialog.getByRole('button', { name: 'Confirm in the wallet' }).click();
    await expect(dialog).toContainText('Confirmed');
    const after = {
        sol: await lamportsOf(chain, wallet.address),
        reward: await tokensOf(chain, wallet.address, at.reward),
    };
    expect(after.reward - before.reward).toBe(quote);
    const spent = before.sol - after.sol;
    expect(spent >= 500_000_000n && spent < 500_100_000n, `${spent} lamports left`).toBe(true);
    const now = await fetchLiquidityPool(chain, at.sol.address);
    const side = at.sol.mints[0].address === at.reward ? 0 : 1;
    expect(pool.data.reserves[side]! - now.data.reserves[side]!).toBe(quote);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(pay(page)).toHaveValue('');
});

test('exact out pays no more than was said, and receives exactly that', async ({ page, wallet, chain }) => {
    const at = await market(chain);
    await open(page, at);
    await receive(page).fill('25');
    await expect(pay(page)).not.toHaveValue('');
    const most = await page
        .locator('dt', { hasText: 'At most sent' })
        .locator('xpath=following-sibling::dd[1]')
        .innerText();
    const before = {
        sol: await lamportsOf(chain, wallet.address),
        reward: await tokensOf(chain, wallet.address, at.reward),
    };
    await page.getByRole('button', { name: 'Review the swap' }).click();
    await page.getByRole('button', { name: 'Confirm in the wallet' }).click();
    await expect(page.getByRole('dialog')).toContainText('Confirmed');
    expect((await tokensOf(chain, wallet.address, at.reward)) - before.reward).toBe(25_000_000n);
    const limit = parseAmount(most.replace(' SOL', ''), 9);
    expect(before.sol - (await lamportsOf(chain, wallet.address))).toBeLessThanOrEqual(limit + 100_000n);
});

test('a missed limit moves nothing, says what to do, and is quoted again', async ({ page, wallet, chain }) => {
    const at = await market(chain);
    const trade = await otherTrade(chain, at, 3_000_000_000n);
    await open(page, at);
    await pay(page).fill('1');
    await expect(receive(page)).not.toHaveValue('');
    await page.getByRole('button', { name: 'Review the swap' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Confirm in the wallet' });
    await expect(confirm).toBeEnabled();
    await trade();
    const before = {
        sol: await lamportsOf(chain, wallet.address),
        reward: await tokensOf(chain, wallet.address, at.reward),
    };
    // Somebody traded since the review was made, which is not old enough to be made anew.
    await confirm.click();
    await expect(dialog).toContainText('you would get less than your limit', { timeout: 30_000 });
    await expect(dialog).toContainText(/Ask for a new quote or allow more/);
    expect(await tokensOf(chain, wallet.address, at.reward)).toBe(before.reward);
    const fee = before.sol - (await lamportsOf(chain, wallet.address));
    expect(fee > 0n && fee < 100_000n, `only the network fee left, ${fee}`).toBe(true);
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await expect(dialog).toContainText(/quoted again: you receive .* to your disadvantage/);
    await expect(confirm).toBeEnabled();
    await confirm.click();
    await expect(dialog).toContainText('Confirmed');
    expect(await tokensOf(chain, wallet.address, at.reward)).toBeGreaterThan(before.reward);
});

test('a stale quote is quoted again and shown before the wallet is asked', async ({ page, wallet, chain }) => {
    const at = await market(chain);
    await open(page, at);
    await pay(page).fill('1');
    await expect(receive(page)).not.toHaveValue('');
    await page.getByRole('button', { name: 'Review the swap' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Confirm in the wallet' });
    await expect(confirm).toBeEnabled();
    await (
        await otherTrade(chain, at, 200_000_000n)
    )();
    await page.waitForTimeout(12_500);
    const asked = wallet.asked.length;
    await confirm.click();
    await expect(dialog).toContainText('It does something else by now');
    await expect(dialog).toContainText(/quoted again: you receive .* to your disadvantage/);
    expect(wallet.asked.length).toBe(asked);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(pay(page)).toHaveValue('1');
});

test('bad amounts are explained where they are typed, and quotes follow the pool', async ({ page, chain, wallet }) => {
    const at = await market(chain);
    await open(page, at);
    const review = page.getByRole('button', {
        name: /Enter an amount|Not enough to pay|No quote|Review the swap|Accept/,
    });
    for (const [text, sentence] of [
        ['0.0000000001', /has 10 decimals, but this token has 9/],
        ['-1', /cannot be negative/],
        ['1,5', /comma can mean thousands or decimals/],
        ['99999999999999999999', /more than the most there can be/],
        ['1e3', /not an amount/],
        ['0', /zero/],
        ['12', /takes up to 12 SOL, and you have 10 SOL/],
    ] as const) {
        await pay(page).fill(text);
        await expect(page.getByRole('alert').filter({ hasText: sentence })).toBeVisible();
        await expect(review).toBeDisabled();
        const described = await pay(page).getAttribute('aria-describedby');
        expect(described).toContain('error');
    }
    await pay(page).fill('0.000 001');
    await expect(page.getByRole('alert')).toBeVisible();
    await pay(page).fill('0.25');
    await expect(review).toBeEnabled();
    const before = await quoted(page);
    await (
        await otherTrade(chain, at, 300_000_000n)
    )();
    await expect.poll(() => quoted(page)).toBeLessThan(before);
    await page.reload();
    await expect(pay(page)).toHaveValue('0.25');
    expect(wallet.asked).toEqual([]);
    await expectAccessible(page);
});

test('a heavy trade needs consent, and slippage and the mean have their say', async ({ page, chain, wallet }) => {
    const at = await market(chain);
    await open(page, at);
    await pay(page).fill('8');
    await expect(page.getByRole('button', { name: 'Accept the price impact above' })).toBeDisabled();
    await page.getByRole('checkbox', { name: /I accept that this moves the price/ }).check();
    await expect(page.getByRole('button', { name: 'Review the swap' })).toBeEnabled();
    await page.getByText(/^Slippage 0.5 %/).click();
    await page.getByLabel('Slippage in percent').fill('101');
    await expect(page.getByText(/more than the whole/)).toBeVisible();
    await page.getByRole('button', { name: '1 %', exact: true }).click();
    const config = await fetchFeeConfig(chain, at.sol.config);
    await expect(page.getByText(`${formatAmount(BigInt(config.data.fees.feeBps), 2)}\u00a0%`).first()).toBeVisible();
    expect(wallet.asked).toEqual([]);
});
