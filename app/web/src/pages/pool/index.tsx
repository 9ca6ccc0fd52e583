import { Empty, Page } from '../../components';

export default function PoolPage() {
    return (
        <Page title="Pool">
            <Empty title="This page is being written" />
        </Page>
    );
}
