import type { Address } from '@solana/kit';
import { ErrorNote, Page, Skeleton } from '../../components';
import { useOperators } from '../../features/operators/useOperators';
import { ConnectPrompt, useWallet } from '../../wallet';
import { Classes } from './Classes';
import { Manage } from './Manage';
import { Register } from './Register';

export default function Operate() {
    const { address } = useWallet();
    return (
        <Page
            title="Operate"
            lead="Run jobs or verify them, with a bond that answers for it. Your wallet owns the bond and is paid; the daemon on your machine has a key of its own that can never move it."
        >
            {address ? (
                <Own wallet={address} />
            ) : (
                <ConnectPrompt>Connect the wallet that is to own the bond.</ConnectPrompt>
            )}
            <Classes />
        </Page>
    );
}

function Own({ wallet }: { wallet: Address }) {
    const { rows, snapshot, quotes, error, refetch } = useOperators();
    if (error && !rows)
        return <ErrorNote title="The operators could not be read" error={error} retry={() => void refetch()} />;
    if (!rows || !snapshot || !quotes) return <Skeleton lines={6} />;
    const row = rows.find(({ operator }) => operator.data.authority === wallet);
    return row ? (
        <Manage key={wallet} wallet={wallet} row={row} snapshot={snapshot} quotes={quotes} />
    ) : (
        <Register key={wallet} wallet={wallet} pool={snapshot.pool} />
    );
}
