import { ErrorNote, Field, Skeleton } from '../../components';
import { bytesText, FILE_LIMITS, fileError, FILES, type FileName } from '../../features/jobs/upload';
import type { Upload } from './useContent';

const WHAT: Record<FileName, string> = {
    'spec.bin': 'The graph of ops',
    'weights.safetensors': 'Tensors weight.0, weight.1 and so on; none for a spec without weights',
    'inputs.safetensors': 'Tensors input.0, input.1 and so on',
};

/** The three files of a job. Each is checked before it is read. */
export function FilesChoice({ upload }: { upload: Upload }) {
    return (
        <>
            {FILES.map((name) => (
                <FileField key={name} name={name} upload={upload} />
            ))}
            {upload.checking && <Skeleton lines={2} label="Checking the files" />}
            {upload.error !== undefined && <ErrorNote title="These files are no job" error={upload.error} />}
        </>
    );
}

function FileField({ name, upload }: { name: FileName; upload: Upload }) {
    const file = upload.files[name];
    const refused = file && fileError(name, file.size);
    return (
        <Field
            label={name}
            error={refused}
            hint={file && !refused ? bytesText(file.size) : `${WHAT[name]}; at most ${bytesText(FILE_LIMITS[name])}.`}
        >
            {(ids) => (
                <input
                    {...ids}
                    className="input"
                    type="file"
                    onChange={(event) => upload.choose(name, event.target.files?.[0])}
                />
            )}
        </Field>
    );
}
