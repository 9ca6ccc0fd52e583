import { AmountError, formatBps, parseAmount } from '@assay/client';

/** How a vote is divided, basis points that add up to 10,000. */
export interface Ballot {
    forBps: number;
    againstBps: number;
    abstainBps: number;
}

export const WHOLE = 10_000;
export const CHOICES = ['for', 'against', 'abstain'] as const;
export type Choice = (typeof CHOICES)[number];

export function wholly(choice: Choice): Ballot {
    const of = (name: Choice) => (name === choice ? WHOLE : 0);
    return { forBps: of('for'), againstBps: of('against'), abstainBps: of('abstain') };
}

export type Shares = Record<Choice, string>;

/** Percentages as somebody typed them; the sentence says what is wrong with them. */
export function readShares(shares: Shares): { ballot: Ballot } | { error: string } {
    const parts: number[] = [];
    for (const choice of CHOICES) {
        const text = shares[choice].trim().replace(/\s*%$/, '');
        try {
            const bps = text === '' ? 0n : parseAmount(text, 2);
            if (bps > BigInt(WHOLE)) return { error: `${choice}: a share is 100 % at the most.` };
            parts.push(Number(bps));
        } catch (error) {
            if (!(error instanceof AmountError)) throw error;
            return { error: `${choice}: ${error.message}` };
        }
    }
    const [forBps = 0, againstBps = 0, abstainBps = 0] = parts;
    const sum = forBps + againstBps + abstainBps;
    if (sum !== WHOLE) return { error: `The shares must be 100 % together; these are ${formatBps(sum)}.` };
    return { ballot: { forBps, againstBps, abstainBps } };
}

interface Tally {
    forWeight: bigint;
    againstWeight: bigint;
    abstainWeight: bigint;
}

/** A recorded vote in words. */
export function votedText(tally: Tally, amount: (units: bigint) => string): string {
    const parts: [bigint, string][] = [
        [tally.forWeight, 'for'],
        [tally.againstWeight, 'against'],
        [tally.abstainWeight, 'abstaining'],
    ];
    const cast = parts.filter(([weight]) => weight > 0n);
    if (cast.length === 0) return 'without weight';
    return cast.map(([weight, how]) => `${amount(weight)} ${how}`).join(', ');
}
