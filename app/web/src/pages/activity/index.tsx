import { Empty, Page } from '../../components';

export default function Activity() {
    return (
        <Page title="Activity">
            <Empty title="This page is being written" />
        </Page>
    );
}
