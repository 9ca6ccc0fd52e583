import {
    ContentError,
    fetchFile,
    jobUri,
    sameBytes,
    SPEC_BYTES,
    fromHex,
    toHex,
    webLink,
    type escrow,
    type Loaded,
} from '@assay/client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Card, CopyButton, ErrorNote, Facts, Skeleton } from '../../components';
import { isRevealed } from '../../features/jobs/actions';
import { useQuotes } from '../../quotes';

/** Rows drawn of each op by a verifier that samples, unless it is told otherwise. */
const USUAL_DRAWS = 16;

/** The job's spec, if it is the one that the chain has the root of. */
export function useSpec({ address, data }: Loaded<escrow.Job>) {
    const { data: quotes } = useQuotes();
    return useQuery({
        queryKey: ['spec', address],
        enabled: quotes !== undefined,
        staleTime: Infinity,
        queryFn: async ({ signal }) => {
            const bytes = await fetchFile(jobUri(data), 'spec.bin', SPEC_BYTES, signal);
            const parsed = quotes!.job.spec(bytes);
            if (!sameBytes(fromHex(parsed.specRoot) ?? [], data.specRoot)) {
                throw new ContentError(
                    'wrong-root',
                    `The spec at ${jobUri(data)} has the root ${parsed.specRoot}; the chain says ${toHex(data.specRoot)}.`,
                );
            }
            return { bytes, parsed };
        },
    });
}

/** What the provider bound itself to, and what checking it is worth. */
export function Proof({ job }: { job: Loaded<escrow.Job> }) {
    const { data } = job;
    const uri = jobUri(data);
    const link = webLink(uri);
    const committed = data.commitment.some((byte) => byte !== 0);
    const roots: [string, ReactNode][] = [
        ['Spec root', <Hash key="spec" bytes={data.specRoot} />],
        ['Input root', <Hash key="input" bytes={data.inputRoot} />],
        ['Commitment', committed ? <Hash key="commitment" bytes={data.commitment} /> : 'not yet'],
        ['Trace root', isRevealed(data) ? <Hash key="trace" bytes={data.traceRoot} /> : 'not yet'],
        ['Output root', isRevealed(data) ? <Hash key="output" bytes={data.outputRoot} /> : 'not yet'],
    ];
    return (
        <Card title="Proof">
            <Facts
                items={[
                    ...roots,
                    [
                        'Content',
                        <span key="uri" className="wrap">
                            {link ? (
                                <a href={link} rel="noreferrer">
                                    {uri}
                                </a>
                            ) : (
                                uri
                            )}
                        </span>,
                    ],
                ]}
            />
            <Worth job={job} />
        </Card>
    );
}

function Hash({ bytes }: { bytes: Iterable<number> }) {
    const text = toHex(bytes);
    return (
        <span className="address">
            <span className="mono" title={text}>
                {text.slice(0, 10)}…{text.slice(-6)}
            </span>
            <CopyButton text={text} label="Copy the hash" />
        </span>
    );
}

/** The soundness of a check of this very spec, by the verifier's own arithmetic. */
function Worth({ job }: { job: Loaded<escrow.Job> }) {
    const { data: spec, error, refetch } = useSpec(job);
    const { data: quotes } = useQuotes();
    if (error)
        return (
            <ErrorNote
                title="The spec could not be read, so this page cannot say what a check of it is worth"
                error={error}
                retry={() => void refetch()}
            />
        );
    if (!spec || !quotes) return <Skeleton lines={2} label="Reading the spec" />;
    const full = quotes.escrow.soundness(spec.bytes);
    const sampled = quotes.escrow.soundness(spec.bytes, USUAL_DRAWS);
    return (
        <>
            <h3>What a check is worth</h3>
            <p>
                A full check looks at all of it: {full.exact} {full.exact === 1 ? 'op is' : 'ops are'} recomputed
                exactly, and {full.matmuls} matrix {full.matmuls === 1 ? 'product' : 'products'} are tested with the
                verifier&apos;s secret randomness, each of which a wrong result passes with a chance of 1/(2⁶¹ − 1).
            </p>
            <p className="small muted">In the words of a verifier that did so: {full.sentence}.</p>
            <p>
                A verifier that samples draws s secret rows of each op: a result with a fraction f of wrong rows in some
                op passes with (1 − f)^s + 1/(2⁶¹ − 1).
            </p>
            <p className="small muted">
                With s = {USUAL_DRAWS}: {sampled.sentence}.
            </p>
            <p className="small muted">
                A conviction needs neither trust nor randomness: the chain recomputes the number. An acceptance is as
                good as the committee and whoever else looked during the window. That the model makes sense, or stays
                private, is not proven.
            </p>
        </>
    );
}
