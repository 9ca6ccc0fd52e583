import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { getWallets } from '@wallet-standard/app';
import type { Wallet, WalletAccount } from '@wallet-standard/base';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ToastProvider } from '../app/toasts';
import { ClusterProvider } from '../cluster';
import { useWallet, WalletProvider } from './WalletProvider';
import { WalletButton } from './WalletButton';

const ADDRESS = 'So11111111111111111111111111111111111111112';
const OTHER = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const accountOf = (address: string, chains: WalletAccount['chains'] = ['solana:localnet']): WalletAccount => ({
    address,
    publicKey: new Uint8Array(32),
    chains,
    features: ['solana:signTransaction'],
});

type Change = (change: { accounts: readonly WalletAccount[] }) => void;

/** A wallet as extensions are, whose person and memory are played by the test. */
function wallet(options: { refuses?: boolean; remembers?: boolean; account?: WalletAccount } = {}) {
    const { account = accountOf(ADDRESS) } = options;
    let accounts: readonly WalletAccount[] = [];
    const listeners = new Set<Change>();
    const set = (next: readonly WalletAccount[]) => {
        accounts = next;
        listeners.forEach((listener) => listener({ accounts }));
    };
    const connect = vi.fn(async (input?: { silent?: boolean }) => {
        if (input?.silent && !options.remembers) return { accounts };
        if (options.refuses) throw new Error('User rejected the request.');
        set([account]);
        return { accounts };
    });
    const standard = {
        version: '1.0.0',
        name: 'Test wallet',
        icon: 'data:image/svg+xml;base64,',
        chains: ['solana:localnet'],
        get accounts() {
            return accounts;
        },
        features: {
            'standard:connect': { version: '1.0.0', connect },
            'standard:events': {
                version: '1.0.0',
                on: (_event: 'change', listener: Change) => {
                    listeners.add(listener);
                    return () => listeners.delete(listener);
                },
            },
            'solana:signTransaction': { version: '1.0.0', supportedTransactionVersions: [0], signTransaction: vi.fn() },
        },
    } as unknown as Wallet;
    return { standard, connect, set };
}

function Who() {
    return <p>signs as {useWallet().signer?.address ?? 'nobody'}</p>;
}

function show() {
    const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    return render(
        <QueryClientProvider client={client}>
            <ToastProvider>
                <ClusterProvider>
                    <WalletProvider>
                        <WalletButton />
                        <Who />
                    </WalletProvider>
                </ClusterProvider>
            </ToastProvider>
        </QueryClientProvider>,
    );
}

const cleanups: (() => void)[] = [];
function register(standard: Wallet) {
    cleanups.push(getWallets().register(standard));
}

beforeEach(() => {
    // Nothing listens here: wallets must work without a local server and without a chain.
    localStorage.setItem(
        'assay.cluster',
        JSON.stringify({ name: 'custom', rpcUrl: 'http://127.0.0.1:1', wsUrl: 'ws://127.0.0.1:1' }),
    );
});
afterEach(() => {
    cleanups.splice(0).forEach((stop) => act(stop));
});

const openAndChoose = async () => {
    await userEvent.click(await screen.findByRole('button', { name: 'Connect wallet' }));
    await userEvent.click(screen.getByRole('button', { name: /Test wallet/ }));
};

describe('wallets', () => {
    it('that are missing are explained', async () => {
        show();
        await userEvent.click(await screen.findByRole('button', { name: 'Connect wallet' }));
        expect(screen.getByText('No wallet was found in this browser')).toBeVisible();
        expect(screen.getByText(/Wallet Standard/)).toBeVisible();
    });

    it('connect, and give the signer of the account that supports the cluster', async () => {
        register(wallet().standard);
        show();
        await openAndChoose();
        expect(await screen.findByText(`signs as ${ADDRESS}`)).toBeVisible();
        expect(localStorage.getItem('assay.wallet')).toBe('Test wallet');
    });

    it('that arrive after the page are found', async () => {
        show();
        await screen.findByText('signs as nobody');
        act(() => register(wallet().standard));
        await openAndChoose();
        expect(await screen.findByText(`signs as ${ADDRESS}`)).toBeVisible();
    });

    it('say so when the person refuses', async () => {
        register(wallet({ refuses: true }).standard);
        show();
        await openAndChoose();
        expect(await screen.findByText('Test wallet did not connect')).toBeVisible();
        expect(screen.getByText('signs as nobody')).toBeVisible();
    });

    it('without an account for the cluster say what to do', async () => {
        register(wallet({ account: accountOf(ADDRESS, ['solana:mainnet']) }).standard);
        show();
        await openAndChoose();
        expect(await screen.findByText('Test wallet has no account for localnet')).toBeVisible();
        expect(screen.getByText('signs as nobody')).toBeVisible();
    });

    it('connect again by themselves, silently, when they remember the page', async () => {
        localStorage.setItem('assay.wallet', 'Test wallet');
        const known = wallet({ remembers: true });
        register(known.standard);
        show();
        expect(await screen.findByText(`signs as ${ADDRESS}`)).toBeVisible();
        expect(known.connect).toHaveBeenCalledExactlyOnceWith({ silent: true });
    });

    it('never ask by themselves', async () => {
        localStorage.setItem('assay.wallet', 'Test wallet');
        const forgetful = wallet();
        register(forgetful.standard);
        show();
        await waitFor(() => expect(forgetful.connect).toHaveBeenCalledExactlyOnceWith({ silent: true }));
        expect(screen.getByText('signs as nobody')).toBeVisible();
    });

    it('that change their account or are locked are followed, and it is said', async () => {
        const one = wallet();
        register(one.standard);
        show();
        await openAndChoose();
        await screen.findByText(`signs as ${ADDRESS}`);
        act(() => one.set([accountOf(OTHER)]));
        expect(await screen.findByText(`signs as ${OTHER}`)).toBeVisible();
        expect(screen.getByText('Test wallet changed its account')).toBeVisible();
        act(() => one.set([]));
        expect(await screen.findByText('signs as nobody')).toBeVisible();
        expect(screen.getByText('Test wallet was locked or disconnected')).toBeVisible();
    });
});
