import { useState } from 'react';
import { useCluster, useExplorer } from '../cluster';
import { Button } from '../components/Button';
import { CopyButton } from '../components/CopyButton';
import { Dialog } from '../components/Dialog';
import { Note } from '../components/Notes';
import { shortAddress } from '../components/shortAddress';
import { Balances } from './Balances';
import { useWallet } from './WalletProvider';

export function WalletButton() {
    const { status, address } = useWallet();
    const [open, setOpen] = useState(false);
    return (
        <>
            <Button
                kind={address ? undefined : 'primary'}
                onClick={() => setOpen(true)}
                aria-label={address ? `Wallet ${shortAddress(address)}` : 'Connect wallet'}
            >
                {status === 'connecting' ? 'Connecting…' : address ? shortAddress(address) : <ConnectLabel />}
            </Button>
            <Dialog title={address ? 'Wallet' : 'Connect a wallet'} open={open} onClose={() => setOpen(false)}>
                {address ? <Connected onDone={() => setOpen(false)} /> : <Choose onDone={() => setOpen(false)} />}
            </Dialog>
        </>
    );
}

function ConnectLabel() {
    return (
        <span>
            Connect<span className="wide-only"> wallet</span>
        </span>
    );
}

/** In place of an action that needs a wallet. */
export function ConnectPrompt({ children = 'Connect a wallet to do this.' }: { children?: string }) {
    const [open, setOpen] = useState(false);
    return (
        <>
            <Button kind="primary" wide onClick={() => setOpen(true)}>
                Connect a wallet
            </Button>
            <p className="field-hint">{children}</p>
            <Dialog title="Connect a wallet" open={open} onClose={() => setOpen(false)}>
                <Choose onDone={() => setOpen(false)} />
            </Dialog>
        </>
    );
}

function Choose({ onDone }: { onDone(): void }) {
    const { wallets, connect } = useWallet();
    if (wallets.length === 0) return <NoWallet />;
    return (
        <ul className="menu-list">
            {wallets.map((wallet) => (
                <li key={wallet.name}>
                    <Button onClick={() => void connect(wallet).then(onDone)}>
                        <img src={wallet.icon} alt="" width="20" height="20" />
                        {wallet.name}
                    </Button>
                </li>
            ))}
        </ul>
    );
}

function NoWallet() {
    const { localConfig } = useCluster();
    return (
        <Note title="No wallet was found in this browser">
            <p>
                Install a Solana wallet that follows the Wallet Standard, such as Phantom, Solflare or Backpack, and
                load this page again. Everything can be read without one.
            </p>
            {!localConfig && (
                <p>
                    To try it without a wallet, run <code>cargo xtask demo --keep --web</code>: its local chain comes
                    with a throw-away wallet.
                </p>
            )}
        </Note>
    );
}

function Connected({ onDone }: { onDone(): void }) {
    const { address, wallet, disconnect } = useWallet();
    const explorer = useExplorer();
    if (!address) return null;
    return (
        <>
            <div className="row">
                {wallet && <img src={wallet.icon} alt="" width="20" height="20" />}
                <strong>{wallet?.name}</strong>
            </div>
            <div className="row">
                <code>{address}</code>
                <CopyButton text={address} label="Copy the address" />
            </div>
            <Balances owner={address} />
            <div className="row">
                <a href={explorer('address', address)} target="_blank" rel="noreferrer">
                    Show in the explorer
                </a>
                <Button small onClick={() => void disconnect().then(onDone)}>
                    Disconnect
                </Button>
            </div>
        </>
    );
}
