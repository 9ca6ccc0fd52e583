import type { ProposalQuote } from '@assay/client/quotes';
import type { Address as Key } from '@solana/kit';
import { Button, Note } from '../../components';
import { useProposer } from '../../features/governance/hooks';
import { useTransactAll } from '../../features/governance/useTransactAll';
import { useQuotes } from '../../quotes';
import { useWallet } from '../../wallet';
import { movesOf, type Situation } from './situation';
import type { Subject } from './Proposal';
import type { Verified } from './useVerified';

interface MovesProps extends Subject {
    quote: ProposalQuote;
    rules: { threshold: bigint; guardianInOffice: boolean } | undefined;
    aboutGuardian: boolean;
    verified: Verified | undefined;
}

/** Buttons for what the wallet can do now, beside voting. */
export function Moves({ state, found, quote, rules, aboutGuardian, verified }: MovesProps) {
    const { address } = useWallet();
    const { data: quotes } = useQuotes();
    const { best } = useProposer(state);
    const transactAll = useTransactAll();
    if (!address) return <p className="small muted">Connect a wallet to do any of this.</p>;
    if (!quotes || !verified) return null;
    if (!verified.holds) {
        return (
            <Note tone="bad">
                <p>The hashes do not fit what is shown, so nothing is signed here.</p>
            </Note>
        );
    }
    const situation: Situation = {
        state,
        found,
        quote,
        quotes,
        wallet: address as Key,
        best: best ?? undefined,
        threshold: rules?.threshold,
        guardianInOffice: rules?.guardianInOffice ?? false,
        aboutGuardian,
    };
    const moves = movesOf(situation);
    if (moves.length === 0) return null;
    return (
        <div className="stack-tight">
            {moves.map(({ kind, refusal, ...request }) => (
                <div key={request.title} className="stack-tight">
                    <Button kind={kind} wide disabled={refusal !== undefined} onClick={() => void transactAll(request)}>
                        {request.title}
                    </Button>
                    {refusal && <span className="small muted">{refusal}</span>}
                </div>
            ))}
        </div>
    );
}
