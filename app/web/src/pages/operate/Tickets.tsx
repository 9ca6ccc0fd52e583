import { formatAmount, REWARD_DECIMALS } from '@assay/client';
import { cancelUnbond, withdrawBond } from '@assay/client/actions/operator';
import { useChainTime } from '../../cluster';
import { Amount, Button, Card, Countdown, Table, type Column } from '../../components';
import { useRewardToken } from '../../features/operators/useOperators';
import { ticketsFrom, type Ticket } from '../../features/stake/snapshot';
import { useTransact } from '../../transactions';
import type { OwnProps } from './Manage';

/** Own bond on its way out. */
export function Tickets({ wallet, pool, row, snapshot, quotes }: OwnProps) {
    const { symbol } = useRewardToken();
    const transact = useTransact();
    const now = useChainTime();
    const tickets = ticketsFrom(snapshot, row.operator.address);
    if (tickets.length === 0 || now === undefined) return null;
    const valueOf = (ticket: Ticket) =>
        quotes.stake.ticket({ ticket: ticket.raw, operator: row.operator.raw, now }).value;
    const told = (ticket: Ticket) => `${formatAmount(valueOf(ticket), REWARD_DECIMALS, { group: true })} ${symbol}`;
    const withdraw = (ticket: Ticket) =>
        transact({
            title: `Withdraw ${told(ticket)} of bond`,
            build: () => withdrawBond(pool, wallet, ticket.data.nonce),
            notes: ["It arrives in your wallet at once, with the ticket's rent."],
        });
    const back = (ticket: Ticket) =>
        transact({
            title: `Put ${told(ticket)} back into the bond`,
            build: async () => [await cancelUnbond(pool, wallet, ticket.data.nonce)],
            notes: ['It earns and covers jobs again from now on. Taking it out again begins a new cooldown.'],
        });
    const columns: Column<Ticket>[] = [
        {
            key: 'taken',
            header: 'Taken out',
            number: true,
            cell: ({ data }) => <Amount units={data.amount} decimals={REWARD_DECIMALS} symbol={symbol} />,
        },
        {
            key: 'worth',
            header: 'Worth now',
            number: true,
            cell: (ticket) => <Amount units={valueOf(ticket)} decimals={REWARD_DECIMALS} symbol={symbol} />,
        },
        {
            key: 'release',
            header: 'Withdrawable',
            cell: ({ data }) => <Countdown until={data.releaseAt} prefix="in " over="now" />,
            sortBy: ({ data }) => data.releaseAt,
        },
        {
            key: 'actions',
            header: '',
            cell: (ticket) => (
                <span className="row" style={{ flexWrap: 'nowrap' }}>
                    <Button
                        small
                        kind="primary"
                        disabled={now < ticket.data.releaseAt}
                        onClick={() => void withdraw(ticket)}
                    >
                        Withdraw
                    </Button>
                    <Button small onClick={() => void back(ticket)}>
                        Put back
                    </Button>
                </span>
            ),
        },
    ];
    return (
        <Card title="Cooling down">
            <Table label="Bond on its way out" columns={columns} rows={tickets} rowKey={({ address }) => address} />
        </Card>
    );
}
