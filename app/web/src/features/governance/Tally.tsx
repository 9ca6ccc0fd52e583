import { formatAmount, formatBps, type governor } from '@assay/client';
import type { ProposalQuote } from '@assay/client/quotes';
import { Progress } from '../../components';
import { REWARD_DECIMALS } from './names';

const weight = (units: bigint) => formatAmount(units, REWARD_DECIMALS, { group: true, maxDecimals: 2 });

const WHOLE = 10_000n;

interface TallyProps {
    data: Pick<governor.Proposal, 'tally' | 'totalWeight'>;
    quote: ProposalQuote;
}

/** Participation against the quorum, and for against against, each with its mark. */
export function Tally({ data, quote }: TallyProps) {
    const { forWeight, againstWeight, abstainWeight } = data.tally;
    const cast = forWeight + againstWeight;
    const text = (units: bigint) => weight(units);
    return (
        <div className="stack-tight">
            <strong className="small">
                Quorum: {quote.quorumMet ? 'reached' : `${weight(quote.quorumMissing)} missing`}
            </strong>
            <Progress
                label="Participation"
                total={data.totalWeight}
                parts={[
                    { label: 'for', value: forWeight, text: text(forWeight), tone: 'good' },
                    { label: 'abstain', value: abstainWeight, text: text(abstainWeight), tone: 'muted' },
                ]}
                marks={[{ label: 'quorum', at: quote.quorum, text: weight(quote.quorum) }]}
            />
            <strong className="small">
                Approval:{' '}
                {quote.approvalBps === null ? 'no vote for or against, ' : `${formatBps(quote.approvalBps)} of `}
                {formatBps(quote.approvalNeededBps)} needed
            </strong>
            <Progress
                label="For and against"
                total={cast || WHOLE}
                parts={[
                    { label: 'for', value: forWeight, text: text(forWeight), tone: 'good' },
                    { label: 'against', value: againstWeight, text: text(againstWeight), tone: 'bad' },
                ]}
                marks={[
                    {
                        label: 'needed',
                        at: ((cast || WHOLE) * BigInt(quote.approvalNeededBps)) / WHOLE,
                        text: formatBps(quote.approvalNeededBps),
                    },
                ]}
            />
            <p className="small">{verdict(quote)}</p>
        </div>
    );
}

/** What the vote needs, or that it needs nothing more. */
export function verdict(quote: Pick<ProposalQuote, 'passes' | 'lost' | 'forMissing' | 'phase'>): string {
    const [is, would] = quote.phase === 'voting' ? ['As it stands, it', 'would do'] : ['It', 'would have done'];
    if (quote.passes) return `${is} passes.`;
    if (quote.lost) return `${is} is lost: it was extended because it passed, and then it did not any more.`;
    return `${is} does not pass: ${weight(quote.forMissing)} more for it ${would}.`;
}

/** The tally in a line of a list. */
export function TallyBar({ data, quote }: TallyProps) {
    const { forWeight, againstWeight, abstainWeight } = data.tally;
    if (data.totalWeight === 0n) return <span className="muted">–</span>;
    return (
        <Progress
            label="Tally"
            total={data.totalWeight}
            parts={[
                { label: 'for', value: forWeight, text: weight(forWeight), tone: 'good' },
                { label: 'against', value: againstWeight, text: weight(againstWeight), tone: 'bad' },
                { label: 'abstain', value: abstainWeight, text: weight(abstainWeight), tone: 'muted' },
            ]}
            marks={[{ label: 'quorum', at: quote.quorum, text: weight(quote.quorum) }]}
            legend={<span>{quote.quorumMet ? (quote.passes ? 'passes' : 'approval missing') : 'quorum missing'}</span>}
        />
    );
}
