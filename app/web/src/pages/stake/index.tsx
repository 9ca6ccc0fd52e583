import { Empty, Page } from '../../components';

export default function Stake() {
    return (
        <Page title="Stake">
            <Empty title="This page is being written" />
        </Page>
    );
}
