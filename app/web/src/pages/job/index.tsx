import { Empty, Page } from '../../components';

export default function Job() {
    return (
        <Page title="Job">
            <Empty title="This page is being written" />
        </Page>
    );
}
