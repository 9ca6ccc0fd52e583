import { DEVNET } from '@assay/client';
import { describe, expect, it } from 'vitest';
import {
    customChoice,
    expectedGenesis,
    readChoice,
    rememberGenesis,
    resolveChoice,
    storeChoice,
    walletChain,
} from './choice';
import type { LocalConfig } from './local';

const local: LocalConfig = {
    cluster: 'local',
    genesisHash: 'LocalGenesis',
    rpcUrl: 'http://127.0.0.1:18899',
    wsUrl: 'ws://127.0.0.1:18900',
    rewardMint: 'Mint',
    stakePool: 'Pool',
    tokens: [],
};

describe('which cluster is used', () => {
    it('is the local chain where its server serves the app, devnet elsewhere', () => {
        expect(resolveChoice(undefined, local)).toMatchObject({ name: 'local', rpcUrl: local.rpcUrl });
        expect(resolveChoice(undefined, null)).toEqual(DEVNET);
    });

    it('is devnet when the local chain was chosen but is not there any more', () => {
        expect(resolveChoice({ name: 'local' }, null)).toEqual(DEVNET);
    });

    it('is what was chosen, over reloads', () => {
        storeChoice(customChoice('https://rpc.example.org', ''));
        expect(resolveChoice(readChoice(), local)).toEqual({
            name: 'custom',
            rpcUrl: 'https://rpc.example.org',
            wsUrl: 'wss://rpc.example.org',
        });
    });

    it('ignores what was stored when it makes no sense', () => {
        localStorage.setItem('assay.cluster', '{"name":"custom","rpcUrl":"javascript:alert(1)"}');
        expect(readChoice()).toBeUndefined();
        localStorage.setItem('assay.cluster', 'not JSON');
        expect(readChoice()).toBeUndefined();
    });

    it('refuses what is no URL with a sentence', () => {
        expect(() => customChoice('devnet', '')).toThrow(/http/);
        expect(() => customChoice('ftp://example.org', '')).toThrow(/http/);
    });
});

describe('which chain must answer', () => {
    it('is known for the local chain and devnet', () => {
        expect(expectedGenesis(resolveChoice(undefined, local), local)).toBe('LocalGenesis');
        expect(expectedGenesis(DEVNET, null)).toMatch(/^EtWTRAB/);
    });

    it('is the one that was there before, for a custom URL, and of that URL only', () => {
        const one = resolveChoice(customChoice('http://10.0.0.1:8899', ''), null);
        const other = resolveChoice(customChoice('http://10.0.0.2:8899', ''), null);
        expect(expectedGenesis(one, null)).toBeUndefined();
        rememberGenesis(one, 'First');
        expect(expectedGenesis(one, null)).toBe('First');
        expect(expectedGenesis(other, null)).toBeUndefined();
    });

    it('decides what wallets are told', () => {
        const custom = resolveChoice(customChoice('https://rpc.example.org', ''), null);
        expect(walletChain(custom, '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d')).toBe('solana:mainnet');
        expect(walletChain(custom, 'something else')).toBe('solana:localnet');
        expect(walletChain(DEVNET, undefined)).toBe('solana:devnet');
    });
});
