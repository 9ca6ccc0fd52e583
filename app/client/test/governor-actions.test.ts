import { address, type Address } from '@solana/kit';
import { describe, expect, it } from 'vitest';
import { executeAction, executesUpgrade } from '../src/actions/governor';

const proposal = address('JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG');
const one = address('Stake11111111111111111111111111111111111111');
const loader = address('BPFLoaderUpgradeab1e11111111111111111111111');
const account = (writable: boolean) => ({ address: one, signer: false, writable });

describe('executeAction', () => {
    it('names the program and every account once, as writable as it ever is, and nobody as a signer', async () => {
        const voted = { program: loader, accounts: [account(false), account(true)], data: new Uint8Array() };
        const { accounts = [] } = await executeAction(proposal, 3, voted);
        expect(accounts[0]?.address).toBe(proposal);
        expect(accounts.slice(-2)).toEqual([
            { address: loader, role: 0 },
            { address: one, role: 1 },
        ]);
    });

    it('tells an upgrade, which needs a transaction of its own', async () => {
        const calling = (program: Address) =>
            executeAction(proposal, 0, { program, accounts: [], data: new Uint8Array() });
        expect(executesUpgrade(await calling(loader))).toBe(true);
        expect(executesUpgrade(await calling(one))).toBe(false);
    });
});
