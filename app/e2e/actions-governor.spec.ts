import {
    addresses,
    fetchPosition,
    fetchProposal,
    fetchRealm,
    fetchStream,
    findAction,
    findDelegation,
    findProposal,
    findStream,
    findVoteRecord,
    fromBase64,
    plan,
    proposalStatus,
    send,
    TOKEN_PROGRAM,
    type AssayEvent,
    type Loaded,
    type Receipt,
    type stake,
} from '@assay/client';
import * as act from '@assay/client/actions/governor';
import { test } from '@playwright/test';
import type { Address, Instruction } from '@solana/kit';
import { lamportsOf, tokensOf } from './support/balances';
import { quotesModule } from './support/content';
import { enacts, feesOf, HOUR, newHolder, passTime, proposes, realmOf, TOKEN, type Holder } from './support/governance';
import { does, marketOf, party, type Party } from './support/jobs';
import { fund } from './support/local';
import { chainConnection, expect } from './support/test';

const chain = chainConnection();
const FOR = { forBps: 10_000, againstBps: 0, abstainBps: 0 };
const AGAINST = { forBps: 0, againstBps: 10_000, abstainBps: 0 };
let governance: act.Governance;
let council: Holder;
let passer: Party;

const who = ({ signer }: Holder) => signer.address;
const holding = ({ position }: Holder) => act.holdingOf(position);
async function sends({ signer }: { signer: Holder['signer'] }, ...instructions: Instruction[]): Promise<Receipt> {
    return send(chain, await plan(chain, { instructions, feePayer: signer.address }), signer);
}
const statusOf = async (proposal: Address) => proposalStatus((await fetchProposal(chain, proposal)).data);
const contentOf = async (proposal: Address) => (await fetchProposal(chain, proposal)).data.content;
const positionOf = async ({ position }: Holder): Promise<Loaded<stake.Position>> =>
    fetchPosition(chain, position.address);

async function votes(holder: Holder, proposal: Address, ballot = FOR): Promise<Receipt> {
    const content = await contentOf(proposal);
    return sends(holder, await act.castVote(governance, who(holder), proposal, holding(holder), ballot, content));
}

async function tally(proposal: Address): Promise<bigint[]> {
    const { forWeight, againstWeight, abstainWeight } = (await fetchProposal(chain, proposal)).data.tally;
    return [forWeight, againstWeight, abstainWeight].map((weight) => weight / TOKEN);
}

function amountOf({ events }: Receipt, name: AssayEvent['name'], field: string): bigint {
    const found = events.find((event) => event.name === name);
    expect(found, name).toBeDefined();
    return (found!.data as unknown as Record<string, bigint>)[field]!;
}

test.describe.configure({ timeout: 240_000 });
test.beforeAll(async () => {
    governance = await realmOf(chain);
    council = await newHolder(chain);
    passer = await party();
});

test('a draft gains and loses actions, is cancelled, and everything it cost comes back', async () => {
    const holder = await newHolder(chain, 200n * TOKEN);
    const owner = who(holder);
    const [before, feesBefore] = [await lamportsOf(chain, owner), await feesOf(chain, owner)];
    const number = (await fetchRealm(chain, governance.realm)).data.proposals;
    const proposal = await addresses.proposal(governance.realm, number);
    const text = { hash: new Uint8Array(32), title: 'Two payments', uri: '' };
    await sends(holder, await act.createProposal(governance, holding(holder), number, text));
    for (const index of [0, 1]) {
        const pays = act.unstagedOf(act.payLamports(governance, passer.address, BigInt(index + 1)));
        const { bytes } = (await quotesModule).governor.stage({ ...pays, data: Uint8Array.from(pays.data) });
        await sends(holder, await act.addAction(governance, owner, proposal, index, fromBase64(bytes)));
    }
    expect((await fetchProposal(chain, proposal)).data).toMatchObject({ actionCount: 2, staged: 3 });
    await sends(holder, await act.removeAction(owner, proposal, 1));
    expect((await fetchProposal(chain, proposal)).data).toMatchObject({ actionCount: 1, staged: 1 });
    expect(await findAction(chain, await addresses.action(proposal, 1))).toBeUndefined();

    await sends(holder, act.cancel(owner, proposal));
    expect(await statusOf(proposal)).toBe('Cancelled');
    const { deposit } = (await fetchProposal(chain, proposal)).data;
    const withDeposit = await lamportsOf(chain, owner);
    await does(chain, passer, [act.reclaimDeposit(governance, proposal, owner)]);
    expect((await lamportsOf(chain, owner)) - withDeposit).toBe(deposit);
    await does(chain, passer, [await act.closeAction(owner, proposal, 0)]);
    await sends(holder, act.closeProposal(owner, proposal));
    expect(await findProposal(chain, proposal)).toBeUndefined();
    const fees = (await feesOf(chain, owner)) - feesBefore;
    expect(await lamportsOf(chain, owner)).toBe(before - fees);
});

