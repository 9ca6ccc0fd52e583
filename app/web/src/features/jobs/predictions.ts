import type { TensorShape } from '@assay/client';

export interface Prediction {
    row: number;
    predicted: number;
    label: number | undefined;
}

/** The column with the largest score of each row of an i32 result; of equals the first. */
export function predictions(
    bytes: Uint8Array,
    shape: Pick<TensorShape, 'dtype' | 'rows' | 'cols'>,
    labels: readonly number[],
): Prediction[] {
    const { rows, cols } = shape;
    if (shape.dtype !== 'i32' || bytes.length !== rows * cols * 4) {
        throw new Error(
            `The result is ${shape.dtype} [${rows}, ${cols}] in ${bytes.length} bytes, and scores of i32 were expected.`,
        );
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: rows }, (_, row) => {
        let predicted = 0;
        let best = -Infinity;
        for (let col = 0; col < cols; col += 1) {
            const score = view.getInt32((row * cols + col) * 4, true);
            if (score > best) [best, predicted] = [score, col];
        }
        return { row, predicted, label: labels[row] };
    });
}

export function countRight(all: readonly Prediction[]): number {
    return all.filter(({ predicted, label }) => predicted === label).length;
}
