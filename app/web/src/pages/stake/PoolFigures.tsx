import { formatAmount, formatBps, formatDuration } from '@assay/client';
import { useMemo } from 'react';
import { Amount, Button, Card, Countdown, Progress, Stats } from '../../components';
import { MAX_LOCK_DAYS, DAY_SECONDS } from '../../features/stake/lock';
import { offers } from '../../features/stake/operators';
import { formatPart, formatRange } from '../../features/stake/rates';
import { epochEndsAt, type StakeSnapshot } from '../../features/stake/snapshot';
import { useStakeAddresses } from '../../features/stake/useStake';
import type { Quotes } from '../../quotes';
import { useTransact } from '../../transactions';
import { useWallet } from '../../wallet';
import { advanceRequest } from './requests';

interface PoolFiguresProps {
    snapshot: StakeSnapshot;
    quotes: Quotes;
    now: bigint;
    decimals: number;
    symbol: string;
}

export function PoolFigures({ snapshot, quotes, now, decimals, symbol }: PoolFiguresProps) {
    const { pool, operators } = snapshot;
    const { data } = pool;
    const backing = [...operators.values()].reduce((sum, operator) => sum + operator.data.backing.stake, 0n);
    // Rates move with stake and epochs, not with every second.
    const minute = now / 60n;
    const rates = useMemo(() => {
        const of = (lockSeconds: number) =>
            offers(quotes, snapshot, { amount: 0n, lockSeconds, now: minute * 60n })
                .filter(({ yearly }) => yearly)
                .map(({ rate }) => rate);
        return [formatRange(of(0)), formatRange(of(MAX_LOCK_DAYS * DAY_SECONDS))];
    }, [quotes, snapshot, minute]);
    const amount = (units: bigint) => <Amount units={units} decimals={decimals} maxDecimals={2} />;
    const ends = epochEndsAt(pool);
    return (
        <Stats
            items={[
                {
                    label: `Staked, ${symbol}`,
                    value: amount(data.totalStaked),
                    note: `and ${plain(data.totalBond, decimals)} in operators' own bonds`,
                },
                {
                    label: 'Behind operators',
                    value: formatPart(backing, data.totalStaked),
                    note: `${plain(backing, decimals)} back ${operators.size} operators`,
                },
                {
                    label: `Epoch ${data.epoch}`,
                    value: <Countdown until={ends} prefix="ends in " over="over" />,
                    note:
                        now >= ends ? (
                            <AdvanceEpoch snapshot={snapshot} />
                        ) : (
                            `one lasts ${formatDuration(data.epochSeconds)}`
                        ),
                },
                {
                    label: 'Emitted in it, at most',
                    value: amount(data.epochEmission),
                    note: `${plain(data.stream, decimals)} of it to stake`,
                },
                { label: 'A year, projected', value: rates[0], note: 'without a lock, by operator' },
                { label: 'With a lock of 4 years', value: rates[1], note: 'projected, by operator' },
            ]}
        />
    );
}

const plain = (units: bigint, decimals: number) => formatAmount(units, decimals, { group: true, maxDecimals: 2 });

function AdvanceEpoch({ snapshot }: { snapshot: StakeSnapshot }) {
    const transact = useTransact();
    const at = useStakeAddresses();
    const { address } = useWallet();
    if (!address) return <>anyone may begin the next one with a wallet</>;
    return (
        <Button small onClick={() => void transact(advanceRequest(at, snapshot.pool))}>
            Begin the next epoch
        </Button>
    );
}

export function Emission({ snapshot, decimals, symbol }: Pick<PoolFiguresProps, 'snapshot' | 'decimals' | 'symbol'>) {
    const { data } = snapshot.pool;
    const shares: [label: string, bps: number][] = [
        ['stake', data.securityBps],
        ['proven work', data.workBps],
        ['verification', data.verificationBps],
        ['liquidity', data.liquidityBps],
        ['treasury', data.treasuryBps],
    ];
    const tones = [undefined, 'muted', 'good', 'muted', undefined] as const;
    return (
        <Card title="Where the emission goes">
            <Progress
                label="Shares of an epoch's emission"
                total={10_000n}
                parts={shares.map(([label, bps], index) => ({
                    label,
                    value: BigInt(bps),
                    text: formatBps(bps),
                    tone: tones[index],
                }))}
            />
            <p className="small muted">
                Work and verification get at most their share, and never more than a part of the fees that were burnt
                for them. So far {plain(data.emitted, decimals)} {symbol} were emitted, of at most{' '}
                {plain(data.emissionCap, decimals)}; the next epoch emits at most {plain(data.nextEmission, decimals)}{' '}
                {symbol}.
            </p>
        </Card>
    );
}

export function Assumptions() {
    return (
        <details className="small">
            <summary>How a yearly reward is projected</summary>
            <div className="stack-tight muted">
                <p>
                    It is the programs&apos; own arithmetic on the accounts as they are now, for a year that begins with
                    this epoch: the emission falls by the schedule, up to the cap, and every weight, every commission
                    and the saturation limit stay as they are.
                </p>
                <p>
                    Not counted: rewards that are compounded, what an epoch without stake carries over, rewards that
                    others do not claim, and slashing. More stake behind operators means less for each. It is no
                    promise, and it says nothing about the price of the token.
                </p>
            </div>
        </details>
    );
}
