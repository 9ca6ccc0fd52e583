import type { Address } from '@solana/kit';
import { Amount } from '../components/Amount';
import { ErrorNote, Skeleton } from '../components/Notes';
import { Facts } from '../components/Stat';
import { useToken } from '../cluster';
import { useBalances } from './balances';

export function Balances({ owner }: { owner: Address }) {
    const { data, error, refetch } = useBalances(owner);
    const token = useToken();
    if (error) return <ErrorNote title="The balances could not be read" error={error} retry={() => void refetch()} />;
    if (!data) return <Skeleton lines={2} label="Reading balances" />;
    return (
        <Facts
            numbers
            items={[
                ['SOL', <Amount key="sol" units={data.lamports} decimals={9} />],
                ...data.tokens.map((held): [string, React.ReactNode] => [
                    token(held.mint).symbol,
                    <Amount key={held.account} units={held.units} decimals={held.decimals} />,
                ]),
            ]}
        />
    );
}
