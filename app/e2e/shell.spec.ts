import { keypairSigner, listPositions, plan, send, type Connection } from '@assay/client';
import type { Page } from '@playwright/test';
import { holdingOf, newId, openPosition, stakePoolOf } from '@assay/client/actions/stake';
import { localConfig } from './support/local';
import { Proxy } from './support/proxy';
import { chainConnection, connectWallet, expect, expectAccessible, test } from './support/test';
import type { TestWallet } from './support/wallet';
import type { Address } from '@solana/kit';

const proxies: Proxy[] = [];

test.afterEach(async () => {
    await Promise.all(proxies.splice(0).map((proxy) => proxy.stop().catch(() => {})));
});

/** A way to the chain that the test can break. */
async function detour(): Promise<Proxy> {
    const proxy = await Proxy.before(process.env.ASSAY_RPC_URL!, process.env.ASSAY_WS_URL!);
    proxies.push(proxy);
    return proxy;
}

async function useCluster(page: Page, rpc: string, ws: string): Promise<void> {
    await page.getByRole('button', { name: /^Cluster/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('RPC URL of another cluster').fill(rpc);
    await dialog.getByLabel('WebSocket URL').fill(ws);
    await dialog.getByRole('button', { name: 'Use this cluster' }).click();
}

/** The wallet stakes from elsewhere, as with another device. */
async function stakeElsewhere(chain: Connection, wallet: TestWallet, amount: bigint): Promise<void> {
    const pool = await stakePoolOf((await localConfig()).rewardMint as Address);
    const instructions = await openPosition(pool, wallet.address, { id: newId(), amount, lockSeconds: 0 });
    const planned = await plan(chain, { instructions, feePayer: wallet.address });
    if (planned.failure) throw planned.failure;
    await send(chain, planned, await keypairSigner(wallet.secretKey));
}

test('a chain that is lost is said to be lost, and what happened meanwhile is there once when it is back', async ({
    page,
    chain,
    wallet,
}) => {
    const proxy = await detour();
    await page.goto('/stake');
    await useCluster(page, proxy.rpc, proxy.ws);
    await connectWallet(page);
    await expect(page.getByText('You have no position yet')).toBeVisible();

    await proxy.stop();
    await expect(page.getByRole('alert')).toContainText(proxy.rpc, { timeout: 30_000 });
    await stakeElsewhere(chain, wallet, 77_000_000n);
    await proxy.start();

    await expect(page.getByRole('alert')).toBeHidden({ timeout: 30_000 });
    const positions = await listPositions(chain, { owner: wallet.address });
    expect(positions.map((position) => holdingOf(position).owner)).toEqual([wallet.address]);
    await expect(page.getByRole('region', { name: `Position ${positions[0]!.data.id}` })).toBeVisible({
        timeout: 30_000,
    });

    await page.getByRole('link', { name: 'Activity' }).click();
    await expect(page.getByText(/77 ASSAY/).first()).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('row').filter({ hasText: '77 ASSAY' })).toHaveCount(1);
});

test('a chain that answers slowly is said to be slow', async ({ page }) => {
    const proxy = await detour();
    await page.goto('/');
    await useCluster(page, proxy.rpc, proxy.ws);
    await expect(page.getByRole('heading', { name: 'Market', level: 1 })).toBeVisible();
    proxy.delayMs = 4_000;
    await expect(page.getByText(/answers slowly/)).toBeVisible({ timeout: 40_000 });
    proxy.delayMs = 0;
    await expect(page.getByText(/answers slowly/)).toBeHidden({ timeout: 40_000 });
});

test('another chain behind the same URL shows and signs nothing', async ({ page, wallet }) => {
    const proxy = await detour();
    await page.goto('/stake');
    await useCluster(page, proxy.rpc, proxy.ws);
    await connectWallet(page);
    await expect(page.getByText('You have no position yet')).toBeVisible();
    proxy.answer = ({ method }) => (method === 'getGenesisHash' ? '11111111111111111111111111111111' : undefined);
    await page.reload();
    await expect(page.getByText('Another chain answers')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByLabel('Amount')).toBeHidden();
    await expectAccessible(page);
    expect(wallet.asked).toEqual([]);
});

test('a cluster without the programs is told, with what to do', async ({ page }) => {
    const proxy = await detour();
    proxy.answer = ({ method, params }) =>
        method === 'getMultipleAccounts'
            ? { context: { slot: 1 }, value: (params[0] as string[]).map(() => null) }
            : undefined;
    await page.goto('/');
    await useCluster(page, proxy.rpc, proxy.ws);
    await expect(page.getByText('Assay is not on this cluster')).toBeVisible();
    await expect(page.getByText(/cargo xtask deploy/)).toBeVisible();
    await page.getByRole('button', { name: 'Use the local chain' }).click();
    await expect(page.getByText('Assay is not on this cluster')).toBeHidden();
});

test('a cluster URL that is none is refused where it was typed', async ({ page }) => {
    await page.goto('/');
    await useCluster(page, 'ftp://example.org', '');
    const field = page.getByRole('dialog').getByLabel('RPC URL of another cluster');
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveValue('ftp://example.org');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Cluster: Local' })).toBeFocused();
});

test('the local burner says what it is, is funded, and is gone on any other cluster', async ({ page, chain }) => {
    await page.goto('/stake');
    await page.getByRole('button', { name: 'Connect wallet' }).click();
    await page.getByRole('button', { name: 'Local burner' }).click();
    await expect(page.getByText('Local chain only: this wallet is a throw-away.')).toBeVisible();
    await expect(page.getByText(/1,000/).first()).toBeVisible();
    await page.getByRole('button', { name: /^Wallet / }).click();
    const address = (await page.getByRole('dialog').locator('code').first().textContent()) as Address;
    expect((await chain.rpc.getBalance(address, { commitment: 'confirmed' }).send()).value).toBe(10_000_000_000n);
    await page.keyboard.press('Escape');

    const proxy = await detour();
    proxy.answer = ({ method }) => (method === 'getGenesisHash' ? '11111111111111111111111111111111' : undefined);
    await useCluster(page, proxy.rpc, proxy.ws);
    await expect(page.getByText('Local chain only: this wallet is a throw-away.')).toBeHidden();
    await page.getByRole('button', { name: 'Connect wallet' }).click();
    await expect(page.getByRole('button', { name: 'Local burner' })).toBeHidden();
});

test('without a wallet everything can be read, and the page says how to get one', async ({ page }) => {
    const proxy = await detour();
    proxy.answer = ({ method }) => (method === 'getGenesisHash' ? '11111111111111111111111111111111' : undefined);
    await page.goto('/');
    await useCluster(page, proxy.rpc, proxy.ws);
    await page.getByRole('button', { name: 'Connect wallet' }).click();
    await expect(page.getByText('No wallet was found in this browser')).toBeVisible();
});

test('a locked wallet signs nothing and the form stays', async ({ page, chain, wallet }) => {
    wallet.mood = 'locked';
    await page.goto('/stake');
    await connectWallet(page);
    const form = page.locator('form');
    await form.getByLabel('Amount').fill('5');
    await form.getByRole('button', { name: 'Review the stake' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /in the wallet/i }).click();
    await expect(dialog.getByText(/locked/i).first()).toBeVisible();
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect(form.getByLabel('Amount')).toHaveValue('5');
    expect(await listPositions(chain, { owner: wallet.address })).toEqual([]);
});

test('a transaction that never lands is told to have expired, and can be tried again once', async ({
    page,
    chain,
    wallet,
}) => {
    test.setTimeout(240_000);
    const proxy = await detour();
    await page.goto('/stake');
    await useCluster(page, proxy.rpc, proxy.ws);
    await connectWallet(page);
    // The node takes it and forgets it.
    proxy.answer = ({ method }) => (method === 'sendTransaction' ? '1'.repeat(64) : undefined);
    const form = page.locator('form');
    await form.getByLabel('Amount').fill('6');
    await form.getByRole('button', { name: 'Review the stake' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /in the wallet/i }).click();
    await expect(dialog.getByText(/expired/i).first()).toBeVisible({ timeout: 120_000 });
    expect(wallet.asked).toHaveLength(1);
    expect(await listPositions(chain, { owner: wallet.address })).toEqual([]);

    proxy.answer = () => undefined;
    await dialog.getByRole('button', { name: /again/i }).click();
    await dialog.getByRole('button', { name: /in the wallet/i }).click();
    await expect(dialog.getByText('Confirmed')).toBeVisible();
    expect(wallet.asked).toHaveLength(2);
    expect(await listPositions(chainConnection(), { owner: wallet.address })).toHaveLength(1);
});
