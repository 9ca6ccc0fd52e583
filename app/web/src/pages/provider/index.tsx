import { useParams } from 'react-router';
import { isAddress } from '@solana/kit';
import { Link } from 'react-router';
import { Empty, ErrorNote, Page, shortAddress, Skeleton } from '../../components';
import { useOperators } from '../../features/operators/useOperators';
import { OperatorView } from './OperatorView';

export default function Provider() {
    const { address = '' } = useParams();
    if (!isAddress(address)) {
        return (
            <Page title="No such operator">
                <Empty title={`"${address}" is not an address`} action={<Link to="/providers">All providers</Link>}>
                    Check the link, or choose an operator from the list.
                </Empty>
            </Page>
        );
    }
    return <One address={address} />;
}

function One({ address }: { address: string }) {
    const { rows, snapshot, quotes, records, error, refetch, history } = useOperators();
    // Somebody may have the address of the authority instead of the operator's.
    const row =
        rows?.find((one) => one.address === address) ??
        rows?.find(({ operator }) => operator.data.authority === address);
    const title = row?.name ?? shortAddress(row?.address ?? address);
    if (row && snapshot && quotes) {
        return (
            <OperatorView
                row={row}
                snapshot={snapshot}
                quotes={quotes}
                record={records.get(row.address)}
                history={history}
            />
        );
    }
    return (
        <Page title={`Operator ${title}`}>
            {error ? (
                <ErrorNote title="The operator could not be read" error={error} retry={() => void refetch()} />
            ) : rows ? (
                <Empty title={`There is no operator at ${address}`} action={<Link to="/providers">All providers</Link>}>
                    It may be closed, or on another cluster.
                </Empty>
            ) : (
                <Skeleton lines={8} />
            )}
        </Page>
    );
}
