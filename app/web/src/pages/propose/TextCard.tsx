import { useQuery } from '@tanstack/react-query';
import { Button, Card, Field, Note } from '../../components';
import { saveFile } from '../../events/csv';
import { byteLength, checkText, dataUri, sha256, TITLE_BYTES, URI_BYTES } from '../../features/governance/text';
import { TextField } from './inputs';
import type { Forms } from './useForms';

export function titleError(title: string): string | undefined {
    const bytes = byteLength(title.trim());
    if (bytes === 0) return 'A proposal needs a title.';
    return bytes > TITLE_BYTES
        ? `A title has at most ${TITLE_BYTES} bytes of UTF-8; this one has ${bytes}.`
        : undefined;
}

export function uriError(uri: string): string | undefined {
    const bytes = byteLength(uri.trim());
    return bytes > URI_BYTES ? `A URI has at most ${URI_BYTES} bytes; this one has ${bytes}.` : undefined;
}

/** Title, text and where the text lies. The chain keeps the title, the URI and the text's hash. */
export function TextCard({ forms }: { forms: Forms }) {
    const { title, text, uri, change } = forms;
    const own = dataUri(text);
    return (
        <Card title="Title and text">
            <TextField
                label="Title"
                value={title}
                error={title === '' ? undefined : titleError(title)}
                onChange={(next) => change({ title: next })}
            />
            <Field
                label="Text"
                hint="Why, and what for. Its SHA-256 goes on chain, so nobody can change it later without being seen."
            >
                {(ids) => (
                    <textarea
                        {...ids}
                        className="textarea"
                        rows={6}
                        value={text}
                        onChange={(event) => change({ text: event.target.value })}
                    />
                )}
            </Field>
            <TextField
                label="Where the text is to be read (URI)"
                mono
                hint="Save the text, put the file somewhere that lasts and lets other sites read it, and name its address. A short text can be its own address."
                value={uri}
                error={uriError(uri)}
                onChange={(next) => change({ uri: next })}
            />
            <div className="row">
                <Button
                    small
                    disabled={text === ''}
                    onClick={() => saveFile('proposal.md', text, 'text/markdown;charset=utf-8')}
                >
                    Save the text
                </Button>
                <Button small disabled={text === '' || own === undefined} onClick={() => own && change({ uri: own })}>
                    Put the text into the URI
                </Button>
                {text !== '' && own === undefined && (
                    <span className="small muted">It is too long to be its own address.</span>
                )}
            </div>
            {uri.trim() !== '' && !uriError(uri) && <Compared uri={uri.trim()} text={text} />}
        </Card>
    );
}

/** What is at the URI now against what was written here. */
function Compared({ uri, text }: { uri: string; text: string }) {
    const { data, refetch } = useQuery({
        queryKey: ['proposal-text-draft', uri, text],
        queryFn: async ({ signal }) => checkText(uri, await sha256(new TextEncoder().encode(text)), signal),
        retry: false,
        staleTime: 10_000,
    });
    if (!data || data.kind === 'none') return null;
    if (data.kind === 'same') return <p className="small">What is there is the text above.</p>;
    return (
        <Note
            tone={data.kind === 'differs' ? 'bad' : 'warn'}
            title={data.kind === 'differs' ? 'What is there is another text' : 'The text cannot be read there'}
        >
            <p>
                {data.kind === 'differs'
                    ? `Everybody would be told that the text was changed. Its hash there is ${data.found.slice(0, 12)}…, and above ${data.expected.slice(0, 12)}….`
                    : `${data.sentence} Voters will see the title and the actions only, until it is there.`}
            </p>
            <div>
                <Button small onClick={() => void refetch()}>
                    Look again
                </Button>
            </div>
        </Note>
    );
}
