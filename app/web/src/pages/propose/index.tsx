import { Empty, Page } from '../../components';

export default function Propose() {
    return (
        <Page title="New proposal">
            <Empty title="This page is being written" />
        </Page>
    );
}
