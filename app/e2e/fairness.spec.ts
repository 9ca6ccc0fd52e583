import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, expectAccessible, test } from './support/test';

interface Measured {
    holders: number;
    total: number | string;
    gini: number;
    nakamoto: number;
    top10: number;
}

interface CliReport {
    stake: Measured;
    votes: Measured;
    income: Measured;
    settled: Measured;
    liquidity: (Measured & { pool: string })[];
}

function cliReport(): CliReport {
    const binary = process.env.ASSAY_BIN;
    if (binary === undefined) throw new Error('ASSAY_BIN is not set');
    const options = ['--url', process.env.ASSAY_RPC_URL!, '--ws', process.env.ASSAY_WS_URL!];
    return JSON.parse(execFileSync(binary, ['report', '--json', ...options], { encoding: 'utf8' })) as CliReport;
}

const plain = ({ holders, total, gini, nakamoto, top10 }: Measured) => ({
    holders,
    total: String(total),
    gini,
    nakamoto,
    top10,
});

test('the page measures what the command line measures', async ({ page }) => {
    await page.goto('/fairness');
    await expect(page.getByRole('img', { name: /^Lorenz curve of Stake/ })).toBeVisible();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download JSON' }).click();
    const path = await (await download).path();
    const file = JSON.parse(readFileSync(path, 'utf8')) as { report: (Measured & { key: string })[] };
    const cli = cliReport();
    const ours = new Map(file.report.map((measure) => [measure.key, measure]));
    // What operators earned grows by the second, so income is compared as closely as the moments are.
    for (const key of ['stake', 'votes', 'settled'] as const)
        expect(plain(ours.get(key)!), key).toEqual(plain(cli[key]));
    const income = [ours.get('income')!, cli.income] as const;
    expect(income[0].holders).toBe(cli.income.holders);
    expect(Math.abs(income[0].gini - income[1].gini)).toBeLessThan(0.05);
    expect(cli.liquidity.length).toBeGreaterThan(0);
    for (const { pool, ...measured } of cli.liquidity) expect(plain(ours.get(pool)!), pool).toEqual(plain(measured));

    for (const [tab, measured] of [
        ['Stake', cli.stake],
        ['Votes', cli.votes],
    ] as const) {
        await page.getByRole('tab', { name: tab, exact: true }).click();
        await expect(page.getByText(measured.gini.toFixed(3), { exact: true })).toBeVisible();
        await expect(page.getByText(`${(100 * measured.top10).toFixed(1)} %`, { exact: true }).first()).toBeVisible();
    }
    await expectAccessible(page);
});

test('concentration over time is rebuilt from events and ends at what is on chain', async ({ page }) => {
    for (const tab of ['Stake', 'Votes', 'Settled jobs', 'Liquidity SOL/ASSAY']) {
        await page.goto('/fairness');
        await page.getByRole('tab', { name: tab, exact: true }).click();
        await expect(page.getByText('The last point is what is on chain now.'), tab).toBeVisible({ timeout: 30_000 });
    }
    await page.getByRole('tab', { name: 'Stake', exact: true }).click();
    await page.getByLabel('Figure').selectOption('Nakamoto coefficient');
    await expect(page.getByRole('img', { name: /^Nakamoto coefficient of Stake by/ })).toBeVisible();
    await expect(page).toHaveURL(/of=stake/);
});
