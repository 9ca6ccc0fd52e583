import {
    decodeLogs,
    fetchPosition,
    listPositions,
    type Connection,
    type EventData,
    type Loaded,
    type stake,
} from '@assay/client';
import type { Page } from '@playwright/test';
import type { Address, Signature } from '@solana/kit';
import { tokensOf } from './support/balances';
import { localConfig, type LocalConfig } from './support/local';
import { connectWallet, expect, expectAccessible, test } from './support/test';

const TOKEN = 1_000_000n;
const YEAR = 365 * 86_400;

const rewards = (chain: Connection, owner: Address, { rewardMint }: LocalConfig): Promise<bigint> =>
    tokensOf(chain, owner, rewardMint as Address);

async function onlyPosition(chain: Connection, owner: Address): Promise<Loaded<stake.Position>> {
    const positions = await listPositions(chain, { owner });
    expect(positions).toHaveLength(1);
    return positions[0]!;
}

/** What the last transaction of a position said it paid. */
async function lastClaim(chain: Connection, position: Address): Promise<EventData<'RewardsClaimed'>> {
    const [last] = await chain.rpc.getSignaturesForAddress(position, { limit: 1, commitment: 'confirmed' }).send();
    const config = { commitment: 'confirmed', encoding: 'json', maxSupportedTransactionVersion: 0 } as const;
    const found = await chain.rpc.getTransaction(last!.signature as Signature, config).send();
    const claimed = decodeLogs(found?.meta?.logMessages ?? []).find(({ name }) => name === 'RewardsClaimed');
    return claimed!.data as EventData<'RewardsClaimed'>;
}

/** Signs what the review shows, and waits until it is confirmed. */
async function confirm(page: Page): Promise<void> {
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /in the wallet/i }).click();
    await expect(dialog.getByText('Confirmed')).toBeVisible();
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect(dialog).toBeHidden();
}

const units = (text: string | null): bigint => {
    const [whole, fraction = ''] = (text ?? '').replace(/[^\d.]/g, '').split('.');
    return BigInt(whole || '0') * TOKEN + BigInt(fraction.padEnd(6, '0'));
};

test('a holder stakes with a lock, backs a provider, and claims what it earned', async ({ page, chain, wallet }) => {
    const config = await localConfig();
    await page.goto('/stake');
    await connectWallet(page);
    await expect(page.getByText('You have no position yet')).toBeVisible();
    await expectAccessible(page);

    const form = page.locator('form');
    await form.getByLabel('Amount').fill('100.5');
    await form.getByLabel('Lock, days', { exact: true }).fill('365');
    await expect(form.getByText('Weighs 1.75 ×', { exact: false })).toBeVisible();
    await form.getByRole('button', { name: 'Review the stake' }).click();
    const review = page.getByRole('dialog');
    await expect(review.getByText('-100.5 ASSAY')).toBeVisible();
    await expect(review.getByText(/locked for 365 days/)).toBeVisible();
    await confirm(page);

    const opened = await onlyPosition(chain, wallet.address);
    expect([opened.data.amount, opened.data.lockSeconds]).toEqual([100_500_000n, YEAR]);
    expect(await rewards(chain, wallet.address, config)).toBe(899_500_000n);
    const card = page.getByRole('region', { name: `Position ${opened.data.id}` });
    await expect(card.getByText('nobody: it earns nothing')).toBeVisible();
    await expect(form.getByLabel('Amount')).toHaveValue('');

    const provider = (config['operators'] as { name: string; address: string }[]).find(
        ({ name }) => name === 'provider A',
    )!;
    await card.getByRole('button', { name: 'Back an operator' }).click();
    await page
        .getByRole('dialog')
        .getByRole('radio', { name: /provider A/ })
        .check();
    await expect(page.getByText(/backers lose a part of their stake/).first()).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click();
    await confirm(page);
    await expect(card.getByRole('link', { name: 'provider A' })).toBeVisible();
    const backed = await fetchPosition(chain, opened.address);
    expect([backed.data.operator, backed.data.amount]).toEqual([provider.address, 0n]);

    // The chain's own daemons end its epochs, which are short here.
    const pending = card.getByTestId('pending');
    await expect.poll(async () => units(await pending.textContent()), { timeout: 20_000 }).toBeGreaterThan(0n);
    const first = units(await pending.textContent());
    await expect.poll(async () => units(await pending.textContent()), { timeout: 20_000 }).toBeGreaterThan(first);

    const held = await rewards(chain, wallet.address, config);
    const promised = units(await pending.textContent());
    await card.getByRole('button', { name: 'Claim', exact: true }).click();
    await confirm(page);
    const claimed = await lastClaim(chain, opened.address);
    expect(claimed.owner).toBe(wallet.address);
    expect(claimed.amount).toBeGreaterThanOrEqual(promised);
    expect((await rewards(chain, wallet.address, config)) - held).toBe(claimed.amount);
    expect((await fetchPosition(chain, opened.address)).data.claimed).toBe(claimed.amount);
    await expect(card.getByText('Claimed so far')).toBeVisible();

    await card.getByRole('button', { name: 'Lock for longer' }).click();
    await page.getByRole('dialog').getByLabel('Lock, days', { exact: true }).fill('90');
    await expect(page.getByText(/locked for 365 days already.*never shorter/)).toBeVisible();
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Review' })).toBeDisabled();
    await page.getByRole('dialog').getByLabel('Lock, days', { exact: true }).fill('1460');
    await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click();
    await confirm(page);
    expect((await fetchPosition(chain, opened.address)).data.lockSeconds).toBe(4 * YEAR);
    await expectAccessible(page);
});

