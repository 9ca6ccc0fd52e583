import { Link, useLocation } from 'react-router';
import { Empty, Page } from '../components';

export function NotFound() {
    const { pathname } = useLocation();
    return (
        <Page title="No such page">
            <Empty title={`There is nothing at ${pathname}`} action={<Link to="/">Go to the market</Link>}>
                Check the address, or start from the market.
            </Empty>
        </Page>
    );
}
