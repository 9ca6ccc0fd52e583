import { SOL_DECIMALS } from '@assay/client';
import { Address, Amount, Badge, When, type Column } from '../../components';
import { KIND_NAMES } from '../../features/activity/describe';
import { counterpartyOf, type Entry } from '../../features/activity/entry';
import { symbolOf } from '../../features/activity/flows';
import { SignatureLink } from './SignatureLink';

export function columnsOf(symbol: (mint: string) => string): Column<Entry>[] {
    const flows = (entry: Entry, side: 'in' | 'out') => {
        const moved = entry.transaction.flows.filter((flow) => flow[side] > 0n);
        if (moved.length === 0) return '–';
        return moved.map((flow) => (
            <div key={flow.mint}>
                <Amount units={flow[side]} decimals={flow.decimals} symbol={symbolOf(flow.mint, symbol(flow.mint))} />
            </div>
        ));
    };
    return [
        {
            key: 'time',
            header: 'Time',
            cell: ({ transaction: { blockTime } }) => (blockTime === null ? 'not known' : <When at={blockTime} />),
            sortBy: ({ transaction }) => transaction.slot,
        },
        {
            key: 'kind',
            header: 'Kind',
            cell: ({ kind }) => (
                <Badge tone={kind === 'failed' ? 'bad' : 'neutral'}>
                    {kind === 'failed' ? 'Failed' : KIND_NAMES[kind]}
                </Badge>
            ),
            sortBy: ({ kind }) => kind,
        },
        {
            key: 'text',
            header: 'What happened',
            cell: ({ text }) => <span title={text}>{cut(text)}</span>,
            sortBy: ({ text }) => text,
        },
        { key: 'in', header: 'In', number: true, cell: (entry) => flows(entry, 'in') },
        { key: 'out', header: 'Out', number: true, cell: (entry) => flows(entry, 'out') },
        {
            key: 'fee',
            header: 'Fee, SOL',
            number: true,
            cell: ({ transaction: { fee } }) => (fee === 0n ? '–' : <Amount units={fee} decimals={SOL_DECIMALS} />),
            sortBy: ({ transaction }) => transaction.fee,
        },
        {
            key: 'counterparty',
            header: 'With',
            cell: (entry) => {
                const counterparty = counterpartyOf(entry);
                return counterparty ? <Address address={counterparty} explorer /> : '–';
            },
        },
        {
            key: 'signature',
            header: 'Signature',
            cell: ({ transaction }) => <SignatureLink signature={transaction.signature} />,
        },
    ];
}

const MOST = 70;
const cut = (text: string) => (text.length > MOST ? `${text.slice(0, MOST)}…` : text);
