import { address, type Address } from '@solana/kit';
import { SYSTEM_PROGRAM_ADDRESS } from '@solana-program/system';
import { ASSOCIATED_TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';
import { describe, expect, it } from 'vitest';
import * as amm from '../src/actions/amm';
import { claimLiquidity, farmOf, stakeLiquidity } from '../src/actions/farm';
import { collectLock, FOR_EVER, lockLiquidity } from '../src/actions/locks';
import { associated, NATIVE_MINT, TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from '../src/addresses';
import { AMM_PROGRAM_ADDRESS } from '../src/generated/amm/programs';
import * as generated from '../src/generated/amm/instructions';
import { getOpenFarmStakeInstructionDataEncoder } from '../src/generated/stake/instructions';

const config = address('JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG');
const user = address('4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T');
const reward = address('9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin');
const sol = { address: NATIVE_MINT, tokenProgram: TOKEN_PROGRAM };
const token = { address: reward, tokenProgram: TOKEN_2022_PROGRAM };
const limits = { deadline: 100n, meanSeconds: 600, meanBps: 50 };

const programs = (instructions: readonly { programAddress: Address }[]) =>
    instructions.map(({ programAddress }) => programAddress);

describe('pools', () => {
    it('are the same whichever mint is named first, with mints in the order of their bytes', async () => {
        const [one, another] = [await amm.poolOf(config, sol, token), await amm.poolOf(config, token, sol)];
        expect(one).toEqual(another);
        expect(one.mints.map((mint) => mint.address)).toEqual([NATIVE_MINT, reward]);
        expect(amm.sideOf(one, reward)).toBe('b');
        expect(amm.sideOf(one, user)).toBeUndefined();
    });

    it('pay with the token program that owns each mint', async () => {
        const pool = await amm.poolOf(config, token, sol);
        const [swap] = await Promise.all([
            amm.swap({ pool, from: 'b', exact: 'in', amount: 7n, limit: 5n }, user, limits),
        ]);
        const parsed = generated.parseSwapExactInInstruction(
            swap as Parameters<typeof generated.parseSwapExactInInstruction>[0],
        );
        expect(parsed.accounts.accountB.address).toBe(await associated(user, reward, TOKEN_2022_PROGRAM));
        expect(parsed.accounts.tokenProgramB.address).toBe(TOKEN_2022_PROGRAM);
        expect(parsed.data).toMatchObject({ aToB: false, amount: 7n, minimum: 5n, limits });
    });
});

describe('SOL', () => {
    it('that is sold is wrapped before and what is left is unwrapped after', async () => {
        const pool = await amm.poolOf(config, sol, token);
        const hop = { pool, from: 'a', exact: 'out', amount: 7n, limit: 90n } as const;
        const instructions = await amm.swapRoute([hop], user, 90n, limits);
        expect(programs(instructions)).toEqual([
            ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
            SYSTEM_PROGRAM_ADDRESS,
            TOKEN_PROGRAM,
            ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
            AMM_PROGRAM_ADDRESS,
            TOKEN_PROGRAM,
        ]);
        const trade = generated.parseSwapExactOutInstruction(
            instructions[4] as Parameters<typeof generated.parseSwapExactOutInstruction>[0],
        );
        expect(trade.data).toMatchObject({ aToB: true, amount: 7n, maximum: 90n });
    });

    it('that is bought needs no wrapping, only its account', async () => {
        const pool = await amm.poolOf(config, sol, token);
        const instructions = await amm.swapRoute(
            [{ pool, from: 'b', exact: 'in', amount: 7n, limit: 1n }],
            user,
            7n,
            limits,
        );
        expect(programs(instructions)).not.toContain(SYSTEM_PROGRAM_ADDRESS);
        expect(programs(instructions).at(-1)).toBe(TOKEN_PROGRAM);
    });

    it('stays away from pools without it', async () => {
        const pool = await amm.poolOf(config, token, { address: user, tokenProgram: TOKEN_PROGRAM });
        expect(programs(await amm.deposit(pool, user, [1n, 2n], 3n, 4n))).toEqual([
            ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
            AMM_PROGRAM_ADDRESS,
        ]);
    });

    it('is not touched by liquidity of the other side alone', async () => {
        const pool = await amm.poolOf(config, sol, token);
        expect(programs(await amm.depositSingle(pool, user, 'b', 5n, 1n, limits))).not.toContain(
            SYSTEM_PROGRAM_ADDRESS,
        );
        expect(programs(await amm.withdrawSingle(pool, user, 'b', 5n, 1n, limits))).toEqual([
            ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
            AMM_PROGRAM_ADDRESS,
        ]);
    });
});

describe('a lock', () => {
    it('for ever has no release, and pays its owner whoever asks for it', async () => {
        const pool = await amm.poolOf(config, sol, token);
        const [lock] = await lockLiquidity(pool, user, { id: 9n, owner: reward, liquidity: 5n, release: FOR_EVER });
        const parsed = generated.parseLockLiquidityInstruction(
            lock as Parameters<typeof generated.parseLockLiquidityInstruction>[0],
        );
        expect(parsed.data).toMatchObject({
            id: 9n,
            owner: reward,
            liquidity: 5n,
            release: { startsAt: 0n, endsAt: 0n },
        });
        const [, collect] = await collectLock(pool, user, parsed.accounts.lock.address, reward);
        const paid = generated.parseCollectLockInstruction(
            collect as Parameters<typeof generated.parseCollectLockInstruction>[0],
        );
        expect(paid.accounts.lpAccount.address).toBe(await associated(reward, pool.lpMint));
    });
});

describe('a farm', () => {
    it('opens a stake only where there is none', async () => {
        const farm = await farmOf(config, reward, user);
        const open = getOpenFarmStakeInstructionDataEncoder().encode({});
        const first = await stakeLiquidity(farm, user, 5n, true);
        expect(first[0]?.data).toEqual(open);
        const more = await stakeLiquidity(farm, user, 5n, false);
        expect(more.map(({ data }) => data)).toEqual(first.slice(1).map(({ data }) => data));
    });

    it('pays in the reward token', async () => {
        const farm = await farmOf(config, reward, user);
        const [, claim] = await claimLiquidity(farm, user);
        expect(claim?.accounts?.map((meta) => meta.address)).toContain(await associated(user, reward));
    });
});
