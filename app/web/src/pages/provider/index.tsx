import { Empty, Page } from '../../components';

export default function Provider() {
    return (
        <Page title="Provider">
            <Empty title="This page is being written" />
        </Page>
    );
}
