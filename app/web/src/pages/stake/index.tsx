import { REWARD_DECIMALS } from '@assay/client';
import type { Address } from '@solana/kit';
import { useMemo } from 'react';
import { useChainTime, useToken } from '../../cluster';
import { Card, ErrorNote, Page, Skeleton } from '../../components';
import '../../features/stake/stake.css';
import type { StakeSnapshot } from '../../features/stake/snapshot';
import { useStakeAddresses, useStakeSnapshot } from '../../features/stake/useStake';
import { useQuotes, type Quotes } from '../../quotes';
import { useTransact } from '../../transactions';
import { ConnectPrompt, useBalance, useWallet } from '../../wallet';
import { OpenForm } from './OpenForm';
import { Assumptions, Emission, PoolFigures } from './PoolFigures';
import { Positions } from './Positions';
import { viewOf } from './view';

/** Whose positions are read where no wallet is connected: nobody's. */
const NOBODY = '11111111111111111111111111111111' as Address;

export default function Stake() {
    const { address } = useWallet();
    const quotes = useQuotes();
    const now = useChainTime();
    const { data: snapshot, error, refetch } = useStakeSnapshot(address ?? NOBODY);
    const failed = error ?? quotes.error;
    return (
        <Page
            title="Stake"
            lead="Stake earns while it backs an operator, it votes, and it pays when that operator is convicted of a wrong result."
        >
            {failed && (
                <ErrorNote
                    title="The stake could not be read"
                    error={failed}
                    retry={() => void Promise.all([refetch(), quotes.refetch()])}
                />
            )}
            {snapshot && quotes.data && now !== undefined ? (
                <Loaded snapshot={snapshot} quotes={quotes.data} now={now} />
            ) : (
                !failed && <Skeleton lines={6} />
            )}
        </Page>
    );
}

function Loaded({ snapshot, quotes, now }: { snapshot: StakeSnapshot; quotes: Quotes; now: bigint }) {
    const symbol = useToken()(snapshot.pool.data.rewardMint).symbol;
    const shared = { snapshot, quotes, now, symbol };
    return (
        <>
            <PoolFigures {...shared} decimals={REWARD_DECIMALS} />
            <div className="split">
                <section className="stack" aria-labelledby="positions">
                    <h2 id="positions">Your positions</h2>
                    <Own {...shared} />
                    <Emission snapshot={snapshot} decimals={REWARD_DECIMALS} symbol={symbol} />
                    <Assumptions />
                </section>
                <OpenForm {...shared} />
            </div>
        </>
    );
}

function Own(shared: { snapshot: StakeSnapshot; quotes: Quotes; now: bigint; symbol: string }) {
    const { snapshot, quotes, now } = shared;
    const { address } = useWallet();
    const balance = useBalance(address, snapshot.pool.data.rewardMint);
    const transact = useTransact();
    const at = useStakeAddresses();
    const views = useMemo(
        () => snapshot.positions.map((position) => viewOf(quotes, snapshot, position, now)),
        [quotes, snapshot, now],
    );
    if (!address) {
        return (
            <Card>
                <ConnectPrompt>Connect a wallet to see what it has at stake.</ConnectPrompt>
            </Card>
        );
    }
    return <Positions desk={{ ...shared, owner: address, balance, views, at, transact }} />;
}
