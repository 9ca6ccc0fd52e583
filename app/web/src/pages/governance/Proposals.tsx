import { proposalTitle } from '@assay/client';
import type { ProposalQuote } from '@assay/client/quotes';
import { useCallback, useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { Countdown, Empty, VirtualTable, type Column } from '../../components';
import { useChainTime } from '../../cluster';
import { CriticalBadge, PhaseBadge, phaseWords } from '../../features/governance/names';
import type { Proposal, RealmState } from '../../features/governance/read';
import { TallyBar } from '../../features/governance/Tally';
import { useParams } from '../../features/operators/useParams';
import { useQuotes } from '../../quotes';

interface Row {
    proposal: Proposal;
    quote: ProposalQuote;
}

const FILTERS = ['all', 'open'] as const;
const LABELS = { all: 'All', open: 'To do: vote, decide, execute' };
const OPEN = new Set(['voting', 'voting over', 'time-locked', 'executable', 'lapsed']);

const columns: Column<Row>[] = [
    {
        key: 'number',
        header: 'Proposal',
        sortBy: ({ proposal }) => proposal.data.number,
        cell: ({ proposal, quote }) => (
            <span className="row">
                <Link to={`/governance/${proposal.data.number}`}>
                    {proposal.data.number.toString()}. {proposalTitle(proposal.data)}
                </Link>
                {quote.critical && <CriticalBadge />}
            </span>
        ),
    },
    {
        key: 'state',
        header: 'State',
        sortBy: ({ quote }) => phaseWords(quote.phase),
        cell: ({ quote }) => <PhaseBadge phase={quote.phase} />,
    },
    {
        key: 'left',
        header: 'Time left',
        sortBy: ({ quote }) => quote.endsAt ?? undefined,
        cell: ({ quote }) =>
            quote.endsAt === null ? <span className="muted">–</span> : <Countdown until={quote.endsAt} />,
    },
    {
        key: 'tally',
        header: 'Tally and quorum',
        width: '30%',
        cell: ({ proposal, quote }) => <TallyBar data={proposal.data} quote={quote} />,
    },
];

const rowKey = ({ proposal }: Row) => proposal.address;
const searchText = ({ proposal, quote }: Row) =>
    `${proposal.data.number} ${proposalTitle(proposal.data)} ${phaseWords(quote.phase)} ${proposal.data.proposer}`;

export function Proposals({ state, proposals }: { state: RealmState; proposals: readonly Proposal[] }) {
    const { params, change, sorting, onSort, onSearch } = useParams(undefined);
    const navigate = useNavigate();
    const filter = FILTERS.find((name) => name === params.get('show')) ?? 'all';
    const rows = useRows(state, proposals, filter, params.get('by'));
    const open = useCallback((row: Row) => void navigate(`/governance/${row.proposal.data.number}`), [navigate]);
    return (
        <>
            <VirtualTable
                label="Proposals"
                columns={columns}
                rows={rows}
                rowKey={rowKey}
                onOpen={open}
                searchText={searchText}
                searchLabel="Search proposals"
                search={params.get('search') ?? ''}
                onSearch={onSearch}
                sorted={sorting}
                onSort={onSort}
                filters={
                    <select
                        className="select"
                        style={{ width: 'auto' }}
                        aria-label="Show"
                        value={filter}
                        onChange={(event) =>
                            change('show', event.target.value === 'all' ? undefined : event.target.value)
                        }
                    >
                        {FILTERS.map((name) => (
                            <option key={name} value={name}>
                                {LABELS[name]}
                            </option>
                        ))}
                    </select>
                }
            />
            {rows.length === 0 && <Empty title="No proposal is like that">Choose another filter.</Empty>}
        </>
    );
}

function useRows(state: RealmState, proposals: readonly Proposal[], filter: string, by: string | null): Row[] {
    const { data: quotes } = useQuotes();
    const now = useChainTime();
    return useMemo(() => {
        if (!quotes || now === undefined) return [];
        const rows = proposals.map((proposal): Row => {
            const quote = quotes.governor.proposal({ proposal: proposal.raw, pool: state.pool.raw, now });
            return { proposal, quote };
        });
        return rows.filter(({ proposal, quote }) => {
            if (by && proposal.data.proposer !== by) return false;
            return filter !== 'open' || OPEN.has(quote.phase);
        });
    }, [quotes, now, proposals, state.pool.raw, filter, by]);
}
