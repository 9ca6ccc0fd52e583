import { programName } from '@assay/client';
import type { ProposalQuote } from '@assay/client/quotes';
import { Badge, Card, Note } from '../../components';
import { Described } from '../../features/governance/Described';
import type { StagedAction } from '../../features/governance/read';
import { Simulation } from '../../features/governance/Simulation';
import { unstaged } from '../../features/governance/staged';
import { useQuotes } from '../../quotes';
import type { Subject } from './Proposal';
import type { Verified } from './useVerified';

interface ActionsProps extends Subject {
    quote: ProposalQuote;
    verified: Verified | undefined;
}

const ENDED = new Set(['executed', 'defeated', 'cancelled', 'vetoed', 'expired', 'lapsed']);

/** What the proposal does, read from the staged bytes, and what that would change now. */
export function Actions({ state, found, quote, verified }: ActionsProps) {
    const { data: quotes } = useQuotes();
    const { data } = found.proposal;
    const left = found.actions.filter(({ index }) => index >= data.nextAction);
    return (
        <Card title={`Actions (${data.actionCount})`}>
            {data.actionCount === 0 && <p>None: it is a decision in words.</p>}
            {verified && <Fits verified={verified} />}
            <ol className="stack" style={{ listStyle: 'none' }}>
                {found.actions.map((action) => (
                    <Action key={action.index} action={action} data={data} verified={verified} />
                ))}
            </ol>
            {found.actions.length < data.actionCount && (
                <p className="muted small">Actions whose accounts are closed are not shown.</p>
            )}
            {quote.critical && <Why data={data} actions={found.actions} />}
            {quotes && left.length > 0 && !ENDED.has(quote.phase) && (
                <Simulation
                    quotes={quotes}
                    treasury={state.governance.treasury}
                    payer={data.proposer}
                    actions={left.map((action) => ({ voted: unstaged(quotes, action.bytes) }))}
                    title="What executing it now would change"
                />
            )}
        </Card>
    );
}

function Fits({ verified }: { verified: Verified }) {
    if (!verified.holds) {
        return (
            <Note tone="bad" title="The actions do not fit the hashes that are voted on">
                <p>
                    What the cluster answers is not what the proposal froze. Do not vote by it; try another RPC server.
                </p>
            </Note>
        );
    }
    if (verified.content === undefined)
        return <p className="small muted">A draft: nothing is frozen before the vote begins.</p>;
    return <p className="small muted">Title, text hash and every action fit the content hash that votes are on.</p>;
}

interface ActionProps {
    action: StagedAction;
    data: { nextAction: number; critical: number };
    verified: Verified | undefined;
}

function Action({ action, data, verified }: ActionProps) {
    const { data: quotes } = useQuotes();
    if (!quotes) return null;
    const fits = verified?.actions[action.index];
    return (
        <li className="stack-tight">
            <div className="row">
                <strong>Action {action.index + 1}</strong>
                {action.index < data.nextAction && <Badge tone="good">done</Badge>}
                {(data.critical & (1 << action.index)) !== 0 && <Badge tone="warn">critical</Badge>}
                {fits === false && <Badge tone="bad">hash differs</Badge>}
            </div>
            <Described described={quotes.governor.describe({ bytes: action.bytes })} />
        </li>
    );
}

/** Why it needs the greater share and waits longer. */
function Why({ data, actions }: { data: { critical: number }; actions: readonly StagedAction[] }) {
    const { data: quotes } = useQuotes();
    if (!quotes) return null;
    const critical = actions.filter(({ index }) => (data.critical & (1 << index)) !== 0);
    const programs = [...new Set(critical.map(({ bytes }) => unstaged(quotes, bytes).program))];
    const named = programs.map((program) => programName(program) ?? program).join(', ');
    return (
        <p className="small">
            It is critical, because it calls {named}: what a program does with the treasury’s signature could touch
            stake. It needs the greater share, and waits for the cooldown of stake and longer, so that whoever is
            against can leave.
        </p>
    );
}
