import { useWallet } from './WalletProvider';

export function BurnerNotice() {
    const { burner } = useWallet();
    if (!burner) return null;
    return (
        <div className="banner banner-warn" role="note">
            <div>
                <strong>Local chain only: this wallet is a throw-away.</strong> Its key is kept by this browser for this
                chain; it is refused on any other cluster.
            </div>
        </div>
    );
}
