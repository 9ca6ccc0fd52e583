export { REWARD_DECIMALS } from '@assay/client';
import { Badge, Status, type Tone } from '../../components';
import type { ProposalQuote } from '@assay/client/quotes';

type Phase = ProposalQuote['phase'];

const TONES: Partial<Record<Phase, Tone>> = {
    voting: 'info',
    'voting over': 'warn',
    'time-locked': 'info',
    executable: 'warn',
    lapsed: 'bad',
    executed: 'good',
    defeated: 'bad',
    vetoed: 'bad',
    expired: 'bad',
};

const WORDS: Partial<Record<Phase, string>> = {
    voting: 'Vote open',
    'voting over': 'To be decided',
    'time-locked': 'Time-locked',
    executable: 'To be executed',
    lapsed: 'Lapsed',
};

export function phaseWords(phase: Phase): string {
    return WORDS[phase] ?? phase.charAt(0).toUpperCase() + phase.slice(1);
}

export function PhaseBadge({ phase }: { phase: Phase }) {
    return <Status tone={TONES[phase]}>{phaseWords(phase)}</Status>;
}

export function CriticalBadge() {
    return <Badge tone="warn">Critical</Badge>;
}
