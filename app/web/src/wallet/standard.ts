import type { WalletSigner } from '@assay/client';
import type { SolanaSignTransactionFeature } from '@solana/wallet-standard-features';
import type { Wallet, WalletAccount } from '@wallet-standard/base';
import type {
    StandardConnectFeature,
    StandardDisconnectFeature,
    StandardEventsFeature,
} from '@wallet-standard/features';

export type SolanaWallet = Wallet & {
    features: StandardConnectFeature &
        SolanaSignTransactionFeature &
        Partial<StandardDisconnectFeature & StandardEventsFeature>;
};

/** Whether a wallet can sign Solana transactions for an app at all. */
export function isSolanaWallet(wallet: Wallet): wallet is SolanaWallet {
    const features = wallet.features;
    return (
        'standard:connect' in features &&
        'solana:signTransaction' in features &&
        wallet.chains.some((chain) => chain.startsWith('solana:'))
    );
}

export function firstAccount(wallet: SolanaWallet, chain: string): WalletAccount | undefined {
    return wallet.accounts.find(
        (account) =>
            account.chains.some((one) => one === chain) &&
            (account.features as readonly string[]).includes('solana:signTransaction'),
    );
}

export function signerOf(wallet: SolanaWallet, account: WalletAccount, chain: `solana:${string}`): WalletSigner {
    return {
        address: account.address as WalletSigner['address'],
        async signTransaction(transaction) {
            const feature = wallet.features['solana:signTransaction'];
            const [output] = await feature.signTransaction({ account, chain, transaction });
            if (!output) throw new Error(`${wallet.name} gave nothing back. Unlock it and try again.`);
            return new Uint8Array(output.signedTransaction);
        },
    };
}
