import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useChainQuery, useChainTime, useDeployment, useToken } from '../../cluster';
import { Button, Card, ErrorNote, Page, Skeleton, Stats, Tabs } from '../../components';
import { saveFile, toCsv, useRefreshOn } from '../../events';
import { readLiquidity, type PoolLiquidity } from '../../features/stake/liquidity';
import { measured, reportOf } from '../../features/stake/report';
import type { StakeSnapshot } from '../../features/stake/snapshot';
import '../../features/stake/stake.css';
import { useStakeSnapshot } from '../../features/stake/useStake';
import { useQuotes, type Quotes } from '../../quotes';
import { reportJson, reportRows } from './files';
import { Lorenz } from './Lorenz';
import { EXPLANATIONS, formatGini, formatTop10, LP_DECIMALS, REWARD_MEASURES, type Measure } from './measures';
import { OverTime } from './OverTime';
import { TopTen } from './TopTen';

export default function Fairness() {
    const deployment = useDeployment();
    const quotes = useQuotes();
    const now = useChainTime();
    const stake = useStakeSnapshot();
    const liquidity = useChainQuery(['amm', 'holders'], (connection) => readLiquidity(connection, deployment), {
        refetchInterval: 30_000,
    });
    useRefreshOn(
        {
            names: [
                'LiquidityAdded',
                'LiquidityRemoved',
                'LiquidityLocked',
                'LockCollected',
                'LiquidityStaked',
                'LiquidityUnstaked',
                'PoolCreated',
            ],
        },
        ['amm', 'holders'],
    );
    const error = stake.error ?? liquidity.error ?? quotes.error;
    return (
        <Page
            title="Fairness"
            lead="How concentrated the network is: who holds stake, votes and liquidity, and who earns. Read from the chain by your browser."
        >
            {error && (
                <ErrorNote
                    title="The report could not be made"
                    error={error}
                    retry={() => void Promise.all([stake.refetch(), liquidity.refetch(), quotes.refetch()])}
                />
            )}
            {stake.data && liquidity.data && quotes.data && now !== undefined ? (
                <Report snapshot={stake.data} liquidity={liquidity.data} quotes={quotes.data} now={now} />
            ) : (
                !error && <Skeleton lines={6} />
            )}
        </Page>
    );
}

interface ReportProps {
    snapshot: StakeSnapshot;
    liquidity: PoolLiquidity[];
    quotes: Quotes;
    now: bigint;
}

function useMeasures({ snapshot, liquidity, quotes, now }: ReportProps): Measure[] {
    const token = useToken();
    // Only income grows by itself, and not so fast that each second matters.
    const moment = now - (now % 10n);
    return useMemo(() => {
        const report = reportOf(quotes, snapshot, moment);
        const unit = token(snapshot.pool.data.rewardMint).symbol;
        const rewards = (['stake', 'votes', 'income', 'settled'] as const).map((key): Measure => {
            return { key, ...REWARD_MEASURES[key], unit: key === 'settled' ? undefined : unit, now: report[key] };
        });
        const pools = liquidity.map(({ pool, holders }): Measure => {
            const pair = pool.data.mints.map((mint) => token(mint).symbol).join('/');
            return {
                key: pool.address,
                title: `Liquidity ${pair}`,
                what: `By owner: liquidity tokens of the pool ${pair}, and what is locked for them.`,
                who: 'owner',
                decimals: LP_DECIMALS,
                unit: 'LP',
                now: measured(quotes, holders),
            };
        });
        return [...rewards, ...pools];
    }, [quotes, snapshot, liquidity, moment, token]);
}

function Report(props: ReportProps) {
    const measures = useMeasures(props);
    const [parameters, setParameters] = useSearchParams();
    const selected = measures.find(({ key }) => key === parameters.get('of')) ?? measures[0];
    if (!selected) return null;
    return (
        <>
            <Tabs
                label="What is measured"
                tabs={measures.map(({ key, title }) => ({ key, label: title }))}
                selected={selected.key}
                onSelect={(of) => setParameters({ of }, { replace: true })}
            >
                <Shown measure={selected} quotes={props.quotes} />
            </Tabs>
            <Card title="What the numbers mean">
                <dl className="stack-tight small">
                    {EXPLANATIONS.map(([name, text]) => (
                        <div key={name}>
                            <dt>
                                <strong>{name}</strong>
                            </dt>
                            <dd className="muted">{text}</dd>
                        </div>
                    ))}
                </dl>
            </Card>
            <Downloads measures={measures} now={props.now} />
        </>
    );
}

function Shown({ measure, quotes }: { measure: Measure; quotes: Quotes }) {
    const { measured: of, holders } = measure.now;
    return (
        <>
            <p className="muted">{measure.what}</p>
            <Stats
                items={[
                    { label: 'Gini coefficient', value: formatGini(of.gini), note: '0 is equal, towards 1 is not' },
                    { label: 'Nakamoto coefficient', value: of.nakamoto, note: 'holders with more than half' },
                    { label: 'Share of the top ten', value: formatTop10(of.top10) },
                    {
                        label: measure.who === 'owner' ? 'Owners' : 'Operators',
                        value: of.holders,
                        note: 'with more than nothing',
                    },
                ]}
            />
            <div className="columns">
                <Card title="Lorenz curve">
                    <Lorenz holders={holders} gini={of.gini} title={measure.title} />
                </Card>
                <Card title={`The top ten${measure.unit ? `, ${measure.unit}` : ''}`}>
                    <TopTen measure={measure} />
                </Card>
            </div>
            <Card title="Over time">
                <OverTime measure={measure} quotes={quotes} />
            </Card>
        </>
    );
}

function Downloads({ measures, now }: { measures: Measure[]; now: bigint }) {
    const { genesisHash } = useDeployment();
    const [said, setSaid] = useState('');
    const save = (name: string, text: string, type: string) => {
        saveFile(name, text, type);
        setSaid(`${name} was handed to the browser.`);
    };
    const csv = () => {
        const { header, rows } = reportRows(measures);
        save('assay-fairness.csv', toCsv(header, rows), 'text/csv');
    };
    return (
        <div className="row">
            <Button onClick={csv}>Download CSV</Button>
            <Button
                onClick={() => save('assay-fairness.json', reportJson(measures, now, genesisHash), 'application/json')}
            >
                Download JSON
            </Button>
            <span className="small muted" role="status">
                {said || 'All holders of all measures, as they are now.'}
            </span>
        </div>
    );
}
