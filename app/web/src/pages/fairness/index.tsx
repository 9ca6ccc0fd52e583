import { Empty, Page } from '../../components';

export default function Fairness() {
    return (
        <Page title="Fairness">
            <Empty title="This page is being written" />
        </Page>
    );
}
