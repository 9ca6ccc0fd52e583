import {
    address,
    appendTransactionMessageInstruction,
    blockhash,
    compileTransaction,
    createTransactionMessage,
    getTransactionDecoder,
    getTransactionEncoder,
    pipe,
    setTransactionMessageFeePayer,
    setTransactionMessageLifetimeUsingBlockhash,
    verifySignature,
    type SignatureBytes,
} from '@solana/kit';
import { describe, expect, it } from 'vitest';
import { makeBurner, type KeyStore } from './burner';
import { firstAccount, isSolanaWallet, signerOf } from './standard';

const OURS = 'ours';

function memoryKeys(): KeyStore & { kept: Map<string, CryptoKeyPair> } {
    const kept = new Map<string, CryptoKeyPair>();
    return {
        kept,
        read: async (genesis) => kept.get(genesis),
        write: async (genesis, pair) => void kept.set(genesis, pair),
    };
}

function world(chain = { genesis: OURS }) {
    const keys = memoryKeys();
    const funded: string[] = [];
    const connection = { rpc: { getGenesisHash: () => ({ send: async () => chain.genesis }) } } as never;
    const make = () => makeBurner({ genesisHash: OURS }, connection, keys, async (to) => void funded.push(to));
    return { chain, keys, funded, make, burner: make() };
}

function transactionOf(payer: string): Uint8Array {
    const lifetime = { blockhash: blockhash('11111111111111111111111111111111'), lastValidBlockHeight: 1n };
    const message = pipe(
        createTransactionMessage({ version: 0 }),
        (m) => setTransactionMessageFeePayer(address(payer), m),
        (m) => setTransactionMessageLifetimeUsingBlockhash(lifetime, m),
        (m) => appendTransactionMessageInstruction({ programAddress: address('11111111111111111111111111111111') }, m),
    );
    return new Uint8Array(getTransactionEncoder().encode(compileTransaction(message)));
}

describe('the local burner', () => {
    it('is a wallet as others are, with a key of its own that was funded once', async () => {
        const { burner, funded, make, keys } = world();
        expect(isSolanaWallet(burner)).toBe(true);
        await burner.features['standard:connect'].connect();
        const account = firstAccount(burner, 'solana:localnet');
        expect(funded).toEqual([account?.address]);
        expect(firstAccount(burner, 'solana:devnet')).toBeUndefined();
        expect(keys.kept.get(OURS)?.privateKey.extractable).toBe(false);
        const again = make();
        await again.features['standard:connect'].connect({ silent: true });
        expect(firstAccount(again, 'solana:localnet')?.address).toBe(account?.address);
        expect(funded.length).toBe(1);
    });

    it('makes no key unless somebody asks', async () => {
        const { burner, keys } = world();
        const { accounts } = await burner.features['standard:connect'].connect({ silent: true });
        expect(accounts).toEqual([]);
        expect(keys.kept.size).toBe(0);
    });

    it('signs what it is given and changes nothing in it', async () => {
        const { burner, keys } = world();
        await burner.features['standard:connect'].connect();
        const account = firstAccount(burner, 'solana:localnet');
        if (!account) throw new Error('no account');
        const given = transactionOf(account.address);
        const signed = await signerOf(burner, account, 'solana:localnet').signTransaction(given);
        const [before, after] = [given, signed].map((bytes) => getTransactionDecoder().decode(bytes));
        expect(after?.messageBytes).toEqual(before?.messageBytes);
        const signature = after?.signatures[address(account.address)] as SignatureBytes;
        const key = keys.kept.get(OURS)?.publicKey as CryptoKey;
        expect(await verifySignature(key, signature, after?.messageBytes ?? new Uint8Array())).toBe(true);
    });

    it('refuses to sign when another chain answers, and to connect there', async () => {
        const { burner, chain } = world();
        await burner.features['standard:connect'].connect();
        const account = firstAccount(burner, 'solana:localnet');
        if (!account) throw new Error('no account');
        chain.genesis = 'devnet';
        const signing = signerOf(burner, account, 'solana:localnet').signTransaction(transactionOf(account.address));
        await expect(signing).rejects.toThrow(/throw-away of the local chain/);
        await burner.features['standard:disconnect']?.disconnect();
        await expect(burner.features['standard:connect'].connect()).rejects.toThrow(/throw-away/);
    });

    it('refuses a transaction that is not its own to sign', async () => {
        const { burner } = world();
        await burner.features['standard:connect'].connect();
        const account = firstAccount(burner, 'solana:localnet');
        if (!account) throw new Error('no account');
        const foreign = transactionOf('So11111111111111111111111111111111111111112');
        await expect(signerOf(burner, account, 'solana:localnet').signTransaction(foreign)).rejects.toThrow(
            /does not sign/,
        );
    });
});
