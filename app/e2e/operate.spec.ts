import { addresses, fetchOperator, fetchStakePool, keypairSigner, listTickets, NOT_REGISTERED } from '@assay/client';
import { depositBond, registerOperator } from '@assay/client/actions/operator';
import type { Page } from '@playwright/test';
import type { Address } from '@solana/kit';
import { tokensOf } from './support/balances';
import { act, somebody, TOKEN } from './support/actions';
import { localConfig, moveClock } from './support/local';
import { connectWallet, expect, expectAccessible, test } from './support/test';

/** Signs what the review shows, and returns what it said. */
async function confirm(page: Page): Promise<string> {
    const dialog = page.getByRole('dialog');
    const button = dialog.getByRole('button', { name: 'in the wallet' });
    await expect(button).toBeEnabled();
    const said = await dialog.innerText();
    await button.click();
    await expect(dialog.getByText('Confirmed')).toBeVisible();
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect(dialog).toBeHidden();
    return said;
}

test('an operator sets its commission and profile, enters and leaves the lottery and withdraws bond', async ({
    page,
    chain,
    wallet,
}) => {
    const { rewardMint, stakePool } = await localConfig();
    const pool = { address: stakePool as Address, rewardMint: rewardMint as Address };
    const [me, signer] = [wallet.address, await keypairSigner(wallet.secretKey)];
    const operator = await addresses.operator(pool.address, me);
    const read = async () => (await fetchOperator(chain, operator)).data;
    const agent = (await somebody(0)).address;
    const profile = { agent, priceFloor: 0n, region: 0, capacity: 1, endpoint: 'https://gpu.example' };
    await act(chain, signer, registerOperator(pool, me, 3, profile));
    await act(chain, signer, depositBond(pool, me, operator, 1_000n * TOKEN));
    await page.goto('/operate');
    await connectWallet(page);

    await page.getByLabel('New commission, percent').fill('31');
    await expect(page.getByText(/At most 30 %|more than/).first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Announce' })).toBeDisabled();
    await page.getByLabel('New commission, percent').fill('12.5');
    await page.getByRole('button', { name: 'Announce' }).click();
    expect(await confirm(page)).toContain('Nobody backs you yet, so it is in force at once.');
    expect((await read()).commissionBps).toBe(1_250);
    await expect(page.getByText('12.5 % of what your backers earn is yours.')).toBeVisible();

    await page.getByLabel(/Price floor/).fill('3.25');
    await page.getByRole('textbox', { name: 'Endpoint' }).fill('https://gpu2.example:9000');
    await page.getByRole('button', { name: 'Save' }).click();
    await confirm(page);
    expect(await read()).toMatchObject({ priceFloor: 3_250_000n, agent, capacity: 1 });
    await expect(page.getByRole('textbox', { name: 'Endpoint' })).toHaveValue('https://gpu2.example:9000');
    await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();

    await page.getByRole('button', { name: 'Enter the lottery' }).click();
    await confirm(page);
    expect((await read()).registryIndex).not.toBe(NOT_REGISTERED);
    await page.getByRole('button', { name: 'Leave the lottery' }).click();
    await confirm(page);
    expect((await read()).registryIndex).toBe(NOT_REGISTERED);

    const { cooldownSeconds } = (await fetchStakePool(chain, pool.address)).data;
    await page.getByLabel('Take out of the bond').fill('1000');
    await page.getByRole('button', { name: 'Take out', exact: true }).click();
    await confirm(page);
    const tickets = page.getByRole('table', { name: 'Bond on its way out' });
    await expect(tickets.getByRole('button', { name: 'Withdraw', exact: true })).toBeDisabled();
    await tickets.getByRole('button', { name: 'Put back' }).click();
    await confirm(page);
    expect((await read()).ownBond).toBe(1_000n * TOKEN);
    await page.getByLabel('Take out of the bond').fill('1000');
    await page.getByRole('button', { name: 'Take out', exact: true }).click();
    await confirm(page);
    await moveClock((await chain.unixTime()) + cooldownSeconds + 1n);
    const before = await tokensOf(chain, me, pool.rewardMint);
    await tickets.getByRole('button', { name: 'Withdraw', exact: true }).click({ timeout: 30_000 });
    await confirm(page);
    expect((await tokensOf(chain, me, pool.rewardMint)) - before).toBe(1_000n * TOKEN);
    expect(await listTickets(chain, { owner: me })).toEqual([]);
    await expectAccessible(page);
});
