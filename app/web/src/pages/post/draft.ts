import type { Draft } from '../../components/useDraft';

/** What is typed into the form, as text, so that nothing of it is lost. */
export const EMPTY = {
    source: 'model',
    model: '',
    uri: '',
    price: '',
    tier: 1,
    acceptMinutes: '10',
    runMinutes: '10',
    heartbeatSeconds: '0',
    minClass: '0',
    minReputation: '0',
    externalValue: '',
    payWith: '',
    slippageBps: '50',
    withinMeanBps: '500',
};

export type PostDraft = Draft<typeof EMPTY>;

export interface WholeNumber {
    value?: number;
    error?: string;
}

/** A whole number within bounds, or the sentence that says what is wrong. */
export function wholeNumber(text: string, least: number, most: number, unit = ''): WholeNumber {
    const bare = text.trim();
    if (!/^\d{1,15}$/.test(bare)) return { error: `Give a whole number from ${least} to ${most}${unit}.` };
    const value = Number(bare);
    if (value < least || value > most) return { error: `${value} is not between ${least} and ${most}${unit}.` };
    return { value };
}
