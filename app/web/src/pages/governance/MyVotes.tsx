import { useDraft } from '../../components/useDraft';
import { delegate, undelegate } from '@assay/client/actions/governor';
import { isAddress, type Address as Key } from '@solana/kit';
import { useMemo, type FormEvent } from 'react';
import { Link } from 'react-router';
import {
    Address,
    Amount,
    Button,
    buttonClass,
    Card,
    Countdown,
    Empty,
    ErrorNote,
    Field,
    Skeleton,
    Table,
    type Column,
} from '../../components';
import { useChainTime } from '../../cluster';
import { useMine } from '../../features/governance/hooks';
import { REWARD_DECIMALS } from '../../features/governance/names';
import { weightOf, type Delegations, type MyPosition, type RealmState } from '../../features/governance/read';
import { useQuotes } from '../../quotes';
import { useTransact } from '../../transactions';
import { ConnectPrompt, useWallet } from '../../wallet';

/** What the wallet votes with, and whom it lets vote. */
export function MyVotes({ state }: { state: RealmState }) {
    const { address } = useWallet();
    const { data: mine, error, refetch } = useMine(state);
    if (!address) return <ConnectPrompt>Connect a wallet to see what you vote with, and to delegate.</ConnectPrompt>;
    if (error && !mine)
        return <ErrorNote title="Your positions could not be read" error={error} retry={() => void refetch()} />;
    if (!mine) return <Skeleton lines={5} />;
    return (
        <div className="split">
            <Positions positions={mine.positions} />
            <Delegation state={state} wallet={address as Key} delegations={mine.delegations} />
        </div>
    );
}

interface Row extends MyPosition {
    weight: bigint;
    vesting: boolean;
    heldUntil?: bigint;
}

const columns: Column<Row>[] = [
    {
        key: 'id',
        header: 'Position',
        sortBy: (row) => row.position.data.id,
        cell: (row) => row.position.data.id.toString(),
    },
    { key: 'owner', header: 'Owner', cell: (row) => (row.own ? 'you' : <Address address={row.position.data.owner} />) },
    {
        key: 'weight',
        header: 'Weight now',
        number: true,
        sortBy: (row) => row.weight,
        cell: (row) =>
            row.vesting ? (
                <span className="muted">none: vesting</span>
            ) : (
                <Amount units={row.weight} decimals={REWARD_DECIMALS} maxDecimals={2} />
            ),
    },
    {
        key: 'held',
        header: 'Held by votes',
        cell: (row) => (row.heldUntil ? <Countdown until={row.heldUntil} /> : <span className="muted">no</span>),
    },
];

function Positions({ positions }: { positions: readonly MyPosition[] }) {
    const { data: quotes } = useQuotes();
    const now = useChainTime();
    const rows = useMemo(() => {
        if (!quotes || now === undefined) return undefined;
        return positions.map((it): Row => {
            const { now: weight, vesting } = weightOf(quotes, it);
            const { votes, votingUntil } = it.position.data;
            return { ...it, weight, vesting, heldUntil: votes > 0 && votingUntil > now ? votingUntil : undefined };
        });
    }, [positions, quotes, now]);
    if (!rows) return <Skeleton lines={4} />;
    if (rows.length === 0) {
        return (
            <Empty
                title="You have nothing to vote with"
                action={
                    <Link to="/stake" className={buttonClass()}>
                        Stake
                    </Link>
                }
            >
                Votes are weighed by stake and its locks. What is staked now counts in votes that begin later.
            </Empty>
        );
    }
    return (
        <Table label="Positions you vote with" columns={columns} rows={rows} rowKey={(row) => row.position.address} />
    );
}

const EMPTY = { to: '' };

interface DelegationProps {
    state: RealmState;
    wallet: Key;
    delegations: Delegations;
}

function Delegation({ state, wallet, delegations }: DelegationProps) {
    const { given, received } = delegations;
    return (
        <Card title="Delegation">
            <p className="small">
                Whom you delegate to may vote with all of your positions, and with nothing else of yours: stake and
                rewards stay under your key. Where you vote yourself, your vote counts and the delegate cannot change
                it. Nothing is delegated further.
            </p>
            {given ? (
                <Given state={state} wallet={wallet} to={given.data.delegate} />
            ) : (
                <Give state={state} wallet={wallet} />
            )}
            {received.length > 0 && (
                <div className="stack-tight">
                    <strong className="small">Delegated to you by</strong>
                    {received.map(({ address, data }) => (
                        <Address key={address} address={data.owner} />
                    ))}
                </div>
            )}
        </Card>
    );
}

function Given({ state, wallet, to }: { state: RealmState; wallet: Key; to: Key }) {
    const transact = useTransact();
    const takeBack = () =>
        transact({
            title: 'Take the delegation back',
            build: async () => [await undelegate(state.governance, wallet)],
            notes: [
                'From then on only you vote with your positions. Votes that the delegate has cast stay until you change or withdraw them.',
                'The rent of the delegation comes back to you.',
            ],
            confirmLabel: 'Take back',
        });
    return (
        <div className="row-between">
            <span>
                You delegate to <Address address={to} />
            </span>
            <Button small onClick={() => void takeBack()}>
                Take back
            </Button>
        </div>
    );
}

function Give({ state, wallet }: { state: RealmState; wallet: Key }) {
    const transact = useTransact();
    const { value, change, clear } = useDraft('delegate', EMPTY);
    const to = value.to.trim();
    const error = to === '' ? undefined : refusal(to, wallet, state.governance.treasury);
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        if (to === '' || error) return;
        const receipt = await transact({
            title: 'Delegate your votes',
            build: async () => [await delegate(state.governance, wallet, to as Key)],
            notes: [`${to} may vote with all of your positions until you take that back, which you can at any time.`],
            confirmLabel: 'Delegate',
        });
        if (receipt) clear();
    };
    return (
        <form className="stack-tight" onSubmit={(event) => void submit(event)} noValidate>
            <Field label="Delegate to" error={error} hint="An address of a wallet.">
                {(ids) => (
                    <input
                        {...ids}
                        className="input mono"
                        autoComplete="off"
                        spellCheck={false}
                        value={value.to}
                        onChange={(event) => change({ to: event.target.value })}
                    />
                )}
            </Field>
            <div>
                <Button type="submit" kind="primary" disabled={to === '' || error !== undefined}>
                    Delegate
                </Button>
            </div>
        </form>
    );
}

function refusal(to: string, wallet: Key, treasury: Key): string | undefined {
    if (!isAddress(to)) return 'That is not an address: 32 to 44 characters of base58.';
    if (to === wallet) return 'That is your own address: you vote with your positions already.';
    if (to === treasury) return 'That is the treasury, which does not vote.';
    return undefined;
}
