import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { connect, type Connection } from '@assay/client';
import { baseUrl, fund } from './local';
import { TestWallet } from './wallet';

interface Fixtures {
    /** A wallet with 10 SOL, 1,000 reward tokens and 1,000 local dollars, known to the page but not connected. */
    wallet: TestWallet;
    /** The chain, for reading what the page should have done. */
    chain: Connection;
}

export const test = base.extend<Fixtures>({
    baseURL: async ({}, use) => use(baseUrl()),
    chain: async ({}, use) => use(chainConnection()),
    wallet: async ({ page }, use) => {
        const wallet = await TestWallet.create();
        await fund(wallet.address);
        await wallet.install(page);
        await use(wallet);
    },
    page: async ({ page }, use) => {
        const faults: string[] = [];
        page.on('pageerror', (error) => faults.push(error.message));
        await use(page);
        expect(faults, 'errors that the page did not handle').toEqual([]);
    },
});

export { expect };

export function chainConnection(): Connection {
    const rpcUrl = process.env.ASSAY_RPC_URL;
    const wsUrl = process.env.ASSAY_WS_URL;
    if (!rpcUrl || !wsUrl) throw new Error('ASSAY_RPC_URL and ASSAY_WS_URL are not set');
    return connect({ name: 'local', rpcUrl, wsUrl });
}

/** Opens the wallet menu and connects the injected wallet. */
export async function connectWallet(page: Page): Promise<void> {
    await page.getByRole('button', { name: /connect wallet/i }).click();
    await page.getByRole('button', { name: /test wallet/i }).click();
}

/** Requires that axe finds nothing serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const told = serious.map(
        ({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
    expect(told).toEqual([]);
}
