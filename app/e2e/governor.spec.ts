import {
    fetchMarket,
    fetchProposal,
    findProposal,
    addresses,
    discover,
    proposalStatus,
    type Connection,
} from '@assay/client';
import type { Page } from '@playwright/test';
import { feesOf, HOUR, lamports, passTime, realmOf, stakes, TOKEN } from './governance';
import { connectWallet, expect, expectAccessible, test } from './support/test';

/** Signs what the reviews show, one after the other, and returns their texts. */
async function confirmAll(page: Page, label: RegExp | string, parts = 1): Promise<string[]> {
    const dialog = page.getByRole('dialog');
    const texts: string[] = [];
    for (let part = 1; part <= parts; part += 1) {
        if (parts > 1) await expect(dialog.getByText(`part ${part} of ${parts}`)).toBeVisible({ timeout: 30_000 });
        const confirm = dialog.getByRole('button', { name: label });
        await expect(confirm).toBeEnabled();
        texts.push(await dialog.innerText());
        await confirm.click();
    }
    await expect(dialog.getByText('Confirmed')).toBeVisible({ timeout: 30_000 });
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect(dialog).toBeHidden();
    return texts;
}

async function marketOf(chain: Connection) {
    return fetchMarket(chain, (await discover(chain)).markets[0]!.address);
}

test('the market’s fee is changed: proposed, voted, decided, locked, executed, and everything paid back', async ({
    page,
    chain,
    wallet,
}) => {
    const governance = await realmOf(chain);
    const { position } = await stakes(chain, wallet, 900n * TOKEN);
    const [before, feesBefore] = [await lamports(chain, wallet.address), await feesOf(chain, wallet.address)];
    const old = (await marketOf(chain)).data.params.feeBps;
    const fee = old === 400 ? 450 : 400;

    await page.goto('/governance');
    await connectWallet(page);
    await page.getByRole('link', { name: 'New proposal' }).first().click();
    await page.getByRole('textbox', { name: 'Title' }).fill('A lower fee for jobs');
    await page.getByLabel('Text', { exact: true }).fill('Jobs cost less.');
    await page.getByRole('button', { name: 'Put the text into the URI' }).click();
    await expect(page.getByText('What is there is the text above.')).toBeVisible();
    await page.getByRole('button', { name: 'Add action' }).click();
    await expect(page.getByText('Nothing would change: edit at least one value.')).toBeVisible();
    await page.getByLabel('Fee, %', { exact: true }).fill(String(fee / 100));
    const preview = page.getByRole('region', { name: 'Run now, it would change' });
    await expect(preview.getByText(`${old / 100} % → ${fee / 100} %`)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Propose and begin the vote' }).click();
    await confirmAll(page, 'Propose');

    await expect(page).toHaveURL(/\/governance\/\d+$/);
    const number = BigInt(page.url().split('/').at(-1)!);
    const proposal = await addresses.proposal(governance.realm, number);
    expect(proposalStatus((await fetchProposal(chain, proposal)).data)).toBe('Voting');
    await expect(page.getByText('Jobs cost less.')).toBeVisible();
    await expect(page.getByText(/fit the content hash/)).toBeVisible();
    await expectAccessible(page);

    await page.getByRole('radio', { name: 'For', exact: true }).check();
    await page.getByRole('button', { name: /^Vote with 3,600/ }).click();
    await confirmAll(page, 'Vote');
    await expect(page.getByText('As it stands, it passes.')).toBeVisible();
    expect((await fetchProposal(chain, proposal)).data.tally.forWeight).toBe(3_600n * TOKEN);

    await passTime(chain, HOUR + 60n);
    await page.getByRole('button', { name: 'Decide the vote' }).click();
    await confirmAll(page, /confirm/i);
    const queued = (await fetchProposal(chain, proposal)).data;
    expect(proposalStatus(queued)).toBe('Queued');
    await expect(page.getByText(/time lock/i).first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Execute the action' })).toBeHidden();

    await passTime(chain, queued.executableAt - (await chain.unixTime()) + 5n);
    await page.getByRole('button', { name: 'Execute the action' }).click();
    await confirmAll(page, /confirm/i);
    expect((await marketOf(chain)).data.params.feeBps).toBe(fee);

    await page.getByRole('button', { name: 'Pay the deposit back' }).click();
    await confirmAll(page, /confirm/i);
    await page.getByRole('button', { name: 'Close the proposal' }).click();
    await confirmAll(page, /confirm/i);
    expect(await findProposal(chain, proposal)).toBeUndefined();
    const fees = (await feesOf(chain, wallet.address)) - feesBefore;
    expect(await lamports(chain, wallet.address)).toBe(before - fees);
    expect(position.data.amount).toBe(900n * TOKEN);
    await expect(page.getByText(`Proposal ${number} is closed`)).toBeVisible();
});
