import { formatAmount } from '@assay/client';
import { CopyButton, Facts, Table, type Column } from '../../components';
import { bytesText, type Checked } from '../../features/jobs/upload';

type Op = Checked['parsed']['ops'][number] & { index: number };

const count = (value: bigint | number) => formatAmount(BigInt(value), 0, { group: true });

const columns: Column<Op>[] = [
    { key: 'index', header: 'Op', cell: ({ index }) => index, sortBy: ({ index }) => index, number: true },
    { key: 'kind', header: 'Kind', cell: ({ kind }) => kind, sortBy: ({ kind }) => kind },
    { key: 'operands', header: 'Operands', cell: ({ operands }) => operands.join(', ') },
    { key: 'shape', header: 'Result', cell: ({ shape }) => shape.text },
    {
        key: 'work',
        header: 'Multiply-accumulates',
        number: true,
        cell: ({ multiplyAccumulates }) => count(multiplyAccumulates),
        sortBy: ({ multiplyAccumulates }) => multiplyAccumulates,
    },
];

/** What a spec and its tensors come to. */
export function ContentView({ checked: { parsed, inputRoot } }: { checked: Checked }) {
    const total = (shapes: readonly { bytes: bigint }[]) => shapes.reduce((sum, { bytes }) => sum + bytes, 0n);
    const ops = parsed.ops.map((op, index) => ({ ...op, index }));
    return (
        <>
            <Facts
                items={[
                    ['Ops', `${parsed.ops.length}`],
                    ['Work', `${count(parsed.multiplyAccumulates)} multiply-accumulates`],
                    [
                        'Inputs',
                        `${parsed.inputs.map(({ text }) => text).join(', ') || 'none'}; ${bytesText(total(parsed.inputs))}`,
                    ],
                    ['Weights', `${parsed.weights.length}; ${bytesText(total(parsed.weights))}`],
                    ['Result', `${parsed.output.text}; ${bytesText(parsed.output.bytes)}`],
                    ['Spec root', <Root key="spec" root={parsed.specRoot} />],
                    ['Input root', <Root key="input" root={inputRoot} />],
                ]}
            />
            <details>
                <summary>The {ops.length} ops</summary>
                <Table label="Ops" columns={columns} rows={ops} rowKey={({ index }) => `${index}`} />
            </details>
        </>
    );
}

function Root({ root }: { root: string }) {
    return (
        <span className="address">
            <span className="mono" title={root}>
                {root.slice(0, 12)}…{root.slice(-6)}
            </span>
            <CopyButton text={root} label="Copy the root" />
        </span>
    );
}
