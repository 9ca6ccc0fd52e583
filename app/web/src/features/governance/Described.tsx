import type { Described as Description } from '@assay/client/quotes';
import { Address, Note } from '../../components';
import { callWords, fieldWords } from './words';
import { flatten } from './simulate';
import { useDecimals } from './useDecimals';

/** An instruction in words, with every argument and account. */
export function Described({ described }: { described: Description }) {
    const decimals = useDecimals();
    if (described.undecodable) {
        return (
            <Note tone="warn" title="What this action does cannot be read">
                <p>
                    {described.undecodable}. Program <Address address={described.programId} explorer />, data{' '}
                    <code>{described.data}</code>
                </p>
                <Accounts accounts={described.accounts} />
            </Note>
        );
    }
    const program = String(described.program);
    const name = described.instruction ?? '';
    const values = [...flatten(described.arguments)];
    return (
        <div className="stack-tight">
            <span>{callWords(program, name)}</span>
            {values.length > 0 && (
                <details className="small" open={values.length <= 6}>
                    <summary>
                        Arguments ({values.length}) of <code>{`${program} ${name}`}</code>
                    </summary>
                    <dl className="facts">
                        {values.map(([path, value]) => {
                            const said = fieldWords(program, name, path, value, decimals);
                            return <Pair key={path} label={said.label} value={said.value} />;
                        })}
                    </dl>
                </details>
            )}
            <Accounts accounts={described.accounts} />
        </div>
    );
}

function Pair({ label, value }: { label: string; value: string }) {
    return (
        <>
            <dt>{label}</dt>
            <dd>{value}</dd>
        </>
    );
}

function Accounts({ accounts }: Pick<Description, 'accounts'>) {
    return (
        <details className="small">
            <summary>Accounts ({accounts.length})</summary>
            <dl className="facts">
                {accounts.map(({ name, address, signer, writable }, at) => (
                    <div key={at} style={{ display: 'contents' }}>
                        <dt>{String(name).replaceAll('_', ' ')}</dt>
                        <dd className="row">
                            {address === null ? 'none' : <Address address={address} explorer />}
                            <span className="muted">
                                {[signer && 'signs', writable && 'is changed'].filter(Boolean).join(', ')}
                            </span>
                        </dd>
                    </div>
                ))}
            </dl>
        </details>
    );
}
