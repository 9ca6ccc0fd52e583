import { AccountError, proposalTitle } from '@assay/client';
import { Link, useParams } from 'react-router';
import { buttonClass, Empty, ErrorNote, Page, Skeleton } from '../../components';
import { useProposal, useRealm } from '../../features/governance/hooks';
import { Proposal } from './Proposal';

const back = (
    <Link to="/governance" className={buttonClass()}>
        All proposals
    </Link>
);

function Gone({ text, title }: { text: string; title?: string }) {
    return (
        <Page title={title ? `${text}. ${title}` : 'No such proposal'}>
            <Empty title={title ? `Proposal ${text} is closed` : `There is no proposal ${text}`} action={back}>
                {title
                    ? 'It is over and no longer on chain; its rent went back to its proposer. What happened in it stays in the chain’s events.'
                    : 'It may never have been made, or it is over and was closed by its proposer.'}
            </Empty>
        </Page>
    );
}

export default function ProposalPage() {
    const text = useParams()['number'] ?? '';
    const number = /^\d{1,19}$/.test(text) ? BigInt(text) : undefined;
    const { data: state, error: realmError, refetch: readRealm } = useRealm();
    const { data: found, error, refetch } = useProposal(state, number);
    if (number === undefined || (error instanceof AccountError && error.kind === 'missing')) {
        return <Gone text={text} title={found && proposalTitle(found.proposal.data)} />;
    }
    const failed = realmError ?? error;
    if (failed && !found) {
        const retry = () => void (realmError ? readRealm() : refetch());
        return (
            <Page title={`Proposal ${text}`}>
                <ErrorNote title="The proposal could not be read" error={failed} retry={retry} />
            </Page>
        );
    }
    if (!state || !found) {
        return (
            <Page title={`Proposal ${text}`}>
                <Skeleton lines={8} />
            </Page>
        );
    }
    const title = proposalTitle(found.proposal.data);
    return (
        <Page title={`${text}. ${title}`} tabTitle={`Proposal ${text}: ${title}`} actions={back}>
            <Proposal state={state} found={found} />
        </Page>
    );
}
