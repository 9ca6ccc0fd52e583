import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { buttonClass, Empty, ErrorNote, Page, Skeleton, Tabs } from '../../components';
import { useProposals, useRealm } from '../../features/governance/hooks';
import type { RealmState } from '../../features/governance/read';
import { Figures } from './Figures';
import { MyVotes } from './MyVotes';
import { Proposals } from './Proposals';
import { Rules } from './Rules';
import { TreasuryTab } from './TreasuryTab';

const TABS = [
    { key: 'proposals', label: 'Proposals' },
    { key: 'mine', label: 'My votes' },
    { key: 'treasury', label: 'Treasury' },
    { key: 'rules', label: 'Rules and powers' },
];

const propose = (
    <Link to="/governance/new" className={buttonClass({ kind: 'primary' })}>
        New proposal
    </Link>
);

export default function GovernancePage() {
    const { data: state, error, refetch } = useRealm();
    return (
        <Page
            title="Governance"
            lead="Stake votes on parameters, the treasury and upgrades. What passes waits for its time lock, then anyone may execute it."
            actions={propose}
        >
            {error && !state && (
                <ErrorNote title="The realm could not be read" error={error} retry={() => void refetch()} />
            )}
            {!error && !state && <Skeleton lines={8} />}
            {state && <Realm state={state} />}
        </Page>
    );
}

function Realm({ state }: { state: RealmState }) {
    const [search, setSearch] = useSearchParams();
    const fallback = 'proposals';
    const tab = TABS.some(({ key }) => key === search.get('tab')) ? search.get('tab')! : fallback;
    const select = (key: string) =>
        setSearch((now) => {
            const next = new URLSearchParams(now);
            if (key === fallback) next.delete('tab');
            else next.set('tab', key);
            return next;
        });
    return (
        <div className="stack">
            <Figures state={state} />
            <Tabs label="Governance" tabs={TABS} selected={tab} onSelect={select}>
                {tab === 'proposals' && <ProposalsTab state={state} />}
                {tab === 'mine' && <MyVotes state={state} />}
                {tab === 'treasury' && <TreasuryTab state={state} />}
                {tab === 'rules' && <Rules state={state} />}
            </Tabs>
        </div>
    );
}

function ProposalsTab({ state }: { state: RealmState }) {
    const { data, error, refetch } = useProposals(state);
    const proposals = useMemo(() => data ?? [], [data]);
    if (error && !data) {
        return <ErrorNote title="The proposals could not be read" error={error} retry={() => void refetch()} />;
    }
    if (!data) return <Skeleton lines={5} />;
    if (proposals.length === 0) {
        return (
            <Empty title="Nothing has been proposed" action={propose}>
                Whoever has enough staked weight can propose a change of parameters, a payment or a stream.
            </Empty>
        );
    }
    return <Proposals state={state} proposals={proposals} />;
}
