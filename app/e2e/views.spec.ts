import { join } from 'node:path';
import { discover, isJobOver, keypairSigner, newJob, plan, send, waitForJob } from '@assay/client';
import { newId, openPosition, stakePoolOf } from '@assay/client/actions/stake';
import type { BrowserContext, Page } from '@playwright/test';
import type { Address, Instruction } from '@solana/kit';
import { order, quotesModule } from './support/content';
import { baseUrl, fund, localConfig } from './support/local';
import { chainConnection, connectWallet, expect, expectAccessible, test as base } from './support/test';
import { TestWallet } from './support/wallet';

// Every page as it looks: written to output/screenshots, to be looked at; axe finds nothing serious in any of them.

const FOLDER = join(import.meta.dirname, 'output/screenshots');
const VIEWS = [
    { name: 'desktop-light', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
    { name: 'desktop-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
    { name: 'phone-light', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
    { name: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

interface Seen {
    wallet: TestWallet;
    pages: Record<string, string>;
}

/** A wallet that staked and had a job run, so that pages have something to show. */
const test = base.extend<object, { seen: Seen }>({
    seen: [
        async ({}, use) => {
            const wallet = await TestWallet.create();
            await fund(wallet.address);
            const job = await history(wallet);
            const config = await localConfig();
            const operators = config['operators'] as { name: string; address: string }[];
            const pools = config['pools'] as { address: string }[];
            const pages = {
                market: '/',
                job: `/jobs/${job}`,
                post: '/post',
                providers: '/providers',
                provider: `/providers/${operators[0]!.address}`,
                operate: '/operate',
                stake: '/stake',
                swap: '/swap',
                pools: '/pools',
                pool: `/pools/${pools[0]!.address}`,
                'new-pool': '/pools/new',
                governance: '/governance',
                propose: '/governance/new',
                fairness: '/fairness',
                activity: '/activity',
                'not-found': '/no-such-page',
            };
            await use({ wallet, pages });
        },
        { scope: 'worker' },
    ],
});

async function history(wallet: TestWallet): Promise<Address> {
    const chain = chainConnection();
    const { markets, rewardMint } = await discover(chain);
    const signer = await keypairSigner(wallet.secretKey);
    const sent = async (instructions: Instruction[]) => {
        const planned = await plan(chain, { instructions, feePayer: wallet.address });
        if (planned.failure) throw planned.failure;
        await send(chain, planned, signer);
    };
    const pool = await stakePoolOf(rewardMint);
    await sent(
        await openPosition(pool, wallet.address, { id: newId(), amount: 120_000_000n, lockSeconds: 31_536_000 }),
    );
    const job = await newJob(markets[0]!, wallet.address, await order({ price: 7_500_000n }), await quotesModule);
    await sent(job.instructions);
    const until = { signal: AbortSignal.timeout(100_000) };
    await waitForJob(chain, job.address, (found) => found === undefined || isJobOver(found.data), until);
    return job.address;
}

/** Until nothing is loading any more. */
async function settled(page: Page): Promise<void> {
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('.skeleton')).toHaveCount(0, { timeout: 30_000 });
}

async function show(context: BrowserContext, { wallet, pages }: Seen, view: string): Promise<void> {
    const page = await context.newPage();
    await wallet.install(page);
    await page.goto('/');
    await connectWallet(page);
    for (const [name, path] of Object.entries(pages)) {
        await page.goto(path);
        await settled(page);
        await page.screenshot({ path: join(FOLDER, `${name}-${view}.png`), fullPage: true });
        await expectAccessible(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
    }
}

for (const { name, ...options } of VIEWS) {
    test(`every page, ${name}`, async ({ browser, seen }) => {
        test.setTimeout(400_000);
        const context = await browser.newContext({ ...options, baseURL: baseUrl() });
        await show(context, seen, name);
        await context.close();
    });
}
