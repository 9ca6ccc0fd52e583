import { useEffect, useId } from 'react';
import { Button, Card, ErrorNote, Field, Note, Skeleton, Tabs } from '../../components';
import { useLocalConfig } from '../../cluster';
import { useModels } from '../../features/jobs/models';
import { uriError } from '../../features/jobs/upload';
import { ContentView } from './ContentView';
import type { PostDraft } from './draft';
import { FilesChoice } from './FilesChoice';
import { usePublishing } from './usePublishing';
import { modelUri, useContentAt, useUpload, type Content } from './useContent';

const SOURCES = [
    { key: 'model', label: 'A model of the suite' },
    { key: 'uri', label: 'Files at a URI' },
    { key: 'files', label: 'Files of this computer' },
];

interface ContentSectionProps {
    draft: PostDraft;
    /** Undefined while there is none that could be posted. */
    onContent(content: Content | undefined): void;
}

/** What is to be run: chosen, read, checked and shown before anything is asked. */
export function ContentSection({ draft, onContent }: ContentSectionProps) {
    const { source } = draft.value;
    return (
        <Card title="What to run">
            <Tabs
                label="Where the job comes from"
                tabs={SOURCES}
                selected={source}
                onSelect={(key) => draft.change({ source: key })}
            >
                {source === 'model' && <ModelChoice draft={draft} onContent={onContent} />}
                {source === 'uri' && <UriChoice draft={draft} onContent={onContent} />}
                {source === 'files' && <FileSource draft={draft} onContent={onContent} />}
            </Tabs>
        </Card>
    );
}

function ModelChoice({ draft, onContent }: ContentSectionProps) {
    const { data: models, error, refetch } = useModels();
    const name = draft.value.model || models?.[0]?.name;
    const model = models?.find((one) => one.name === name);
    if (error) return <ErrorNote title="The models could not be read" error={error} retry={() => void refetch()} />;
    if (!models) return <Skeleton lines={2} label="Reading the models" />;
    if (models.length === 0)
        return <Note title="No model is served here">Give the URI of a job, or choose its files.</Note>;
    return (
        <>
            <Field label="Model" hint={model?.description}>
                {(ids) => (
                    <select
                        {...ids}
                        className="select"
                        value={name}
                        onChange={(event) => draft.change({ model: event.target.value })}
                    >
                        {models.map((one) => (
                            <option key={one.name} value={one.name}>
                                {one.title}
                            </option>
                        ))}
                    </select>
                )}
            </Field>
            {model?.rows && <p className="small muted">The result has {model.rows}.</p>}
            <Read uri={model && modelUri(model)} onContent={onContent} />
        </>
    );
}

function UriChoice({ draft, onContent }: ContentSectionProps) {
    const { uri } = draft.value;
    const error = uriError(uri, window.location);
    const usable = uri.trim() !== '' && error === undefined;
    return (
        <>
            <UriField value={uri} error={error} onChange={(next) => draft.change({ uri: next })} />
            {usable ? <Read uri={uri.trim()} onContent={onContent} /> : <NoContent onContent={onContent} />}
        </>
    );
}

function UriField({ value, error, onChange }: { value: string; error?: string; onChange(uri: string): void }) {
    return (
        <Field
            label="Base URI"
            error={error}
            hint="The folder that holds spec.bin, weights.safetensors and inputs.safetensors. Providers and verifiers fetch them from there until the job is over."
        >
            {(ids) => (
                <input
                    {...ids}
                    className="input"
                    type="url"
                    autoComplete="off"
                    spellCheck={false}
                    placeholder="https://host/folder"
                    value={value}
                    onChange={(event) => onChange(event.target.value)}
                />
            )}
        </Field>
    );
}

function FileSource({ draft, onContent }: ContentSectionProps) {
    const upload = useUpload();
    const local = useLocalConfig();
    const { uri } = draft.value;
    const wrong = uriError(uri, window.location);
    const at = useContentAt(wrong || !upload.checked ? undefined : uri.trim() || undefined);
    const differs = at.data && upload.compare(at.data);
    const ready = at.data && !differs ? at.data : undefined;
    const id = useId();
    useEffect(() => onContent(ready), [ready, onContent]);
    return (
        <>
            <FilesChoice upload={upload} />
            {upload.checked && <ContentView checked={upload.checked} />}
            {upload.checked && (
                <section aria-labelledby={id} className="stack-tight">
                    <h3 id={id}>Where providers fetch them</h3>
                    {local && <Publish upload={upload} uri={uri} onUri={(next) => draft.change({ uri: next })} />}
                    {!local && (
                        <p>
                            This page has no storage: put the three files where providers can fetch them, over HTTPS and
                            readable by other sites (CORS), and give the folder. They are fetched from there once and
                            compared.
                        </p>
                    )}
                    <UriField value={uri} error={wrong ?? differs} onChange={(next) => draft.change({ uri: next })} />
                    {at.isFetching && <Skeleton lines={1} label="Fetching the files" />}
                    {at.error && (
                        <ErrorNote
                            title="The files at the URI are not those"
                            error={at.error}
                            retry={() => void at.refetch()}
                        />
                    )}
                    {ready && <Note tone="good">The files at the URI are the ones that you chose.</Note>}
                </section>
            )}
        </>
    );
}

function Publish({
    upload,
    uri,
    onUri,
}: {
    upload: ReturnType<typeof useUpload>;
    uri: string;
    onUri(uri: string): void;
}) {
    const publishing = usePublishing(upload, onUri);
    const { publish } = upload;
    if (uri) return null;
    return (
        <>
            <p>The local chain&apos;s server keeps them for its providers.</p>
            <div>
                <Button disabled={!publish || publishing.running} onClick={() => void publishing.run()}>
                    {publishing.running ? 'Uploading…' : 'Upload to the local server'}
                </Button>
            </div>
            {publishing.error !== undefined && (
                <ErrorNote title="The files were not uploaded" error={publishing.error} />
            )}
        </>
    );
}

/** Reads the files at a URI, says how it goes and shows what they are. */
function Read({ uri, onContent }: { uri: string | undefined; onContent(content: Content | undefined): void }) {
    const { data, error, isFetching, refetch } = useContentAt(uri);
    useEffect(() => onContent(data), [data, onContent]);
    if (error) return <ErrorNote title="This cannot be posted" error={error} retry={() => void refetch()} />;
    if (data) return <ContentView checked={data} />;
    return isFetching || uri ? <Skeleton lines={3} label="Reading and checking the files" /> : null;
}

function NoContent({ onContent }: { onContent(content: Content | undefined): void }) {
    useEffect(() => onContent(undefined), [onContent]);
    return null;
}
