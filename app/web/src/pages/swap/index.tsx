import { Link } from 'react-router';
import { buttonClass, Card, Empty, ErrorNote, Page, Skeleton } from '../../components';
import { useAmm } from '../../features/amm/useAmm';
import { Trading } from './Trading';

export default function Swap() {
    const { pools, quotes, now, error, retry } = useAmm();
    return (
        <Page
            title="Swap"
            lead="Trade in one pool, or through the reward token in two. Every quote is computed by the program's own code."
        >
            {error && <ErrorNote title="The pools could not be read" error={error} retry={retry} />}
            {!error && (!pools || !quotes || now === undefined) && (
                <Card>
                    <Skeleton lines={6} />
                </Card>
            )}
            {pools?.length === 0 && (
                <Empty
                    title="There is no pool yet"
                    action={
                        <Link to="/pools" className={buttonClass({ kind: 'primary' })}>
                            Create the first pool
                        </Link>
                    }
                >
                    Tokens can be traded once somebody has put both of them into a pool.
                </Empty>
            )}
            {pools && pools.length > 0 && quotes && now !== undefined && (
                <Trading pools={pools} quotes={quotes} now={now} />
            )}
        </Page>
    );
}
