import { Empty, Page } from '../../components';

export default function Operate() {
    return (
        <Page title="Operate">
            <Empty title="This page is being written" />
        </Page>
    );
}