test('a position is split, unstaked in part, put back, merged, and its ticket is not withdrawn early', async ({
    page,
    chain,
    wallet,
}) => {
    await page.goto('/stake');
    await connectWallet(page);
    await page.locator('form').getByLabel('Amount').fill('1_000'.replace('_', ' '));
    await page.locator('form').getByRole('button', { name: 'Review the stake' }).click();
    await confirm(page);
    const whole = await onlyPosition(chain, wallet.address);
    expect(whole.data.amount).toBe(1_000n * TOKEN);
    const card = page.getByRole('region', { name: `Position ${whole.data.id}` });

    await card.getByRole('button', { name: 'Split' }).click();
    await page.getByLabel('Amount for the new position').fill('400');
    await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click();
    await confirm(page);
    const parts = (await listPositions(chain, { owner: wallet.address })).map(({ data }) => data.amount);
    expect(parts.sort()).toEqual([400n * TOKEN, 600n * TOKEN]);

    await card.getByRole('button', { name: 'Unstake' }).click();
    await page.getByLabel('Amount to unstake').fill('250');
    await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click();
    await confirm(page);
    expect((await fetchPosition(chain, whole.address)).data.amount).toBe(350n * TOKEN);
    await expect(card.getByText(/can be withdrawn in/)).toBeVisible();
    await expect(card.getByRole('button', { name: 'Withdraw' })).toBeDisabled();

    await card.getByRole('button', { name: 'Put back' }).click();
    await confirm(page);
    expect((await fetchPosition(chain, whole.address)).data.amount).toBe(600n * TOKEN);

    await card.getByRole('button', { name: 'Merge' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click();
    await confirm(page);
    const merged = await onlyPosition(chain, wallet.address);
    expect([merged.address, merged.data.amount]).toEqual([whole.address, 1_000n * TOKEN]);
});

test('a holder leaves an operator, backs another after the cooldown, and withdraws what it unstaked', async ({
    page,
    chain,
    wallet,
}) => {
    const config = await localConfig();
    await page.goto('/stake');
    await connectWallet(page);
    const form = page.locator('form');
    await form.getByLabel('Amount').fill('200');
    await form.getByRole('radio', { name: /provider A/ }).check();
    await form.getByRole('button', { name: 'Review the stake' }).click();
    await confirm(page);
    const position = await onlyPosition(chain, wallet.address);
    const card = page.getByRole('region', { name: `Position ${position.data.id}` });

    await card.getByRole('button', { name: 'Leave the operator' }).click();
    await expect(page.getByRole('dialog').getByText(/can still be slashed/)).toBeVisible();
    await confirm(page);
    expect((await fetchPosition(chain, position.address)).data.leavingUntil).toBeGreaterThan(0n);
    await card.getByRole('button', { name: 'Back another operator' }).click({ timeout: 60_000 });
    await page
        .getByRole('dialog')
        .getByRole('radio', { name: /verifier 2/ })
        .check();
    await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click();
    await confirm(page);
    const switched = await fetchPosition(chain, position.address);
    const other = (config['operators'] as { name: string; address: string }[]).find(
        ({ name }) => name === 'verifier 2',
    )!;
    expect([switched.data.operator, switched.data.leavingUntil]).toEqual([other.address, 0n]);

    const held = await rewards(chain, wallet.address, config);
    await card.getByRole('button', { name: 'Unstake' }).click();
    await page.getByLabel('Amount to unstake').fill('50');
    await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click();
    await confirm(page);
    await expect(card.getByRole('button', { name: 'Withdraw' })).toBeEnabled({ timeout: 60_000 });
    await card.getByRole('button', { name: 'Withdraw' }).click();
    await confirm(page);
    // Shares are rounded against who leaves, by a unit at most.
    const back = (await rewards(chain, wallet.address, config)) - held;
    expect([50n * TOKEN, 50n * TOKEN - 1n]).toContain(back);
    expect((await fetchPosition(chain, position.address)).data.openTickets).toBe(0);
});

test('bad amounts are told, nothing is signed, and the draft is kept', async ({ page, wallet }) => {
    await page.goto('/stake');
    await connectWallet(page);
    const form = page.locator('form');
    const amount = form.getByLabel('Amount');
    await expect(form.getByText('Balance: 1,000 ASSAY.')).toBeVisible();
    for (const [text, sentence] of [
        ['1000.000001', /more than the 1,000 there is/],
        ['-5', /cannot be negative/],
        ['0.1234567', /has 7 decimals, but this token has 6/],
        ['1,5', /comma/],
        ['0', /The least is 0.000001/],
        ['99999999999999999999', /more than the most there can be/],
    ] as const) {
        await amount.fill(text);
        await expect(form.getByText(sentence)).toBeVisible();
        await form.getByRole('button', { name: 'Review the stake' }).click();
        await expect(page.getByRole('dialog')).toBeHidden();
    }
    await form.getByLabel('Lock, days', { exact: true }).fill('1461');
    await expect(form.getByText(/more than the longest lock/)).toBeVisible();
    await page.reload();
    await expect(page.locator('form').getByLabel('Amount')).toHaveValue('99999999999999999999');
    expect(wallet.asked).toHaveLength(0);
});

test('a rejected signature loses nothing', async ({ page, chain, wallet }) => {
    await page.goto('/stake');
    await connectWallet(page);
    wallet.mood = 'rejects';
    await page.locator('form').getByLabel('Amount').fill('7');
    await page.locator('form').getByRole('button', { name: 'Review the stake' }).click();
    await page
        .getByRole('dialog')
        .getByRole('button', { name: /in the wallet/i })
        .click();
    await expect(page.getByText('Not signed')).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect(page.locator('form').getByLabel('Amount')).toHaveValue('7');
    expect(await listPositions(chain, { owner: wallet.address })).toHaveLength(0);
});
