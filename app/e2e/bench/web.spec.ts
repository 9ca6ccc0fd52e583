import {
    discover,
    findJob,
    jobStatus,
    keypairSigner,
    listLiquidityPools,
    listOperators,
    loadQuotes,
    newJob,
    plan,
    send,
    waitForJob,
    type Connection,
    type WalletSigner,
} from '@assay/client';
import { cancelJob } from '@assay/client/actions/escrow';
import { createKeyPairSignerFromPrivateKeyBytes, getAddressEncoder, type Address } from '@solana/kit';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { baseUrl, fund } from '../support/local';
import { manyJobs } from '../support/many-jobs';
import { chainConnection } from '../support/test';
import { interactive, MainThread, ms, noteInteractive, spread, table } from './measure';

const ROOT = join(import.meta.dirname, '../../..');
/** Fewer where there is no time for five. */
const LOADS = Number(process.env.ASSAY_BENCH_LOADS ?? 5);
const JOBS = 10_000;
const CHANGES = 10;
const SCREENS = 60;

const report: string[] = [];
const load = () => loadavg()[0]!.toFixed(1);

async function fresh(browser: Browser): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, baseURL: baseUrl() });
    return context.newPage();
}

async function fundedWallet(): Promise<WalletSigner> {
    const seed = crypto.getRandomValues(new Uint8Array(32));
    const { address } = await createKeyPairSignerFromPrivateKeyBytes(seed);
    await fund(address);
    return keypairSigner(Uint8Array.from([...seed, ...getAddressEncoder().encode(address)]));
}

/** Posts a job that nobody can take. */
async function post(chain: Connection, wallet: WalletSigner): Promise<Address> {
    const quotes = await loadQuotes(readFileSync(join(ROOT, 'app/client/src/wasm/assay.wasm')));
    const file = (name: string) => new Uint8Array(readFileSync(join(ROOT, 'models/digits', name)));
    const { markets } = await discover(chain);
    const order = {
        uri: `${baseUrl()}/models/digits`,
        specRoot: quotes.job.spec(file('spec.bin')).specRoot,
        inputRoot: quotes.job.inputs(file('spec.bin'), file('inputs.safetensors')).inputRoot,
        price: 2_000_000n,
        acceptSeconds: 3_600,
        runSeconds: 300,
        minClass: 60_000,
    };
    const job = await newJob(markets[0]!, wallet.address, order, quotes);
    await send(chain, await plan(chain, { instructions: job.instructions, feePayer: wallet.address }), wallet);
    return job.address;
}

async function cancel(chain: Connection, wallet: WalletSigner, address: Address): Promise<void> {
    const { markets } = await discover(chain);
    const instructions = await cancelJob(markets[0]!, (await findJob(chain, address))!);
    await send(chain, await plan(chain, { instructions, feePayer: wallet.address }), wallet);
}

test.beforeAll(({ browser }) => {
    const machine = `${cpus().length} cores of ${cpus()[0]!.model}`;
    report.push(`Chromium ${browser.version()}, Node ${process.version}, ${machine}; load ${load()} at the beginning.`);
});

test('loading each page', async ({ browser }) => {
    const chain = chainConnection();
    await loads(browser, chain, await post(chain, await fundedWallet()));
});

test('a market with 10,000 jobs', ({ browser }) => manyRows(browser, chainConnection()));

test('a change on screen', async ({ browser }) => changes(browser, chainConnection(), await fundedWallet()));

test.afterAll(() => {
    report.push(`Load ${load()} at the end.`);
    const text = report.join('\n\n');
    console.log(`\n${text}\n`);
    if (process.env.ASSAY_BENCH_OUT) writeFileSync(process.env.ASSAY_BENCH_OUT, `${text}\n`);
});

async function loads(browser: Browser, chain: Connection, job: Address): Promise<void> {
    const [operator] = await listOperators(chain);
    const [pool] = await listLiquidityPools(chain);
    const paths: [name: string, path: string][] = [
        ['Market', '/'],
        ['Job', `/jobs/${job}`],
        ['Post a job', '/post'],
        ['Providers', '/providers'],
        ['Provider', `/providers/${operator!.address}`],
        ['Operate', '/operate'],
        ['Stake', '/stake'],
        ['Swap', '/swap'],
        ['Pools', '/pools'],
        ['Pool', `/pools/${pool!.address}`],
        ['Governance', '/governance'],
        ['New proposal', '/governance/new'],
        ['Fairness', '/fairness'],
        ['Activity', '/activity'],
    ];
    const rows: string[][] = [];
    for (const [name, path] of paths) {
        const times: number[] = [];
        const again: number[] = [];
        let code = 0;
        for (let at = 0; at < LOADS; at += 1) {
            const page = await fresh(browser);
            const scripts = new Set<string>();
            page.on('response', (response) => {
                if (response.request().resourceType() === 'script') scripts.add(response.url());
            });
            await noteInteractive(page);
            times.push(await interactive(page, path));
            code = await compressed(scripts);
            again.push(await interactive(page, path));
            await page.context().close();
        }
        const told = (values: number[]) => {
            const { median, least, most } = spread(values);
            return [ms(median), `${ms(least)} to ${ms(most)}`];
        };
        rows.push([name, (code / 1000).toFixed(0), ...told(times), ...told(again)]);
    }
    report.push(
        `## Loading a page, load ${load()}`,
        `Milliseconds until a page is interactive, median of ${LOADS}: for the first time, and once it was there before. Without a wallet.`,
        table(['page', 'JavaScript, gzip KB', 'first', 'spread', 'again', 'spread'], rows),
    );
}

