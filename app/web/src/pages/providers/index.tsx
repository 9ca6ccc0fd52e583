import { Empty, Page } from '../../components';

export default function Providers() {
    return (
        <Page title="Providers">
            <Empty title="This page is being written" />
        </Page>
    );
}
