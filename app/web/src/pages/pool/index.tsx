import { lazy } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { Card, Empty, ErrorNote, Facts, Page, Skeleton, Tabs } from '../../components';
import { pairOf, type PoolView } from '../../features/amm/model';
import { PriceChart } from '../../features/amm/PriceChart';
import { amountText, LP, percent, shareText } from '../../features/amm/texts';
import { UnknownTokens } from '../../features/amm/UnknownTokens';
import { useAmm } from '../../features/amm/useAmm';
import type { Quotes } from '../../quotes';
import { useWallet } from '../../wallet';
import { AddLiquidity } from './AddLiquidity';
import { FarmPanel } from './FarmPanel';
import { LockLiquidity } from './LockLiquidity';
import { Locks } from './Locks';
import { About, Conditions, Figures } from './Overview';
import { RemoveLiquidity } from './RemoveLiquidity';
import { Trades } from './Trades';
import { usePosition, type Position } from './usePosition';
import { worthText } from './worth';

const CreatePool = lazy(() => import('./CreatePool'));

export default function Pool() {
    const { address } = useParams();
    const { pools, quotes, now, accounts, error, retry } = useAmm();
    const view = pools?.find((pool) => pool.address === address);
    if (!pools || !quotes || now === undefined || !accounts) {
        return (
            <Page title="Pool">
                {error ? (
                    <ErrorNote title="The pool could not be read" error={error} retry={retry} />
                ) : (
                    <Skeleton lines={6} />
                )}
            </Page>
        );
    }
    if (address === 'new') return <CreatePool pools={pools} accounts={accounts} quotes={quotes} now={now} />;
    if (!view) {
        return (
            <Page title="No such pool">
                <Empty title={`There is no pool at ${address ?? ''}`} action={<Link to="/pools">Go to the pools</Link>}>
                    It may be on another cluster, or of another reward token.
                </Empty>
            </Page>
        );
    }
    return <Shown view={view} quotes={quotes} now={now} />;
}

interface ShownProps {
    view: PoolView;
    quotes: Quotes;
    now: bigint;
}

function Shown({ view, quotes, now }: ShownProps) {
    const { address: me } = useWallet();
    const position = usePosition(view, me);
    const pair = pairOf(view);
    const [from, to] = view.reward === 'a' ? [view.mints[1], view.mints[0]] : view.mints;
    return (
        <Page
            title={pair}
            tabTitle={`${pair} pool`}
            lead={`Pool of the ${percent(view.config.data.fees.feeBps)} tier.`}
            actions={<Link to={`/swap?from=${from.address}&to=${to.address}`}>Swap here</Link>}
        >
            <Conditions view={view} quotes={quotes} now={now} />
            <UnknownTokens mints={view.mints} />
            <Figures view={view} quotes={quotes} now={now} />
            <div className="trade">
                <div className="stack">
                    {me && <Yours view={view} quotes={quotes} now={now} me={me} position={position} />}
                    <Card>
                        <Actions view={view} quotes={quotes} now={now} position={position} />
                    </Card>
                </div>
                <div className="stack">
                    <Card title="Price">
                        <PriceChart view={view} quotes={quotes} now={now} />
                    </Card>
                    <Card title="Trades">
                        <Trades view={view} />
                    </Card>
                    <Card title="Locked liquidity">
                        <Locks
                            view={view}
                            quotes={quotes}
                            now={now}
                            locks={position.locks}
                            error={position.locksError}
                        />
                    </Card>
                    <About view={view} quotes={quotes} now={now} />
                </div>
            </div>
        </Page>
    );
}

function Yours({ view, quotes, now, me, position }: ShownProps & { me: string; position: Position }) {
    const { free, staked, locks } = position;
    const locked = (locks ?? [])
        .filter(({ data }) => data.owner === me)
        .reduce((sum, { data }) => sum + data.liquidity, 0n);
    const inFarm = staked?.data.amount ?? 0n;
    const all = (free ?? 0n) + inFarm + locked;
    if (free === undefined) return null;
    return (
        <Card title="Your liquidity">
            <Facts
                numbers
                items={[
                    ['In the wallet', amountText(free, LP)],
                    ['In the farm', amountText(inFarm, LP)],
                    ['Locked', amountText(locked, LP)],
                    ['Share of the pool', shareText(all, view.pool.data.liquidity)],
                    ['Worth now', worthText(view, quotes, all, now)],
                ]}
            />
        </Card>
    );
}

const TABS = [
    { key: 'add', label: 'Add' },
    { key: 'remove', label: 'Remove' },
    { key: 'farm', label: 'Farm' },
    { key: 'lock', label: 'Lock' },
];

function Actions({ view, quotes, now, position }: ShownProps & { position: Position }) {
    const [params, setParams] = useSearchParams();
    const selected = TABS.find(({ key }) => key === params.get('do'))?.key ?? 'add';
    const select = (key: string) =>
        setParams(
            (before) => {
                before.set('do', key);
                return before;
            },
            { replace: true },
        );
    const given = { view, quotes, now };
    return (
        <Tabs label="What to do with liquidity" tabs={TABS} selected={selected} onSelect={select}>
            {selected === 'add' && <AddLiquidity {...given} />}
            {selected === 'remove' && <RemoveLiquidity {...given} free={position.free} />}
            {selected === 'farm' && <FarmPanel {...given} position={position} />}
            {selected === 'lock' && <LockLiquidity view={view} now={now} free={position.free} />}
        </Tabs>
    );
}
