import { Empty, Page } from '../../components';

export default function Post() {
    return (
        <Page title="Post a job">
            <Empty title="This page is being written" />
        </Page>
    );
}
