import { address } from '@solana/kit';
import { expect, it } from 'vitest';
import { addresses, stake } from '../src';
import * as actions from '../src/actions/stake';
import { ACCOUNTS } from '../src/accounts';

const MINT = address('8Sm6gY2YD5igQWVut22rDQ59vz8DGoMVEeA5g1uFx6Ne');
const OWNER = address('GQdoJAUzNeGJmXpbDRHY4pWZh1x5LZpd3RhBiY3x9HPp');
const OPERATOR = address('BBTgHhrenWszfzei4PhVEoRQMhxVUYD3qZFubqjNF8qL');

const named = (accounts: Record<string, { address: string } | undefined>) =>
    Object.fromEntries(Object.entries(accounts).map(([name, meta]) => [name, meta?.address]));

it('opens a position out of the owner’s account and backs at once', async () => {
    const at = await actions.stakePoolOf(MINT);
    const terms = { id: 7n, amount: 5n, lockSeconds: 60, back: { operator: OPERATOR, maxCommissionBps: 800 } };
    const [open, back] = await actions.openPosition(at, OWNER, terms);
    const opened = stake.parseOpenPositionInstruction(open as never);
    const position = await addresses.position(at.pool, 7n);
    expect(named(opened.accounts)).toMatchObject({
        funder: OWNER,
        pool: await addresses.pool(MINT),
        position,
        vault: await addresses.stakeVault(at.pool),
        account: await addresses.associated(OWNER, MINT),
        mint: MINT,
    });
    expect(opened.data).toMatchObject({ id: 7n, amount: 5n, lockSeconds: 60 });
    const backed = stake.parseBackInstruction(back as never);
    expect(named(backed.accounts)).toMatchObject({ owner: OWNER, operator: OPERATOR, position });
    expect(backed.data.maxCommissionBps).toBe(800);
    expect(await actions.openPosition(at, OWNER, { ...terms, back: undefined })).toHaveLength(1);
});

it('pays rewards out of the reward vault, to the owner or into the stake', async () => {
    const at = await actions.stakePoolOf(MINT);
    const holding = { owner: OWNER, position: await addresses.position(at.pool, 7n) };
    const claim = stake.parseClaimInstruction((await actions.claim(at, holding)) as never);
    const own = await addresses.associated(OWNER, MINT);
    expect(named(claim.accounts)).toMatchObject({ vault: at.rewardVault, account: own });
    expect(claim.accounts.operator, 'none for who backs nobody').toBeUndefined();
    const compound = stake.parseCompoundInstruction(actions.compound(at, { ...holding, operator: OPERATOR }) as never);
    expect(named(compound.accounts)).toMatchObject({ vault: at.rewardVault, account: at.vault, operator: OPERATOR });
});

it('splits claims of many positions into transactions that fit, each with an account to be paid to', async () => {
    const at = await actions.stakePoolOf(MINT);
    const holdings = await Promise.all(
        Array.from({ length: 13 }, async (_, id) => ({
            owner: OWNER,
            position: await addresses.position(at.pool, BigInt(id)),
        })),
    );
    const transactions = await actions.claimAll(at, OWNER, holdings);
    expect(transactions.map(({ length }) => length)).toEqual([7, 7, 2]);
    const claimed = transactions.flatMap(([, ...claims]) =>
        claims.map((one) => stake.parseClaimInstruction(one as never).accounts.position.address),
    );
    expect(claimed).toEqual(holdings.map(({ position }) => position));
});

it('pays a ticket to whose it is, whoever asks', async () => {
    const at = await actions.stakePoolOf(MINT);
    const { decoder } = ACCOUNTS.ticket.kind;
    const data = { ...decoder.decode(new Uint8Array(decoder.fixedSize)), owner: OWNER, source: at.pool, nonce: 3n };
    const ticket = { address: await addresses.ticket(at.pool, 3n), data, raw: new Uint8Array(), slot: 1n };
    const [open, withdraw] = await actions.withdrawTicket(at, OPERATOR, ticket);
    expect(open!.accounts!.map(({ address: of }) => of).slice(0, 3)).toEqual([
        OPERATOR,
        await addresses.associated(OWNER, MINT),
        OWNER,
    ]);
    const parsed = stake.parseWithdrawInstruction(withdraw as never);
    expect(named(parsed.accounts)).toMatchObject({
        owner: OWNER,
        ticket: ticket.address,
        account: await addresses.associated(OWNER, MINT),
    });
    expect(parsed.accounts.operator).toBeUndefined();
});
