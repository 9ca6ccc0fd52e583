import type { amm, Connection, escrow, Loaded } from '@assay/client';
import type { Address, Instruction } from '@solana/kit';
import type { Quotes } from '../../quotes';
import type { RealmState } from './read';
import type { Decimals } from './units';

// Actions as forms: what somebody typed becomes an instruction of the treasury, or sentences by field.

export const KINDS = [
    'market',
    'pool',
    'tier',
    'realm',
    'withdraw',
    'pay',
    'stream',
    'cancel-stream',
    'guardian',
    'pause',
] as const;
export type ActionKind = (typeof KINDS)[number];

export const KIND_NAMES: Record<ActionKind, string> = {
    market: 'Fee and parameters of a market',
    pool: 'Parameters of the stake pool',
    tier: 'Fees of an AMM tier',
    realm: 'How votes are held',
    withdraw: 'Withdraw from the emission to the treasury',
    pay: 'Payment out of the treasury',
    stream: 'Stream out of the treasury',
    'cancel-stream': 'End a stream',
    guardian: 'Name the guardian',
    pause: 'Pause or resume',
};

export interface ActionForm {
    id: string;
    kind: ActionKind;
    values: Record<string, string>;
}

/** What forms are about, as the chain has it now. */
export interface Scene {
    connection: Connection;
    state: RealmState;
    markets: readonly Loaded<escrow.Market>[];
    tiers: readonly Loaded<amm.FeeConfig>[];
    decimals: Decimals;
    quotes: Quotes;
    now: bigint;
    wallet: Address;
}

export interface Built {
    instruction: Instruction;
    /** What the proposer sends first. */
    before: Instruction[];
}

/** By the name of the field; `form` for the whole. */
export class FormErrors extends Error {
    override readonly name = 'FormErrors';
    constructor(readonly errors: Record<string, string>) {
        super(Object.values(errors).join(' '));
    }
}