test('votes are cast by a delegate, changed by the owner, withdrawn and closed', async () => {
    const [mine, delegating] = [await newHolder(chain, 200n * TOKEN), await newHolder(chain, 100n * TOKEN)];
    const place = await addresses.delegation(governance.realm, who(delegating));
    await sends(delegating, await act.delegate(governance, who(delegating), who(mine)));
    expect((await findDelegation(chain, place))?.data.delegate).toBe(who(mine));
    const { proposal } = await proposes(chain, mine, { title: 'Something to agree on' });
    const content = await contentOf(proposal);
    await votes(mine, proposal);
    await sends(mine, await act.castVote(governance, who(mine), proposal, holding(delegating), FOR, content));
    expect(await tally(proposal)).toEqual([1_200n, 0n, 0n]);

    const split = { forBps: 2_500, againstBps: 7_000, abstainBps: 500 };
    await sends(mine, await act.changeVote(governance, who(mine), proposal, holding(mine), split, content));
    expect(await tally(proposal)).toEqual([600n, 560n, 40n]);
    const own = act.changeVote(governance, who(delegating), proposal, holding(delegating), AGAINST, content);
    await sends(delegating, await own);
    expect(await tally(proposal)).toEqual([200n, 960n, 40n]);

    const record = await addresses.voteRecord(proposal, mine.position.address);
    const rent = await lamportsOf(chain, record);
    const before = await lamportsOf(chain, who(mine));
    const withdrawn = await plan(chain, {
        instructions: [await act.withdrawVote(governance, who(mine), proposal, holding(mine), who(mine))],
        feePayer: who(mine),
    });
    await send(chain, withdrawn, mine.signer);
    expect(await tally(proposal)).toEqual([0n, 400n, 0n]);
    expect(await lamportsOf(chain, who(mine))).toBe(before + rent - withdrawn.feeLamports);
    expect((await positionOf(mine)).data.votes).toBe(0);

    // It misses the quorum: the deposit is the treasury's.
    await passTime(chain, HOUR + 5n);
    await does(chain, passer, [act.finalize(governance, proposal)]);
    expect(await statusOf(proposal)).toBe('Defeated');
    const close = act.closeVote(governance, proposal, delegating.position.address, who(mine));
    expect(
        await findVoteRecord(chain, await addresses.voteRecord(proposal, delegating.position.address)),
    ).toBeDefined();
    const payer = await lamportsOf(chain, who(mine));
    await does(chain, passer, [await close]);
    expect(await lamportsOf(chain, who(mine))).toBe(payer + rent);
    expect((await positionOf(delegating)).data.votes).toBe(0);
    const [{ deposit }, treasury] = [
        (await fetchProposal(chain, proposal)).data,
        await lamportsOf(chain, governance.treasury),
    ];
    await does(chain, passer, [act.reclaimDeposit(governance, proposal, governance.treasury)]);
    expect(await lamportsOf(chain, governance.treasury)).toBe(treasury + deposit);
    await sends(delegating, await act.undelegate(governance, who(delegating)));
    expect(await findDelegation(chain, place)).toBeUndefined();
});

