import { proposalUri, webLink } from '@assay/client';
import { useQuery } from '@tanstack/react-query';
import { Card, Note, Skeleton } from '../../components';
import type { Proposal } from '../../features/governance/read';
import { checkText, hex, type TextCheck } from '../../features/governance/text';

/** The text behind the proposal's URI, when it is the one whose hash is on chain; else what is wrong with it. */
export function Text({ proposal, begun }: { proposal: Proposal; begun: boolean }) {
    const uri = proposalUri(proposal.data);
    const hash = hex(proposal.data.textHash);
    const { data: check } = useQuery({
        queryKey: ['proposal-text', uri, hash],
        queryFn: ({ signal }) => checkText(uri, proposal.data.textHash, signal),
        // Whoever serves it can change it at any time.
        refetchInterval: 30_000,
        refetchOnWindowFocus: true,
        staleTime: 0,
        retry: false,
    });
    const link = webLink(uri);
    return (
        <Card title="Text">
            {check ? <Checked check={check} begun={begun} /> : <Skeleton lines={3} label="Reading the text" />}
            {link && (
                <p className="small">
                    <a href={link} target="_blank" rel="noreferrer noopener">
                        {uri}
                    </a>
                </p>
            )}
            <details className="small">
                <summary>Hash on chain</summary>
                <code>{hash}</code>
            </details>
        </Card>
    );
}

function Checked({ check, begun }: { check: TextCheck; begun: boolean }) {
    if (check.kind === 'same') {
        return (
            <>
                <div style={{ whiteSpace: 'pre-wrap' }}>{check.text}</div>
                <p className="small muted">Its SHA-256 is the one on chain: this is the text that is voted on.</p>
            </>
        );
    }
    if (check.kind === 'differs') {
        return (
            <Note
                tone="bad"
                title={
                    begun ? 'This is not the text that the vote began with' : 'The text is not the one that was hashed'
                }
            >
                <p>
                    It was changed since, or never was what the proposal carries the hash of, so it is not shown here as
                    the proposal’s text. Do not decide by it: ask the proposer for the original, or vote against.
                </p>
                <dl className="stack-tight small">
                    <div>
                        <dt>On chain, voted on</dt>
                        <dd>
                            <code>{check.expected}</code>
                        </dd>
                    </div>
                    <div>
                        <dt>At the URI now</dt>
                        <dd>
                            <code>{check.found}</code>
                        </dd>
                    </div>
                </dl>
            </Note>
        );
    }
    if (check.kind === 'unreadable') {
        return (
            <Note tone="warn" title="The text cannot be read">
                <p>{check.sentence} The title and the actions below are on chain and are what is voted on.</p>
            </Note>
        );
    }
    return <p className="muted">It has no text beside its title and its actions.</p>;
}
