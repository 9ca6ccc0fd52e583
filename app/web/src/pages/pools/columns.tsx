import { formatDuration } from '@assay/client';
import { Link } from 'react-router';
import { Amount, Badge, Countdown, Status, type Column } from '../../components';
import { percent, rateText } from '../../features/amm/texts';
import { priceValue, type Row } from './rows';

const whole = { maxDecimals: 0 };

/** An amount, once it is known. */
function Known({ units, decimals }: { units?: bigint; decimals: number }) {
    return units === undefined ? (
        <span className="muted">…</span>
    ) : (
        <Amount units={units} decimals={decimals} maxDecimals={2} />
    );
}

/** Kept outside of the page: rows are sorted again when columns change. */
export const columns: Column<Row>[] = [
    {
        key: 'pair',
        header: 'Pool',
        sortBy: ({ pair }) => pair,
        cell: ({ view, pair }) => <Link to={`/pools/${view.address}`}>{pair}</Link>,
    },
    { key: 'tier', header: 'Tier', number: true, sortBy: ({ tier }) => tier, cell: ({ tier }) => percent(tier) },
    {
        key: 'price',
        header: 'Price',
        number: true,
        sortBy: priceValue,
        cell: ({ price, token }) => `${price} ${token.mint.symbol}`,
    },
    {
        key: 'reserves',
        header: 'Reserves',
        number: true,
        sortBy: ({ reward }) => reward.reserve,
        cell: ({ reward, token }) => (
            <>
                <Amount units={reward.reserve} decimals={reward.mint.decimals} symbol={reward.mint.symbol} {...whole} />
                {' + '}
                <Amount units={token.reserve} decimals={token.mint.decimals} symbol={token.mint.symbol} {...whole} />
            </>
        ),
    },
    {
        key: 'volume',
        header: 'Volume 24 h',
        number: true,
        sortBy: ({ volume }) => volume,
        cell: ({ volume, reward: { mint } }) => <Known units={volume} decimals={mint.decimals} />,
    },
    {
        key: 'fees',
        header: 'Fees 24 h',
        number: true,
        sortBy: ({ fees }) => fees,
        cell: ({ fees, reward: { mint } }) => <Known units={fees} decimals={mint.decimals} />,
    },
    {
        key: 'rate',
        header: 'Fees a year',
        number: true,
        sortBy: ({ rate }) => rate?.bps,
        cell: ({ rate }) =>
            rate ? (
                <span title={`Measured over the last ${formatDuration(rate.seconds)}`}>
                    {rateText(rate.bps)} <span className="muted small">over {formatDuration(rate.seconds)}</span>
                </span>
            ) : (
                <span className="muted">too young to tell</span>
            ),
    },
    {
        key: 'farm',
        header: 'Farm a year',
        number: true,
        sortBy: ({ farmBps }) => farmBps,
        cell: ({ farmBps, hasFarm }) =>
            farmBps === undefined ? (
                <span className="muted">{hasFarm ? 'nobody stakes' : 'none'}</span>
            ) : (
                rateText(farmBps)
            ),
    },
    {
        key: 'locked',
        header: 'Locked',
        number: true,
        sortBy: ({ lockedBps }) => lockedBps,
        cell: ({ lockedBps }) => percent(lockedBps),
    },
    { key: 'state', header: 'State', cell: (row) => <State {...row} /> },
];

export function State({ launch, paused }: Pick<Row, 'launch' | 'paused'>) {
    if (paused.length > 0) return <Status tone="bad">paused: {paused.join(', ')}</Status>;
    if (launch.at === 'waiting') {
        return (
            <Badge tone="warn">
                opens in <Countdown until={launch.opensAt} over="a moment" />
            </Badge>
        );
    }
    if (launch.at === 'running') {
        return (
            <Badge tone="warn">
                launch, <Countdown until={launch.until} over="over" /> left
            </Badge>
        );
    }
    return <Status tone="good">open</Status>;
}
