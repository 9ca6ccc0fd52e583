import {
    addresses,
    discover,
    fetchMarket,
    fetchPosition,
    fetchProposal,
    findDelegation,
    findProposal,
    proposalStatus,
    type Connection,
} from '@assay/client';
import * as act from '@assay/client/actions/governor';
import type { Page } from '@playwright/test';
import type { Address } from '@solana/kit';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lamportsOf } from './support/balances';
import {
    enacts,
    feesOf,
    HOUR,
    newHolder,
    passTime,
    proposes,
    realmOf,
    sent,
    stakes,
    TOKEN,
} from './support/governance';
import { connectWallet, expect, expectAccessible, test } from './support/test';
import { TestWallet } from './support/wallet';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

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
    const [before, feesBefore] = [await lamportsOf(chain, wallet.address), await feesOf(chain, wallet.address)];
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
    expect(await lamportsOf(chain, wallet.address)).toBe(before - fees);
    expect(position.data.amount).toBe(900n * TOKEN);
    await expect(page.getByText(`Proposal ${number} is closed`)).toBeVisible();
});

test('votes are changed, divided and withdrawn, and those that are delegated too', async ({ page, chain, wallet }) => {
    const governance = await realmOf(chain);
    const mine = await stakes(chain, wallet, 500n * TOKEN);
    const other = await newHolder(chain, 300n * TOKEN);
    await sent(chain, other.signer, [await act.delegate(governance, other.signer.address, wallet.address)]);
    const { number, proposal } = await proposes(chain, other, { title: 'Meet every month' });
    const tally = async () => {
        const { forWeight, againstWeight, abstainWeight } = (await fetchProposal(chain, proposal)).data.tally;
        return [forWeight, againstWeight, abstainWeight].map((units) => units / TOKEN);
    };
    const votesHolding = async ({ address }: { address: Address }) => (await fetchPosition(chain, address)).data.votes;

    await page.goto(`/governance/${number}`);
    await connectWallet(page);
    const positions = page.getByRole('list', { name: 'Positions' });
    await expect(positions.getByText('delegated by')).toBeVisible();
    await page.getByRole('radio', { name: 'For', exact: true }).check();
    await page.getByRole('button', { name: 'Vote with 3,200' }).click();
    await expectAccessible(page);
    const [review] = await confirmAll(page, 'Vote');
    expect(review).toMatch(/held until the vote ends at/);
    expect(await tally()).toEqual([3_200n, 0n, 0n]);
    expect([await votesHolding(mine.position), await votesHolding(other.position)]).toEqual([1, 1]);

    await positions.getByRole('checkbox', { name: `Position ${other.position.data.id}` }).uncheck();
    await page.getByText('More: divide the vote').click();
    await page.getByRole('radio', { name: 'Divided' }).check();
    await page.getByLabel('For, %').fill('60');
    await page.getByLabel('Against, %').fill('30.5');
    await expect(page.getByText('The shares must be 100 % together; these are 90.5 %.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Change vote with 2,000' })).toBeDisabled();
    await page.getByLabel('Abstain, %').fill('9.5');
    await page.getByRole('button', { name: 'Change vote with 2,000' }).click();
    await confirmAll(page, 'Change vote');
    expect(await tally()).toEqual([2_400n, 610n, 190n]);

    // The owner votes: the delegate's vote gives way to it, and cannot come back.
    const { content } = (await fetchProposal(chain, proposal)).data;
    const against = { forBps: 0, againstBps: 10_000, abstainBps: 0 };
    const holding = act.holdingOf(other.position);
    const change = act.changeVote(governance, other.signer.address, proposal, holding, against, content);
    await sent(chain, other.signer, [await change]);
    const confirmedAt = Date.now();
    await expect(page.getByText('Its owner has voted with it, which who is delegated to cannot change.')).toBeVisible();
    console.log(`another holder’s vote is on screen ${Date.now() - confirmedAt} ms after it was confirmed`);
    expect(await tally()).toEqual([1_200n, 1_810n, 190n]);

    const before = await lamportsOf(chain, wallet.address);
    await page.getByRole('button', { name: `Withdraw the vote of Position ${mine.position.data.id}` }).click();
    await confirmAll(page, 'Withdraw vote');
    expect(await tally()).toEqual([0n, 1_200n, 0n]);
    expect(await votesHolding(mine.position)).toBe(0);
    expect(await lamportsOf(chain, wallet.address)).toBeGreaterThan(before);
    await expect(page.getByRole('button', { name: /^Vote with 2,000/ })).toBeVisible();
});

