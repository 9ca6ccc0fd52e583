import { listStreams, type governor, type Loaded } from '@assay/client';
import { claimStream, closeStream } from '@assay/client/actions/governor';
import type { ReactNode } from 'react';
import {
    Address,
    Amount,
    Button,
    Card,
    Countdown,
    Empty,
    ErrorNote,
    Facts,
    Skeleton,
    Table,
    type Column,
} from '../../components';
import { useChainQuery, useChainTime, useDeployment, useToken } from '../../cluster';
import { REWARD_DECIMALS } from '../../features/governance/names';
import type { RealmState } from '../../features/governance/read';
import { useQuotes } from '../../quotes';
import { useTransact } from '../../transactions';
import { useWallet } from '../../wallet';
import { Balances } from '../../wallet/Balances';

/** What belongs to everybody, and what is paid out of it bit by bit. */
export function TreasuryTab({ state }: { state: RealmState }) {
    const { rewardMint } = useDeployment();
    const token = useToken();
    const { treasury } = state.governance;
    return (
        <div className="stack">
            <div className="columns">
                <Card title="Balances">
                    <Address address={treasury} explorer />
                    <Balances owner={treasury} />
                </Card>
                <Card title="Not withdrawn yet">
                    <Facts
                        items={[
                            [
                                'Share of the emission',
                                <Amount
                                    key="emission"
                                    units={state.pool.data.treasury}
                                    decimals={REWARD_DECIMALS}
                                    symbol={token(rewardMint).symbol}
                                    maxDecimals={4}
                                />,
                            ],
                        ]}
                    />
                    <p className="small">
                        It is minted for the treasury and waits in the stake pool. A vote withdraws it. Markets keep
                        their share of fees in token accounts of their own until a vote spends it.
                    </p>
                </Card>
            </div>
            <Streams state={state} />
        </div>
    );
}

type Stream = Loaded<governor.Stream>;

function Streams({ state }: { state: RealmState }) {
    const { realm } = state.governance;
    const { data, error, refetch } = useChainQuery(['governor', 'streams', realm], (connection) =>
        listStreams(connection, { realm }),
    );
    const columns = useColumns(state);
    if (error && !data)
        return <ErrorNote title="The streams could not be read" error={error} retry={() => void refetch()} />;
    if (!data) return <Skeleton lines={3} />;
    return (
        <Card title="Streams">
            {data.length === 0 ? (
                <Empty title="The treasury pays nothing bit by bit">
                    A proposal can make a stream: an amount that is released evenly over a time.
                </Empty>
            ) : (
                <Table label="Streams" columns={columns} rows={data} rowKey={({ address }) => address} />
            )}
        </Card>
    );
}

function useColumns(state: RealmState): Column<Stream>[] {
    const claimable = useClaimable();
    const token = useToken();
    const amount = (stream: Stream, units: bigint): ReactNode => (
        <Amount units={units} decimals={stream.data.decimals} symbol={token(stream.data.mint).symbol} maxDecimals={4} />
    );
    return [
        { key: 'to', header: 'To', cell: ({ data }) => <Address address={data.recipient} /> },
        { key: 'all', header: 'All of it', number: true, cell: (stream) => amount(stream, stream.data.vesting.amount) },
        {
            key: 'open',
            header: 'To be claimed',
            number: true,
            cell: (stream) => {
                const open = claimable(stream);
                return open === undefined ? '…' : amount(stream, open);
            },
        },
        { key: 'end', header: 'Ends in', cell: ({ data }) => <Countdown until={data.vesting.end} over="it ended" /> },
        {
            key: 'do',
            header: '',
            cell: (stream) => <StreamButton state={state} stream={stream} claimable={claimable(stream)} />,
        },
    ];
}

/** What of a stream can be claimed by now; undefined while that is not known. */
function useClaimable(): (stream: Stream) => bigint | undefined {
    const now = useChainTime();
    const { data: quotes } = useQuotes();
    return ({ raw }) =>
        quotes && now !== undefined ? quotes.governor.stream({ stream: raw, now }).claimable : undefined;
}

interface StreamButtonProps {
    state: RealmState;
    stream: Stream;
    claimable: bigint | undefined;
}

function StreamButton({ state, stream, claimable }: StreamButtonProps) {
    const transact = useTransact();
    const { address } = useWallet();
    if (!address) return null;
    const { id, mint, tokenProgram, recipient, claimed, vesting } = stream.data;
    const currency = { mint, tokenProgram };
    if (claimed === vesting.amount) {
        const close = () =>
            transact({
                title: 'Close the stream',
                build: async () => [await closeStream(state.governance, id, currency)],
                notes: ['Everything of it is claimed. Its rent goes back to the treasury.'],
            });
        return (
            <Button small onClick={() => void close()}>
                Close
            </Button>
        );
    }
    const claim = () =>
        transact({
            title: 'Claim from the stream',
            build: async () => [await claimStream(state.governance, id, currency, recipient)],
            notes: [
                recipient === address
                    ? 'It goes to your account of the token.'
                    : `It goes to the recipient, ${recipient}; anyone may have it paid.`,
            ],
            owners: [recipient],
        });
    return (
        <Button small disabled={!claimable} onClick={() => void claim()}>
            Claim
        </Button>
    );
}
