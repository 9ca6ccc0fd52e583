import { formatAmount, REWARD_DECIMALS, SOL_DECIMALS } from '@assay/client';
import { useMemo } from 'react';
import { Card, Empty, shortAddress, Table, When, type Column } from '../../components';
import { useDeployment, useExplorer, useToken } from '../../cluster';
import { eventText, type EventAmounts } from '../../features/jobs/eventText';
import { usePaidIn } from '../../features/jobs/names';
import { named, type Recorded } from '../../features/jobs/records';

interface Line {
    id: string;
    signature: string;
    blockTime: bigint | null;
    text: string;
}

/** Every event of the job with its transaction, newest first. */
export function Timeline({ events }: { events: Recorded[] }) {
    const amounts = useAmounts(named(events, 'JobPosted')[0]?.data.market);
    const explorer = useExplorer();
    const lines = useMemo(() => linesOf(events, amounts), [events, amounts]);
    const columns: Column<Line>[] = [
        {
            key: 'time',
            header: 'When',
            cell: ({ blockTime }) => (blockTime === null ? 'unknown' : <When at={blockTime} />),
        },
        { key: 'what', header: 'What', cell: ({ text }) => <span className="wrap">{text}</span> },
        {
            key: 'transaction',
            header: 'Transaction',
            cell: ({ signature }) => (
                <a href={explorer('tx', signature)} target="_blank" rel="noreferrer" className="mono">
                    {shortAddress(signature)}
                </a>
            ),
        },
    ];
    return (
        <Card title="What happened">
            {lines.length > 0 ? (
                <Table label="Events of the job" columns={columns} rows={lines} rowKey={({ id }) => id} />
            ) : (
                <Empty title="No event is known yet">
                    They are read from the chain&apos;s own history, and may be older than what this node keeps.
                </Empty>
            )}
        </Card>
    );
}

function linesOf(events: Recorded[], amounts: EventAmounts): Line[] {
    return events
        .flatMap((event) => {
            const text = eventText(event, amounts);
            return text ? [{ id: event.id, signature: event.signature, blockTime: event.blockTime, text }] : [];
        })
        .reverse();
}

/** How amounts read in a market. */
export function useAmounts(market: string | undefined): EventAmounts {
    const paidIn = usePaidIn();
    const token = useToken();
    const { rewardMint } = useDeployment();
    return useMemo(() => {
        const { symbol, decimals } = paidIn(market ?? '');
        const { symbol: rewardSymbol } = token(rewardMint);
        return {
            paid: (units) => `${formatAmount(units, decimals, { group: true })} ${symbol}`,
            reward: (units) => `${formatAmount(units, REWARD_DECIMALS, { group: true })} ${rewardSymbol}`,
            sol: (lamports) => `${formatAmount(lamports, SOL_DECIMALS, { group: true })} SOL`,
        };
    }, [paidIn, token, market, rewardMint]);
}
