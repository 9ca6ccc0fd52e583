import { Empty, Page } from '../../components';

export default function Swap() {
    return (
        <Page title="Swap">
            <Empty title="This page is being written" />
        </Page>
    );
}
