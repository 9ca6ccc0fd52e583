import { formatBps, REWARD_DECIMALS } from '@assay/client';
import { Address, Amount, When, type Column } from '../../components';
import { HealthBadge, Roles, StandingBadge } from '../../features/operators/Cells';
import { regionName } from '../../features/operators/region';
import type { OperatorRow } from '../../features/operators/row';

const tokens = (units: bigint) => <Amount units={units} decimals={REWARD_DECIMALS} maxDecimals={2} />;

/** Amounts without a symbol are of the reward token. */
export function columnsOf(price: { symbol: string; decimals: number }): Column<OperatorRow>[] {
    return [
        {
            key: 'operator',
            header: 'Operator',
            cell: ({ address, name }) => <Address address={address} name={name} to={`/providers/${address}`} />,
            sortBy: ({ name, address }) => name ?? address,
        },
        {
            key: 'roles',
            header: 'Role',
            cell: ({ roles }) => <Roles roles={roles} />,
            sortBy: ({ roles }) => roles.join(),
        },
        {
            key: 'standing',
            header: 'Status',
            cell: ({ standing }) => <StandingBadge standing={standing} />,
            sortBy: ({ standing }) => standing,
        },
        {
            key: 'class',
            header: 'Class',
            number: true,
            cell: ({ operator }) => (operator.data.class === 0 ? '–' : operator.data.class),
            sortBy: ({ operator }) => operator.data.class,
        },
        {
            key: 'price',
            header: `Price floor, ${price.symbol}`,
            number: true,
            cell: ({ operator }) => <Amount units={operator.data.priceFloor} decimals={price.decimals} />,
            sortBy: ({ operator }) => operator.data.priceFloor,
        },
        {
            key: 'free',
            header: 'Free bond',
            number: true,
            cell: ({ quote }) => tokens(quote.freeBond),
            sortBy: ({ quote }) => quote.freeBond,
        },
        {
            key: 'bond',
            header: 'Own bond',
            number: true,
            cell: ({ operator }) => tokens(operator.data.ownBond),
            sortBy: ({ operator }) => operator.data.ownBond,
        },
        {
            key: 'backing',
            header: 'Backing',
            number: true,
            cell: ({ backing }) => tokens(backing),
            sortBy: ({ backing }) => backing,
        },
        {
            key: 'backers',
            header: 'Backers',
            number: true,
            cell: ({ backers }) => backers,
            sortBy: ({ backers }) => backers,
        },
        {
            key: 'commission',
            header: 'Commission',
            number: true,
            cell: ({ commission }) =>
                formatBps(commission.bps) + (commission.next ? ` → ${formatBps(commission.next.bps)}` : ''),
            sortBy: ({ commission }) => commission.bps,
        },
        {
            key: 'rate',
            header: 'Backers earn a year',
            number: true,
            cell: ({ rateBps }) => (rateBps === undefined ? '–' : formatBps(rateBps)),
            sortBy: ({ rateBps }) => rateBps,
        },
        {
            key: 'income',
            header: 'Income',
            number: true,
            cell: ({ income }) => tokens(income),
            sortBy: ({ income }) => income,
        },
        {
            key: 'jobs',
            header: 'Settled / failed',
            number: true,
            cell: ({ operator: { data } }) => `${data.settledJobs} / ${data.failedJobs + data.convictions}`,
            sortBy: ({ operator }) => operator.data.settledJobs,
        },
        {
            key: 'completed',
            header: 'Completed',
            number: true,
            cell: ({ completedBps }) => (completedBps === undefined ? '–' : formatBps(completedBps)),
            sortBy: ({ completedBps }) => completedBps,
        },
        {
            key: 'reputation',
            header: 'Reputation',
            number: true,
            cell: ({ quote }) => quote.reputation.toLocaleString('en'),
            sortBy: ({ quote }) => quote.reputation,
        },
        {
            key: 'seen',
            header: 'Last active',
            cell: ({ lastSeen }) => (lastSeen === undefined ? '–' : <When at={lastSeen} />),
            sortBy: ({ lastSeen }) => lastSeen,
        },
        { key: 'endpoint', header: 'Endpoint, from here', cell: ({ endpoint }) => <HealthBadge endpoint={endpoint} /> },
        {
            key: 'region',
            header: 'Region',
            cell: ({ operator }) => regionName(operator.data.region),
            sortBy: ({ operator }) => regionName(operator.data.region),
        },
    ];
}
