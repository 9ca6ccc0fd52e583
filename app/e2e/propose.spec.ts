import { stakes, TOKEN } from './support/governance';
import { connectWallet, expect, test } from './support/test';

test('templates preview what they would do, and say what is wrong with what is typed', async ({
    page,
    chain,
    wallet,
}) => {
    await stakes(chain, wallet, 200n * TOKEN);
    await page.goto('/governance/new');
    await connectWallet(page);
    const add = async (kind: string) => {
        await page.getByLabel('Kind of action').selectOption(kind);
        await page.getByRole('button', { name: 'Add action' }).click();
    };
    const preview = page.getByRole('region', { name: 'What it would do' });
    const remove = () => page.getByRole('button', { name: 'Remove action 1' }).click();

    await add('Name the guardian');
    await page.getByLabel('Guardian', { exact: true }).fill('nobody');
    await page.getByLabel('Term').fill('366d');
    await expect(page.getByText('That is not an address: 32 to 44 characters of base58.')).toBeVisible();
    await expect(page.getByText('A term is more than 0 s and at most 365 d.')).toBeVisible();
    await page.getByLabel('Guardian', { exact: true }).fill(wallet.address);
    await page.getByLabel('Term').fill('30d');
    await expect(preview.getByText('Names the guardian.')).toBeVisible();
    await expect(preview.getByText('guardian until')).toBeVisible();
    await remove();

    await add('Pause or resume');
    await page.getByRole('checkbox', { name: 'Staking' }).check();
    await expect(preview.getByText('Pauses or resumes entries into the stake pool.')).toBeVisible();
    await expect(preview.getByText('0 → 8')).toBeVisible();
    await remove();

    await add('Payment out of the treasury');
    await page.getByLabel('To', { exact: true }).fill(wallet.address);
    for (const [text, sentence] of [
        ['1.0000000001', /10 decimals/],
        ['-1', /negative/],
        ['1,5', /comma/],
    ] as const) {
        await page.getByLabel('Amount').fill(text);
        await expect(page.getByText(sentence)).toBeVisible();
        await expect(page.getByRole('button', { name: 'Propose and begin the vote' })).toBeDisabled();
    }
    await page.getByLabel('Amount').fill('1 000');
    await expect(preview.getByText('Pays SOL out of the treasury.')).toBeVisible();
    await expect(preview.getByText('As things stand, it would be refused')).toBeVisible();
    await remove();

    await add('Withdraw from the emission to the treasury');
    await page.getByLabel('Amount').fill('1 000 000 000');
    await expect(page.getByText(/more than the [\d,.]+ there are/)).toBeVisible();
    await page.getByLabel('Amount').fill('10');
    await expect(preview.getByText('Withdraws the treasury’s share of the emission.')).toBeVisible();
    await expect(preview.getByText('+10 ASSAY')).toBeVisible();
    await remove();

    await add('Stream out of the treasury');
    // More than there is, so more than the treasury has.
    await page.getByLabel('Amount').fill('1 000 000 000');
    await page.getByLabel('To', { exact: true }).fill(wallet.address);
    await page.getByLabel('All of it is released after').fill('30d');
    await expect(preview.getByText('Pays out of the treasury bit by bit.')).toBeVisible();
    await expect(preview.getByText('As things stand, it would be refused')).toBeVisible();

    await page.getByRole('textbox', { name: 'Title' }).fill('é'.repeat(41));
    await expect(page.getByText('at most 80 bytes of UTF-8; this one has 82').first()).toBeVisible();
    await page.getByRole('textbox', { name: 'Title' }).fill('A stream');
    await page.getByLabel('Where the text is to be read (URI)').fill('ftp://example.org/text');
    await expect(page.getByText(/not behind http/)).toBeVisible();
    expect(wallet.asked).toHaveLength(0);
});
