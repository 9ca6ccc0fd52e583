import { lorenz, poorerHalf, type Holders } from '../../features/stake/tally';
import { formatGini } from './measures';

const SIZE = 240;
const LEFT = 34;
const BELOW = 26;

/** The curve as a drawing, and in words. */
export function Lorenz({ holders, gini, title }: { holders: Holders; gini: number; title: string }) {
    const points = lorenz(holders);
    if (points.length === 0) return <p className="muted">Nobody holds anything yet, so there is no curve.</p>;
    const x = (part: number) => LEFT + part * SIZE;
    const y = (part: number) => 4 + (1 - part) * SIZE;
    const line = points.map(({ holders: part, held }) => `${x(part).toFixed(2)},${y(held).toFixed(2)}`).join(' ');
    const count = holders.length;
    const words =
        count === 1
            ? 'One holder has everything.'
            : `The poorer half of ${count} holders has ${(100 * poorerHalf(holders)).toFixed(1)} % together. Gini coefficient ${formatGini(gini)}.`;
    return (
        <figure className="stack-tight">
            <svg
                className="lorenz"
                viewBox={`0 0 ${LEFT + SIZE + 10} ${SIZE + BELOW + 6}`}
                role="img"
                aria-label={`Lorenz curve of ${title}. ${words}`}
            >
                <polygon className="lorenz-area" points={`${line} ${x(0)},${y(0)}`} />
                <rect className="lorenz-frame" x={x(0)} y={y(1)} width={SIZE} height={SIZE} />
                <line className="lorenz-equal" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
                <polyline className="lorenz-curve" points={line} />
                <text x={x(0)} y={SIZE + 20}>
                    poorest
                </text>
                <text x={x(1)} y={SIZE + 20} textAnchor="end">
                    all holders
                </text>
                <text x={LEFT - 4} y={14} textAnchor="end">
                    100
                </text>
                <text x={LEFT - 4} y={y(0)} textAnchor="end">
                    0 %
                </text>
            </svg>
            <figcaption className="small muted">{words} The dashed line is where all would hold the same.</figcaption>
        </figure>
    );
}
