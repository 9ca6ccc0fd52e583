import { Empty, Page } from '../../components';

export default function Pools() {
    return (
        <Page title="Pools">
            <Empty title="This page is being written" />
        </Page>
    );
}
