import { CopyButton } from '../../components';
import type { CommandLine } from '../../features/operators/commands';

export function Commands({ lines }: { lines: CommandLine[] }) {
    return (
        <ol className="stack-tight" style={{ paddingLeft: 18 }}>
            {lines.map(({ what, line }) => (
                <li key={line}>
                    <div className="small">{what}</div>
                    <div className="row" style={{ flexWrap: 'nowrap' }}>
                        <code className="small" style={{ overflowWrap: 'anywhere' }}>
                            {line}
                        </code>
                        <CopyButton text={line} label={`Copy the command: ${what}`} />
                    </div>
                </li>
            ))}
        </ol>
    );
}