/** Bytes that the files take, compressed. */
async function compressed(urls: Iterable<string>): Promise<number> {
    let bytes = 0;
    for (const url of urls) {
        const body = await (await fetch(url)).arrayBuffer();
        bytes += gzipSync(new Uint8Array(body), { level: 9 }).length;
    }
    return bytes;
}

async function manyRows(browser: Browser, chain: Connection): Promise<void> {
    const page = await fresh(browser);
    await noteInteractive(page);
    const jobs = await manyJobs(page, chain, JOBS);
    const thread = await MainThread.of(page);
    let first = 0;
    const loading = await thread.of(async () => {
        await page.goto('/', { waitUntil: 'commit' });
        await page.waitForSelector('tr[data-index="0"]', { timeout: 60_000 });
        first = await page.evaluate(() => performance.now());
        await page.waitForFunction(() => window.interactiveAt !== undefined);
    });
    const longest = await page.evaluate(() => window.longest ?? 0);
    const scrolls = await scrolled(page, thread);
    const filters = await filtered(page, thread);
    const bytes = jobs.bytes;
    jobs.close();
    await page.context().close();
    const rows = [
        ['answer with the jobs, MB', (bytes / 1e6).toFixed(1), ''],
        ['first row on screen, ms from the navigation', ms(first), ''],
        ["work of the page's main thread until then, ms", ms(loading), ''],
        ['longest task until then, ms by the clock', ms(longest), ''],
        ['work for each screen of new rows, ms', ms(scrolls.median), ms(scrolls.most)],
        ...filters.map(([name, values]) => [`${name}, ms of work`, ms(values.median), ms(values.most)]),
    ];
    report.push(`## A market with 10,000 jobs, load ${load()}`, table(['', 'median', 'worst'], rows));
}

const frames = (page: Page) =>
    page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

async function scrolled(page: Page, thread: MainThread) {
    const box = page.getByRole('region', { name: 'Jobs' });
    const each: number[] = [];
    for (let at = 1; at <= SCREENS; at += 1) {
        const work = await thread.after(async () => {
            await box.evaluate((element, step) => (element.scrollTop = 560 * step), at);
            await frames(page);
        });
        each.push(work);
    }
    await box.evaluate((element) => (element.scrollTop = 0));
    await frames(page);
    return spread(each);
}

async function filtered(page: Page, thread: MainThread) {
    const counted = () => page.getByRole('status').filter({ hasText: /\d/ }).first().innerText();
    const status = page.getByLabel('Status', { exact: true });
    const search = page.getByRole('searchbox');
    const measured = async (act: () => Promise<unknown>) => {
        const before = await counted();
        const work = await thread.of(async () => {
            await act();
            await frames(page);
        });
        await expect.poll(counted).not.toBe(before);
        return work;
    };
    const statuses: number[] = [];
    const searches: number[] = [];
    const sorts: number[] = [];
    for (let at = 0; at < 5; at += 1) {
        statuses.push(await measured(() => status.selectOption('Settled')));
        statuses.push(await measured(() => status.selectOption('all')));
        searches.push(await measured(() => search.fill('convicted')));
        searches.push(await measured(() => search.fill('')));
        const sort = page.getByRole('button', { name: 'Price' });
        sorts.push(await thread.of(() => sort.click().then(() => frames(page))));
    }
    return [
        ['filter by status', spread(statuses)],
        ['search', spread(searches)],
        ['sort', spread(sorts)],
    ] as const;
}

async function changes(browser: Browser, chain: Connection, wallet: WalletSigner): Promise<void> {
    const page = await fresh(browser);
    const delays: number[] = [];
    for (let at = 0; at < CHANGES; at += 1) {
        const job = await post(chain, wallet);
        await page.goto(`/jobs/${job}`);
        const badge = page.locator('.page-head .badge');
        await expect(badge).toHaveText('Open', { timeout: 30_000 });
        await page.evaluate(() => {
            window.shownAt = undefined;
            const shows = () => document.querySelector('.page-head .badge')?.textContent === 'Cancelled';
            new MutationObserver((_, observer) => {
                if (!shows()) return;
                observer.disconnect();
                requestAnimationFrame(() => (window.shownAt = Date.now()));
            }).observe(document.body, { subtree: true, childList: true, characterData: true });
        });
        const known = waitForJob(
            chain,
            job,
            (found) => found !== undefined && jobStatus(found.data) === 'Cancelled',
        ).then(() => Date.now());
        await cancel(chain, wallet, job);
        await page.waitForFunction(() => window.shownAt !== undefined, undefined, { timeout: 60_000 });
        delays.push((await page.evaluate(() => window.shownAt!)) - (await known));
    }
    await page.context().close();
    const { median, most } = spread(delays);
    const row = [
        `a job's state, from a second reader that knows it to the screen, ms, ${CHANGES} times`,
        ms(median),
        ms(most),
    ];
    report.push(`## Live, load ${load()}`, table(['', 'median', 'worst'], [row]));
}