test('votes are delegated and taken back', async ({ page, chain, wallet }) => {
    const governance = await realmOf(chain);
    await stakes(chain, wallet, 100n * TOKEN);
    const [before, feesBefore] = [await lamportsOf(chain, wallet.address), await feesOf(chain, wallet.address)];
    const place = await addresses.delegation(governance.realm, wallet.address);
    const to = (await TestWallet.create()).address;

    await page.goto('/governance?tab=mine');
    await connectWallet(page);
    const field = page.getByLabel('Delegate to');
    for (const [text, sentence] of [
        ['nobody', /not an address/],
        [wallet.address, /your own address/],
        [governance.treasury, /the treasury, which does not vote/],
    ] as const) {
        await field.fill(text);
        await expect(page.getByText(sentence)).toBeVisible();
        await expect(page.getByRole('button', { name: 'Delegate', exact: true })).toBeDisabled();
    }
    await field.fill(to);
    await page.reload();
    await expect(field).toHaveValue(to);
    await page.getByRole('button', { name: 'Delegate', exact: true }).click();
    await confirmAll(page, 'Delegate');
    expect((await findDelegation(chain, place))?.data.delegate).toBe(to);
    await expect(page.getByText(/^You delegate to/)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Take back' }).click();
    await confirmAll(page, 'Take back');
    expect(await findDelegation(chain, place)).toBeUndefined();
    const fees = (await feesOf(chain, wallet.address)) - feesBefore;
    expect(await lamportsOf(chain, wallet.address)).toBe(before - fees);
});

test('a text that was changed after the vote began is told, and not shown as the proposal’s', async ({
    page,
    chain,
}) => {
    const original = 'We pay nobody.\n';
    const changed = 'We pay me.\n';
    let answer: string | undefined = original;
    const server = createServer((_, response) => {
        response.setHeader('access-control-allow-origin', '*');
        response.statusCode = answer === undefined ? 503 : 200;
        response.end(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/text.md`;
    const holder = await newHolder(chain, 100n * TOKEN);
    const { number } = await proposes(chain, holder, { title: 'Payments', text: original, uri });
    const look = () => page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));

    await page.goto(`/governance/${number}`);
    await expect(page.getByText('We pay nobody.')).toBeVisible();
    await expect(page.getByText('this is the text that is voted on')).toBeVisible();
    answer = changed;
    await look();
    await expect(page.getByText('This is not the text that the vote began with')).toBeVisible();
    await expect(page.getByText(sha256(original)).first()).toBeVisible();
    await expect(page.getByText(sha256(changed))).toBeVisible();
    await expect(page.getByText('We pay')).toHaveCount(0);
    await expectAccessible(page);
    answer = undefined;
    await look();
    await expect(page.getByText(`${uri} answered with HTTP status 503.`)).toBeVisible();
    server.close();
});

test('a draft in parts: one refused in the wallet loses nothing, is gone on with, and cancelled', async ({
    page,
    chain,
    wallet,
}) => {
    const governance = await realmOf(chain);
    await stakes(chain, wallet, 200n * TOKEN);
    const [before, feesBefore] = [await lamportsOf(chain, wallet.address), await feesOf(chain, wallet.address)];
    await page.goto('/governance/new');
    await connectWallet(page);
    await page.getByRole('textbox', { name: 'Title' }).fill('Five things at once, '.padEnd(80, '.'));
    await page.getByLabel('Text', { exact: true }).fill('It belongs together, as the council said.');
    await page.getByRole('button', { name: 'Put the text into the URI' }).click();
    for (const [kind, label, value] of [
        ['Fee and parameters of a market', 'Fee, %', '3'],
        ['Parameters of the stake pool', 'Cooldown of stake', '20s'],
        ['How votes are held', 'Quorum, share of all weight, %', '12'],
        ['Fees of an AMM tier', 'Fee of a trade, %', '0.02'],
        ['Fee and parameters of a market', 'Lowest price of a job', '0.002'],
    ] as const) {
        await page.getByLabel('Kind of action').selectOption(kind);
        await page.getByRole('button', { name: 'Add action' }).click();
        await page.getByLabel(label, { exact: true }).last().fill(value);
    }
    await expect(page.getByRole('region', { name: 'Run now, it would change' }).getByText('12 %')).toBeVisible();
    await page.reload();
    await expect(page.getByLabel('Cooldown of stake', { exact: true })).toHaveValue('20s');

    // The second part takes the place of the first one, which is done and still shown.
    await page.getByRole('button', { name: 'Create a draft only' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('Create a draft: part 1 of 2')).toBeVisible();
    await dialog.getByRole('button', { name: 'Create draft' }).click();
    await expect(dialog.getByText('Create a draft: part 2 of 2')).toBeVisible();
    wallet.mood = 'rejects';
    await dialog.getByRole('button', { name: 'Create draft' }).click();
    await expect(dialog.getByText('Not signed')).toBeVisible();
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    wallet.mood = 'signs';

    await expect(page).toHaveURL(/\/governance\/new\?draft=\d+$/);
    const number = BigInt(page.url().split('=').at(-1)!);
    const proposal = await addresses.proposal(governance.realm, number);
    const staged = async () => (await fetchProposal(chain, proposal)).data.actionCount;
    const first = await staged();
    expect(first).toBeGreaterThan(0);
    await expect(page.getByRole('button', { name: /^Remove action/ })).toHaveCount(5 - first);
    await page.getByRole('button', { name: 'Add to the draft' }).click();
    await confirmAll(page, 'Add to the draft');
    expect(await staged()).toBe(5);

    await expect(page).toHaveURL(new RegExp(`/governance/${number}$`));
    await page.getByRole('button', { name: 'Take out action 5' }).click();
    await confirmAll(page, /confirm/i);
    expect(await staged()).toBe(4);
    await page.getByRole('button', { name: 'Cancel the proposal' }).click();
    await confirmAll(page, /confirm/i);
    expect(proposalStatus((await fetchProposal(chain, proposal)).data)).toBe('Cancelled');
    await page.getByRole('button', { name: 'Pay the deposit back' }).click();
    await confirmAll(page, /confirm/i);
    await page.getByRole('button', { name: 'Close the proposal' }).click();
    await confirmAll(page, /confirm/i);
    expect(await findProposal(chain, proposal)).toBeUndefined();
    const fees = (await feesOf(chain, wallet.address)) - feesBefore;
    expect(await lamportsOf(chain, wallet.address)).toBe(before - fees);
});

test('the guardian vetoes, and the deposit goes to the treasury', async ({ page, chain, wallet }) => {
    const governance = await realmOf(chain);
    const holder = await newHolder(chain);
    const until = (await chain.unixTime()) + 30n * 24n * HOUR;
    const guardian = act.setGuardian(governance, { guardian: wallet.address, until });
    await enacts(chain, holder, { title: 'Name a guardian', actions: [guardian] });
    const { number, proposal } = await proposes(chain, holder, { title: 'Something harmful' });
    const { deposit } = (await fetchProposal(chain, proposal)).data;
    const before = await lamportsOf(chain, governance.treasury);

    await page.goto(`/governance/${number}`);
    await connectWallet(page);
    await page.getByRole('button', { name: 'Veto' }).click();
    await confirmAll(page, /confirm/i);
    expect(proposalStatus((await fetchProposal(chain, proposal)).data)).toBe('Vetoed');
    await page.getByRole('button', { name: 'Pay the forfeited deposit to the treasury' }).click();
    await confirmAll(page, /confirm/i);
    expect((await lamportsOf(chain, governance.treasury)) - before).toBe(deposit);

    await page.goto('/governance?sort=-number');
    const first = page.getByRole('row').nth(1);
    await expect(first.getByText('Something harmful')).toBeVisible();
    await page.getByRole('button', { name: 'Proposal', exact: true }).click();
    await page.getByRole('button', { name: 'Proposal', exact: true }).click();
    await expect(page).toHaveURL(/sort=number/);
    await expect(first.getByText('Something harmful')).toBeHidden();
    await expectAccessible(page);
});
