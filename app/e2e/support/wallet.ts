import type { Page } from '@playwright/test';
import {
    createKeyPairFromPrivateKeyBytes,
    getAddressFromPublicKey,
    getBase58Decoder,
    getTransactionDecoder,
    getTransactionEncoder,
    signTransaction,
    type Address,
} from '@solana/kit';
import { randomBytes } from 'node:crypto';

/** How the wallet answers when it is asked to sign. */
export type Mood = 'signs' | 'rejects' | 'locked' | 'hangs';

/** A Wallet Standard wallet that is there before the page's scripts. Its key stays in this process. */
export class TestWallet {
    mood: Mood = 'signs';
    /** What it was asked to sign, whole transactions. */
    readonly asked: Uint8Array[] = [];

    private constructor(
        readonly address: Address,
        /** 64 bytes: secret and public key, as the Solana tools keep them. */
        readonly secretKey: Uint8Array,
        private readonly keys: CryptoKeyPair,
    ) {}

    static async create(): Promise<TestWallet> {
        const seed = new Uint8Array(randomBytes(32));
        const keys = await createKeyPairFromPrivateKeyBytes(seed, true);
        const address = await getAddressFromPublicKey(keys.publicKey);
        const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey));
        return new TestWallet(address, new Uint8Array([...seed, ...publicKey]), keys);
    }

    /** Registers it in every document of `page` from now on. */
    async install(page: Page): Promise<void> {
        await page.exposeFunction('__testWalletSign', (bytes: number[]) => this.sign(bytes));
        await page.addInitScript(register, { address: this.address, publicKey: [...this.secretKey.slice(32)] });
    }

    private async sign(bytes: number[]): Promise<{ signed?: number[]; refusal?: string }> {
        const transaction = getTransactionDecoder().decode(new Uint8Array(bytes));
        this.asked.push(new Uint8Array(bytes));
        if (this.mood === 'hangs') await new Promise(() => {});
        if (this.mood === 'rejects') return { refusal: 'User rejected the request.' };
        if (this.mood === 'locked') return { refusal: 'Wallet is locked.' };
        const signed = await signTransaction([this.keys], transaction as Parameters<typeof signTransaction>[1]);
        return { signed: [...getTransactionEncoder().encode(signed)] };
    }
}

/** Base58 of a signature, to look it up. */
export function signatureText(bytes: Uint8Array): string {
    return getBase58Decoder().decode(bytes);
}

/** Runs in the page, before its scripts: what a wallet's extension does. */
function register({ address, publicKey }: { address: string; publicKey: number[] }): void {
    type Changes = { accounts?: readonly unknown[] };
    const sign = (
        globalThis as unknown as {
            __testWalletSign: (bytes: number[]) => Promise<{ signed?: number[]; refusal?: string }>;
        }
    ).__testWalletSign;
    const chains = ['solana:localnet', 'solana:devnet', 'solana:mainnet'] as const;
    const account = {
        address,
        publicKey: new Uint8Array(publicKey),
        chains,
        features: ['solana:signTransaction'] as const,
        label: 'Test account',
    };
    const listeners = new Set<(changes: Changes) => void>();
    let accounts: readonly unknown[] = [];
    const change = (next: readonly unknown[]) => {
        accounts = next;
        listeners.forEach((listener) => listener({ accounts }));
    };
    const wallet = {
        version: '1.0.0',
        name: 'Test wallet',
        icon: 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=',
        chains,
        get accounts() {
            return accounts;
        },
        features: {
            'standard:connect': {
                version: '1.0.0',
                connect: async (input?: { silent?: boolean }) => {
                    const known = sessionStorage.getItem('test-wallet-connected') === 'yes';
                    if (input?.silent && !known) return { accounts: [] };
                    sessionStorage.setItem('test-wallet-connected', 'yes');
                    change([account]);
                    return { accounts: [account] };
                },
            },
            'standard:disconnect': {
                version: '1.0.0',
                disconnect: async () => {
                    sessionStorage.removeItem('test-wallet-connected');
                    change([]);
                },
            },
            'standard:events': {
                version: '1.0.0',
                on: (_event: 'change', listener: (changes: Changes) => void) => {
                    listeners.add(listener);
                    return () => listeners.delete(listener);
                },
            },
            'solana:signTransaction': {
                version: '1.0.0',
                supportedTransactionVersions: ['legacy', 0],
                signTransaction: async (...inputs: { transaction: Uint8Array }[]) => {
                    const outputs = [];
                    for (const { transaction } of inputs) {
                        const answer = await sign([...transaction]);
                        if (answer.signed === undefined) throw new Error(answer.refusal);
                        outputs.push({ signedTransaction: new Uint8Array(answer.signed) });
                    }
                    return outputs;
                },
            },
        },
    };
    const announce = (api: { register: (...wallets: unknown[]) => void }) => api.register(wallet);
    window.addEventListener('wallet-standard:app-ready', (event) => announce((event as CustomEvent).detail));
    window.dispatchEvent(new CustomEvent('wallet-standard:register-wallet', { detail: announce }));
    // For tests of a wallet that is locked or changes its account while the page is open.
    (globalThis as unknown as { testWallet: unknown }).testWallet = {
        disconnect: () => change([]),
        reconnect: () => change([account]),
    };
}
