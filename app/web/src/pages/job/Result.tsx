import { downloadResult, type escrow, type Loaded } from '@assay/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Badge, Button, Card, ErrorNote, Note, VirtualTable, type Column } from '../../components';
import { useConnection } from '../../cluster';
import { saveFile } from '../../events';
import { modelOf, useModels, type Model } from '../../features/jobs/models';
import { countRight, predictions, type Prediction } from '../../features/jobs/predictions';
import { useQuotes } from '../../quotes';
import { useSpec } from './Proof';

/** The result from its provider; offered only if its root is the one on chain. */
export function Result({ job }: { job: Loaded<escrow.Job> }) {
    const connection = useConnection();
    const { data: quotes } = useQuotes();
    const { data: spec } = useSpec(job);
    const { data: models } = useModels();
    const download = useMutation({
        mutationFn: async () => {
            if (!quotes) throw new Error('The module that checks the result is not loaded yet. Try again in a moment.');
            return downloadResult(connection, job, quotes, { spec: spec?.bytes });
        },
    });
    const model = modelOf(models, job.data.specRoot);
    const { data: result } = download;
    return (
        <Card title="Result">
            <p>
                The provider serves it. It is fetched, its root computed here and compared with the one on chain before
                you can save it.
            </p>
            <div className="row">
                <Button
                    kind={result ? undefined : 'primary'}
                    disabled={download.isPending || !quotes}
                    onClick={() => download.mutate()}
                >
                    {download.isPending ? 'Fetching and checking…' : result ? 'Fetch it again' : 'Fetch the result'}
                </Button>
                {result && (
                    <Button
                        kind="primary"
                        onClick={() => saveFile('output.safetensors', result.file, 'application/octet-stream')}
                    >
                        Save output.safetensors
                    </Button>
                )}
            </div>
            {download.error && <ErrorNote title="There is no result to offer" error={download.error} />}
            {result && (
                <Note tone="good" title={`${result.shape.text}, ${result.shape.bytes} bytes`}>
                    <p>Its root is the one on chain:</p>
                    <p className="mono wrap">{result.outputRoot}</p>
                </Note>
            )}
            {result && model?.rows && !model.labels && <p className="small muted">It has {model.rows}.</p>}
            {result && model?.labels && <Read model={model} bytes={result.bytes} shape={result.shape} />}
        </Card>
    );
}

interface ReadProps {
    model: Model;
    bytes: Uint8Array;
    shape: Parameters<typeof predictions>[1];
}

const columns: Column<Prediction>[] = [
    { key: 'row', header: 'Row', number: true, cell: ({ row }) => row, sortBy: ({ row }) => row },
    {
        key: 'read',
        header: 'Read as',
        number: true,
        cell: ({ predicted }) => predicted,
        sortBy: ({ predicted }) => predicted,
    },
    { key: 'label', header: 'Label', number: true, cell: ({ label }) => label ?? 'none', sortBy: ({ label }) => label },
    {
        key: 'right',
        header: 'Answer',
        cell: ({ predicted, label }) =>
            predicted === label ? <Badge tone="good">right</Badge> : <Badge tone="bad">wrong</Badge>,
        sortBy: ({ predicted, label }) => (predicted === label ? 1 : 0),
    },
];

/** The scores as answers, beside the right ones. */
function Read({ model, bytes, shape }: ReadProps) {
    const { data: labels, error } = useQuery({
        queryKey: ['labels', model.path],
        staleTime: Infinity,
        queryFn: async () => {
            const response = await fetch(`${model.path}/${model.labels}`);
            if (!response.ok) throw new Error(`The labels are not served here (${response.status}).`);
            return (await response.json()) as number[];
        },
    });
    const rows = useMemo(() => labels && predictions(bytes, shape, labels), [bytes, shape, labels]);
    if (error) return <ErrorNote title="The result cannot be compared with the labels" error={error} />;
    if (!rows) return null;
    return (
        <>
            <p>
                {countRight(rows)} of {rows.length} are read right. The labels are the data set&apos;s; the chain proves
                the numbers, not that they are right answers.
            </p>
            <VirtualTable
                label="Predictions beside the labels"
                columns={columns}
                rows={rows}
                rowKey={({ row }) => `${row}`}
                height={300}
            />
        </>
    );
}
