// The form that makes a pool, and what it says.

import { formatRate, type amm } from '@assay/client';
import type { MintView } from '../../features/amm/model';
import { readPercent } from '../../features/amm/settings';
import { amountText, dateText, percent } from '../../features/amm/texts';
import { unixOf } from './release';

export interface CreateForm {
    /** Address of the other token's mint. */
    mint: string;
    tier: string;
    reward: string;
    token: string;
    /** As an input of date and time has it; empty opens at once. */
    opens: string;
    launchHours: string;
    /** Percent. */
    launchFee: string;
    launchCap: string;
    creatorShare: boolean;
    sure: boolean;
}

export const EMPTY: CreateForm = {
    mint: '',
    tier: '',
    reward: '',
    token: '',
    opens: '',
    launchHours: '',
    launchFee: '',
    launchCap: '',
    creatorShare: false,
    sure: false,
};

export interface ReadLaunch {
    value?: amm.LaunchTerms;
    errors: Partial<Record<'opens' | 'launchHours' | 'launchFee' | 'launchCap', string>>;
}

const MOST_HOURS = 168;

function optionalPercent(text: string): { bps: number; error?: string } {
    if (text.trim() === '') return { bps: 0 };
    const { bps = 0, error } = readPercent(text);
    return { bps, error };
}

/** The program checks the tier's own bounds; here is what makes no sense at all. */
export function readLaunch({ opens, launchHours, launchFee, launchCap }: CreateForm, fees: amm.Fees): ReadLaunch {
    const errors: ReadLaunch['errors'] = {};
    const opensAt = opens === '' ? 0n : unixOf(opens);
    if (opensAt === undefined) errors.opens = 'That is no time.';
    const hours = launchHours.trim() === '' ? 0 : Number(launchHours);
    const most = Math.min(fees.launchHours, MOST_HOURS);
    if (!Number.isInteger(hours) || hours < 0) errors.launchHours = 'Give whole hours, such as 24.';
    else if (hours > most) errors.launchHours = `This tier allows a launch of ${most} hours at the most.`;
    const [fee, cap] = [optionalPercent(launchFee), optionalPercent(launchCap)];
    if (fee.error) errors.launchFee = fee.error;
    else if (fee.bps > fees.launchBps)
        errors.launchFee = `This tier allows a fee of ${percent(fees.launchBps)} at the most.`;
    else if (fee.bps > 0 && hours === 0) errors.launchFee = 'A launch fee needs a launch: give its hours.';
    if (cap.error) errors.launchCap = cap.error;
    else if (cap.bps > 0 && cap.bps < 10) errors.launchCap = 'Give 0.1 % or more, or leave it empty for no bound.';
    else if (cap.bps > 0 && hours === 0) errors.launchCap = 'A bound needs a launch: give its hours.';
    if (Object.keys(errors).length > 0 || opensAt === undefined) return { errors };
    return { value: { opensAt, seconds: hours * 3_600, feeBps: fee.bps, capBps: cap.bps }, errors };
}

export interface Creation {
    reward: MintView;
    token: MintView;
    amounts: { reward: bigint; token: bigint };
    fees: amm.Fees;
    launch: amm.LaunchTerms;
    creatorShare: boolean;
}

/** What cannot be undone, before it is done. */
export function creationNotes({ reward, token, amounts, fees, launch, creatorShare }: Creation): string[] {
    const price = formatRate(
        { units: amounts.reward, decimals: reward.decimals },
        { units: amounts.token, decimals: token.decimals },
    );
    const { opensAt, seconds, feeBps, capBps } = launch;
    const share = creatorShare
        ? `You get ${percent(fees.creatorBps)} of its fees for as long as it is there.`
        : 'You never get a creator’s share of its fees; that cannot be asked for later.';
    return [
        `The first price is 1 ${reward.symbol} = ${price} ${token.symbol}. If others think otherwise, they trade it to theirs at your cost.`,
        `You give ${amountText(amounts.reward, reward)} and ${amountText(amounts.token, token)}, and can take them out again, but for 0.001 LP that stays with nobody for ever.`,
        `There is one pool of this tier (${percent(fees.feeBps)}) for these two tokens. It cannot be closed, renamed or made again, and the rent of its accounts does not come back.`,
        share,
        opensAt === 0n
            ? 'It opens for trading at once.'
            : `It opens for trading at ${dateText(opensAt)}. Until then only liquidity moves.`,
        ...(seconds > 0
            ? [
                  `Its launch lasts ${seconds / 3_600} h from then${feeBps > 0 ? `, with a fee that falls from ${percent(feeBps)} to the tier’s` : ''}${capBps > 0 ? `, and at most ${percent(capBps)} of a reserve leaves it in one slot` : ''}. These terms cannot be changed.`,
              ]
            : []),
    ];
}
