import { formatAmount, REWARD_DECIMALS, type AssayEvent } from '@assay/client';
import { shortAddress } from '../../../components/shortAddress';

export const KINDS = [
    'job',
    'operator',
    'stake',
    'farm',
    'swap',
    'liquidity',
    'governance',
    'transfer',
    'other',
] as const;
export type Kind = (typeof KINDS)[number];

export const KIND_NAMES: Record<Kind, string> = {
    job: 'Jobs',
    operator: 'Operators and bonds',
    stake: 'Stake',
    farm: 'Farms',
    swap: 'Swaps',
    liquidity: 'Liquidity',
    governance: 'Governance',
    transfer: 'Transfers',
    other: 'Other',
};

/** An event in words. */
export interface Told {
    kind: Kind;
    text: string;
    /** The job, position, proposal or other account that it is about. */
    about?: string;
    /** Who is on the other side. */
    counterparty?: string;
    /** Goes along with something that is told already, and is left out beside it. */
    minor?: boolean;
}

/** One entry per event of a program; a new event that has none does not compile. */
export type Telling<P extends AssayEvent['program']> = {
    [E in Extract<AssayEvent, { program: P }> as E['name']]: (data: E['data']) => Told;
};

/** An amount of the reward token. */
export const reward = (units: bigint) => `${formatAmount(units, REWARD_DECIMALS, { group: true })} ASSAY`;

export const short = shortAddress;

export const date = (seconds: bigint) =>
    new Date(Number(seconds) * 1000).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
