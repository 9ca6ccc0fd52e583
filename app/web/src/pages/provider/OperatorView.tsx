import type { HistoryState } from '@assay/client';
import { Link } from 'react-router';
import { buttonClass, Note, Page, shortAddress } from '../../components';
import { Roles, StandingBadge } from '../../features/operators/Cells';
import type { OperatorRecord } from '../../features/operators/record';
import type { OperatorRow } from '../../features/operators/row';
import type { StakeSnapshot } from '../../features/stake/snapshot';
import type { Quotes } from '../../quotes';
import { useWallet } from '../../wallet';
import { Backers } from './Backers';
import { Bonds } from './Bonds';
import { Figures } from './Figures';
import { Income } from './Income';
import { Jobs } from './Jobs';
import { Profile } from './Profile';
import { Slashes } from './Slashes';

export interface OperatorViewProps {
    row: OperatorRow;
    snapshot: StakeSnapshot;
    quotes: Quotes;
    record: OperatorRecord | undefined;
    history: { ready: boolean; state: HistoryState };
}

export function OperatorView(props: OperatorViewProps) {
    const { row, history } = props;
    const { address: wallet } = useWallet();
    const { data } = row.operator;
    const takesBackers = row.standing === 'in service' || row.standing === 'no bond';
    return (
        <Page
            title={row.name ?? `Operator ${shortAddress(row.address)}`}
            lead={
                <span className="row">
                    <StandingBadge standing={row.standing} />
                    <Roles roles={row.roles} />
                    <code className="small" style={{ overflowWrap: 'anywhere' }}>
                        {row.address}
                    </code>
                </span>
            }
            actions={
                <>
                    {wallet === data.authority && (
                        <Link to="/operate" className={buttonClass({})}>
                            Manage
                        </Link>
                    )}
                    {takesBackers && (
                        <Link to={`/stake?back=${row.address}`} className={buttonClass({ kind: 'primary' })}>
                            Back this provider
                        </Link>
                    )}
                </>
            }
        >
            {history.state.truncated && (
                <Note tone="info">
                    <p>
                        The oldest transactions were not read, so jobs, income over time and slashes may be missing
                        some. Totals come from the operator&apos;s account and are complete.
                    </p>
                </Note>
            )}
            <Figures {...props} />
            <div className="columns">
                <Profile {...props} />
                <Bonds {...props} />
            </div>
            <Income {...props} />
            <Jobs {...props} />
            <Slashes {...props} />
            <Backers {...props} />
        </Page>
    );
}
