export { BurnerNotice } from './BurnerNotice';
export { useWallet, WalletProvider, type WalletState } from './WalletProvider';
export { ConnectPrompt } from './WalletButton';
export { useBalance, useBalances } from './balances';
