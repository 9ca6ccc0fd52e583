// What is measured on the fairness page, in words.

import { REWARD_DECIMALS } from '@assay/client';
import type { Distribution } from '../../features/stake/report';

export const LP_DECIMALS = 6;

export interface Measure {
    key: string;
    title: string;
    /** Who is counted, and what as. */
    what: string;
    who: 'owner' | 'operator';
    decimals: number;
    unit?: string;
    now: Distribution;
}

/** What each number means and where it is from. */
export const EXPLANATIONS: readonly [name: string, text: string][] = [
    [
        'Gini coefficient',
        'Half the mean difference of two holders by the mean: 0 when all hold the same, (n − 1)/n when one of n holds everything. Sen, On Economic Inequality, 1973. Only those who hold more than nothing are counted.',
    ],
    [
        'Nakamoto coefficient',
        'The least number of holders that have more than half together. Srinivasan and Lee, Quantifying Decentralization, 2017. The larger, the more keys have to agree to decide.',
    ],
    ['Share of the top ten', 'What the ten largest holders have, of everything.'],
    [
        'Lorenz curve',
        'What the poorest part of the holders has together. The further it hangs below the diagonal, the more unequal; the Gini coefficient is twice the area between them. Lorenz, Methods of Measuring the Concentration of Wealth, 1905.',
    ],
    [
        'Addresses, not people',
        'Somebody with many keys looks like many holders, and a farm that holds many people’s liquidity looks like one.',
    ],
];

/** Three decimals, as the command line shows it. */
export const formatGini = (gini: number): string => gini.toFixed(3);
export const formatTop10 = (top10: number): string => `${(100 * top10).toFixed(1)} %`;

export const REWARD_MEASURES = {
    stake: {
        title: 'Stake',
        what: 'By owner: positions, tickets on their way out, and operators’ own bonds.',
        who: 'owner',
        decimals: REWARD_DECIMALS,
    },
    votes: {
        title: 'Votes',
        what: 'By owner: what positions would vote with now, locks included. What vests has no vote.',
        who: 'owner',
        decimals: REWARD_DECIMALS,
    },
    income: {
        title: 'Income',
        what: 'By operator: what commission, own bond and work have earned it since it registered.',
        who: 'operator',
        decimals: REWARD_DECIMALS,
    },
    settled: {
        title: 'Settled jobs',
        what: 'By operator: prices of settled jobs, base units of what they were paid in, one for one.',
        who: 'operator',
        decimals: REWARD_DECIMALS,
    },
} as const satisfies Record<string, Omit<Measure, 'key' | 'now'>>;
