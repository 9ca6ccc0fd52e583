import { type governor, type Loaded } from '@assay/client';
import { Address, Amount, Badge, Card, Table, When, type Column } from '../../components';
import { REWARD_DECIMALS } from '../../features/governance/names';

type Vote = Loaded<governor.VoteRecord>;
const amount = (units: bigint) => <Amount units={units} decimals={REWARD_DECIMALS} maxDecimals={2} />;

const columns: Column<Vote>[] = [
    {
        key: 'voter',
        header: 'Voter',
        cell: ({ data }) => (
            <span className="row">
                <Address address={data.voter} />
                {data.byOwner === 0 && <Badge>delegate</Badge>}
            </span>
        ),
    },
    {
        key: 'for',
        header: 'For',
        number: true,
        sortBy: ({ data }) => data.tally.forWeight,
        cell: ({ data }) => amount(data.tally.forWeight),
    },
    {
        key: 'against',
        header: 'Against',
        number: true,
        sortBy: ({ data }) => data.tally.againstWeight,
        cell: ({ data }) => amount(data.tally.againstWeight),
    },
    {
        key: 'abstain',
        header: 'Abstain',
        number: true,
        sortBy: ({ data }) => data.tally.abstainWeight,
        cell: ({ data }) => amount(data.tally.abstainWeight),
    },
    { key: 'at', header: 'Cast', sortBy: ({ data }) => data.castAt, cell: ({ data }) => <When at={data.castAt} /> },
];

/** The vote records that exist. They are closed once the vote is decided. */
export function Votes({ votes }: { votes: Vote[] }) {
    if (votes.length === 0) return null;
    return (
        <Card title="Votes">
            <Table
                label="Votes"
                columns={columns}
                rows={votes}
                rowKey={({ address }) => address}
                sorted={{ key: 'at', descending: true }}
            />
        </Card>
    );
}
