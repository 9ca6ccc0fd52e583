import { Empty, Page } from '../../components';

export default function ProposalPage() {
    return (
        <Page title="Proposal">
            <Empty title="This page is being written" />
        </Page>
    );
}
