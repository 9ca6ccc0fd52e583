import { Empty, Page } from '../../components';

export default function Governance() {
    return (
        <Page title="Governance">
            <Empty title="This page is being written" />
        </Page>
    );
}