test('the treasury pays and streams what was voted; a stream is claimed, cancelled and closed', async () => {
    const mint = (await marketOf(chain)).data.rewardMint;
    const currency = { mint, tokenProgram: TOKEN_PROGRAM };
    const recipient = await party();
    await fund(governance.treasury);
    const id = BigInt(Date.now());
    const stream = await addresses.stream(governance.realm, id);
    const amount = 100_000_003n;
    // Longer than the vote and its time lock take, so that it is still running when it is there.
    const start = await chain.unixTime();
    const vesting = { amount, start, cliff: start, end: start + 30n * 24n * HOUR };
    const treasury = () => tokensOf(chain, governance.treasury, mint);
    const got = () => tokensOf(chain, recipient.address, mint);
    const [funds, sol, tokens] = [await treasury(), await lamportsOf(chain, recipient.address), await got()];
    await enacts(chain, council, {
        title: 'Pay somebody',
        actions: [
            act.payLamports(governance, recipient.address, 123_456_789n),
            await act.payTokens(governance, currency, recipient.address, 7_000_001n, 6),
            await act.createStream(governance, id, currency, recipient.address, vesting),
        ],
    });
    expect(await lamportsOf(chain, recipient.address)).toBe(sol + 123_456_789n);
    expect(await got()).toBe(tokens + 7_000_001n);
    expect(funds - (await treasury())).toBe(7_000_001n + amount);
    expect((await fetchStream(chain, stream)).data).toMatchObject({
        recipient: recipient.address,
        claimed: 0n,
        vesting,
    });

    const claim = async () => {
        const receipt = await does(chain, passer, [await act.claimStream(governance, id, currency, recipient.address)]);
        return amountOf(receipt, 'StreamClaimed', 'amount');
    };
    const first = await claim();
    const { claimed } = (await fetchStream(chain, stream)).data;
    expect([claimed, await got()]).toEqual([first, tokens + 7_000_001n + first]);
    expect(first).toBeGreaterThan(0n);
    expect(first).toBeLessThan(amount);
    await passTime(chain, 24n * HOUR);
    const second = await claim();
    // A day of thirty, and what passed between the claims.
    expect(second).toBeGreaterThanOrEqual(amount / 30n);

    await enacts(chain, council, {
        title: 'Stop paying',
        actions: [await act.cancelStream(governance, id, currency)],
    });
    const left = (await fetchStream(chain, stream)).data;
    const returned = amount - left.vesting.amount;
    expect(await treasury()).toBe(funds - 7_000_001n - amount + returned);
    const last = await claim();
    expect(first + second + last).toBe(left.vesting.amount);
    expect(await got()).toBe(tokens + 7_000_001n + left.vesting.amount);

    const rents = (await lamportsOf(chain, stream)) + (await lamportsOf(chain, await addresses.streamVault(stream)));
    const held = await lamportsOf(chain, governance.treasury);
    await does(chain, passer, [await act.closeStream(governance, id, currency)]);
    expect(await findStream(chain, stream)).toBeUndefined();
    expect(await lamportsOf(chain, governance.treasury)).toBe(held + rents);
});

test('a guardian vetoes a vote while in office, and the deposit is forfeited', async () => {
    const guardian = await party();
    const until = (await chain.unixTime()) + 30n * 24n * HOUR;
    const named = act.setGuardian(governance, { guardian: guardian.address, until });
    await enacts(chain, council, { title: 'A guardian', actions: [named] });
    const { proposal } = await proposes(chain, council, { title: 'Something harmful' });
    const content = await contentOf(proposal);
    const early = await plan(chain, {
        instructions: [act.veto(governance, passer.address, proposal, content)],
        feePayer: passer.address,
    });
    expect(early.failure?.sentence).toMatch(/guardian/i);
    await does(chain, guardian, [act.veto(governance, guardian.address, proposal, content)]);
    expect(await statusOf(proposal)).toBe('Vetoed');
    const [{ deposit }, before] = [
        (await fetchProposal(chain, proposal)).data,
        await lamportsOf(chain, governance.treasury),
    ];
    await does(chain, passer, [act.reclaimDeposit(governance, proposal, governance.treasury)]);
    expect(await lamportsOf(chain, governance.treasury)).toBe(before + deposit);

    await enacts(chain, council, { title: 'No guardian', actions: [act.setGuardian(governance)] });
    const { data } = await fetchRealm(chain, governance.realm);
    expect(data.guardianUntil).toBe(0n);
});

test('who votes against something critical that passes may leave sooner', async () => {
    const dissenter = await newHolder(chain, 50n * TOKEN);
    const { params } = (await fetchRealm(chain, governance.realm)).data;
    const changed = act.setRealmParams(governance, params);
    const { proposal } = await proposes(chain, council, { title: 'The same rules', actions: [changed] });
    await votes(council, proposal);
    await votes(dissenter, proposal, AGAINST);
    await passTime(chain, HOUR + 5n);
    await does(chain, passer, [act.finalize(governance, proposal)]);
    const queued = (await fetchProposal(chain, proposal)).data;
    expect(proposalStatus(queued)).toBe('Queued');
    const position = dissenter.position.address;
    const close = await act.closeVote(governance, proposal, position, who(dissenter));
    const refused = await plan(chain, { instructions: [close], feePayer: passer.address });
    expect(refused.failure?.sentence).toMatch(/^The governor program refused: /);
    await does(chain, passer, [await act.claimExit(governance, proposal, position, who(dissenter))]);
    const { exitUntil, exitSeconds, votes: held } = (await positionOf(dissenter)).data;
    expect([exitUntil, exitSeconds, held]).toEqual([queued.executableAt, queued.exitSeconds, 0]);
    expect(await findVoteRecord(chain, await addresses.voteRecord(proposal, position))).toBeUndefined();
});
