import { useMemo } from 'react';
import type { ProposalState } from '../../features/governance/read';
import { useQuotes } from '../../quotes';

export interface Verified {
    /** Missing where there is nothing to compare: a draft, or an action that is closed. */
    content?: boolean;
    actions: (boolean | undefined)[];
    /** Nothing differs. */
    holds: boolean;
}

/** What is shown of a proposal against the hashes that votes are on. */
export function useVerified({ proposal, actions }: ProposalState): Verified | undefined {
    const { data: quotes } = useQuotes();
    return useMemo(() => {
        if (!quotes) return undefined;
        const places = Math.max(proposal.data.actionCount, ...actions.map(({ index }) => index + 1), 0);
        const bytes = Array.from(
            { length: places },
            (_, index) => actions.find((it) => it.index === index)?.bytes ?? null,
        );
        const checked = quotes.governor.verify({ address: proposal.address, proposal: proposal.raw, actions: bytes });
        const found = checked.actions.map((it) => it ?? undefined);
        return {
            content: checked.content ?? undefined,
            actions: found,
            holds: checked.content !== false && !found.includes(false),
        };
    }, [quotes, proposal, actions]);
}
