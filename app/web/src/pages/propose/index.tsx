import { Link, useSearchParams } from 'react-router';
import { buttonClass, Empty, ErrorNote, Page, Skeleton } from '../../components';
import { useProposal, useRealm } from '../../features/governance/hooks';
import { useWallet } from '../../wallet';
import { Editor } from './Editor';

const back = (
    <Link to="/governance" className={buttonClass()}>
        All proposals
    </Link>
);

export default function ProposePage() {
    const [search] = useSearchParams();
    const named = search.get('draft');
    const number = named && /^\d{1,19}$/.test(named) ? BigInt(named) : undefined;
    const { data: state, error, refetch } = useRealm();
    const draft = useProposal(state, number);
    const { address } = useWallet();
    const title = number === undefined ? 'New proposal' : `Go on with draft ${number}`;
    const failed = error ?? draft.error;
    const notMine =
        draft.data && (draft.data.proposal.data.status !== 0 || draft.data.proposal.data.proposer !== address);
    return (
        <Page
            title={title}
            lead="Every action is read back from its bytes and run with the treasury’s signature before anything is paid."
            actions={back}
        >
            {failed && <ErrorNote title="The chain could not be read" error={failed} retry={() => void refetch()} />}
            {!failed && (!state || (number !== undefined && !draft.data)) && <Skeleton lines={8} />}
            {number !== undefined && notMine ? (
                <Empty
                    title={`Proposal ${number} is no draft of yours`}
                    action={
                        <Link to={`/governance/${number}`} className={buttonClass()}>
                            Show it
                        </Link>
                    }
                >
                    Only its proposer adds actions, and only before its vote begins.
                </Empty>
            ) : (
                state &&
                (number === undefined || draft.data) && <Editor key={named ?? 'new'} state={state} draft={draft.data} />
            )}
        </Page>
    );
}
