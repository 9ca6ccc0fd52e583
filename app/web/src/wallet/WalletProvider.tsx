import type { WalletSigner } from '@assay/client';
import type { Address } from '@solana/kit';
import { getWallets } from '@wallet-standard/app';
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useToast } from '../app/toasts';
import { useCluster, usePulse } from '../cluster';
import { walletChain } from '../cluster/choice';
import { tell } from '../components/Notes';
import { readStored, store } from '../storage';
import { BURNER_NAME, useBurner } from './burner';
import { firstAccount, isSolanaWallet, signerOf, type SolanaWallet } from './standard';

export interface WalletState {
    status: 'disconnected' | 'connecting' | 'connected';
    address?: Address;
    signer?: WalletSigner;
    wallet?: SolanaWallet;
    wallets: SolanaWallet[];
    /** Whether the key is a throw-away of the local chain. */
    burner: boolean;
    connect(wallet: SolanaWallet): Promise<void>;
    disconnect(): Promise<void>;
}

const WalletContext = createContext<WalletState | undefined>(undefined);

export function useWallet(): WalletState {
    const state = useContext(WalletContext);
    if (!state) throw new Error('useWallet is used outside of WalletProvider.');
    return state;
}

function useWallets(): SolanaWallet[] {
    const [wallets, setWallets] = useState<SolanaWallet[]>(() => getWallets().get().filter(isSolanaWallet));
    useEffect(() => {
        const api = getWallets();
        const read = () => setWallets(api.get().filter(isSolanaWallet));
        read();
        const stops = [api.on('register', read), api.on('unregister', read)];
        return () => stops.forEach((stop) => stop());
    }, []);
    return wallets;
}

/** Re-renders when a wallet says that its accounts changed; what they are is read from the wallet itself. */
function useWalletChanges(wallet: SolanaWallet | undefined): number {
    const [version, setVersion] = useState(0);
    useEffect(
        () => wallet?.features['standard:events']?.on('change', () => setVersion((count) => count + 1)),
        [wallet],
    );
    return version;
}

export function WalletProvider({ children }: { children: ReactNode }) {
    const { cluster, connection, localConfig } = useCluster();
    const { genesis } = usePulse();
    useBurner(localConfig, connection, genesis);
    const wallets = useWallets();
    const [name, setName] = useState(() => readStored('wallet'));
    const [connecting, setConnecting] = useState(false);
    const wallet = wallets.find((one) => one.name === name);
    const version = useWalletChanges(wallet);
    const toast = useToast();
    const chain = walletChain(cluster, genesis);

    const connect = useCallback(
        async (chosen: SolanaWallet, silent = false) => {
            setConnecting(true);
            try {
                await chosen.features['standard:connect'].connect(silent ? { silent } : undefined);
                const account = firstAccount(chosen, chain);
                if (!silent) store('wallet', chosen.name);
                setName(chosen.name);
                if (!account && !silent) toast({ tone: 'warn', ...noAccount(chosen, chain) });
            } catch (error) {
                // A wallet that does not remember this site is no problem: it can be connected by hand.
                if (!silent)
                    toast({ tone: 'bad', title: `${chosen.name} did not connect`, detail: tell(error).sentence });
            } finally {
                setConnecting(false);
            }
        },
        [chain, toast],
    );
    const disconnect = useCallback(async () => {
        store('wallet', undefined);
        setName(undefined);
        await wallet?.features['standard:disconnect']?.disconnect();
    }, [wallet]);

    // Once per wallet that was in use when the page was left.
    const tried = useRef<string>(undefined);
    useEffect(() => {
        if (!wallet || tried.current === wallet.name) return;
        const timer = setTimeout(() => {
            tried.current = wallet.name;
            if (wallet.accounts.length === 0) void connect(wallet, true);
        });
        return () => clearTimeout(timer);
    }, [wallet, connect]);

    const account = useMemo(() => {
        void version;
        return wallet && firstAccount(wallet, chain);
    }, [wallet, chain, version]);
    useLostAccount(wallet, account?.address, toast);

    const state = useMemo((): WalletState => {
        const shared = { wallets, connect, disconnect, wallet, burner: wallet?.name === BURNER_NAME && !!account };
        if (!wallet || !account) return { ...shared, status: connecting ? 'connecting' : 'disconnected' };
        return {
            ...shared,
            status: 'connected',
            address: account.address as Address,
            signer: signerOf(wallet, account, chain),
        };
    }, [wallets, connect, disconnect, wallet, account, chain, connecting]);
    return <WalletContext value={state}>{children}</WalletContext>;
}

function noAccount(wallet: SolanaWallet, chain: string) {
    const network = chain.replace('solana:', '');
    return {
        title: `${wallet.name} has no account for ${network}`,
        detail: `Allow an account that supports ${network} in the wallet's settings, then connect again.`,
    };
}

/** Says so when the wallet takes its account away or changes it by itself. */
function useLostAccount(
    wallet: SolanaWallet | undefined,
    address: string | undefined,
    toast: ReturnType<typeof useToast>,
) {
    const before = useRef<{ wallet?: SolanaWallet; address?: string }>({});
    useEffect(() => {
        const last = before.current;
        before.current = { wallet, address };
        if (!wallet || last.wallet !== wallet || !last.address || last.address === address) return;
        if (address) toast({ title: `${wallet.name} changed its account`, detail: address });
        else
            toast({
                tone: 'warn',
                title: `${wallet.name} was locked or disconnected`,
                detail: 'Unlock it and connect again to sign.',
            });
    }, [wallet, address, toast]);
}
