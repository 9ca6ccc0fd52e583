// Accounts of the programs, decoded and read. `fetchX` fails where there is none, `findX` does not, `listXs` takes values
// that fields must have.

import { ESCROW_ACCOUNTS } from './accounts-escrow';
import { STAKE_ACCOUNTS } from './accounts-stake';
import { AMM_ACCOUNTS } from './accounts-amm';
import { GOVERNOR_ACCOUNTS } from './accounts-governor';

export { AccountError, decodeAs, findMany, list, offsetOf, type Filter, type Kind, type Loaded } from './account-kinds';
export * from './accounts-escrow';
export * from './accounts-stake';
export * from './accounts-amm';
export * from './accounts-governor';

/** By name, for whoever goes through all of them. */
export const ACCOUNTS = {
    ...ESCROW_ACCOUNTS,
    ...STAKE_ACCOUNTS,
    ...AMM_ACCOUNTS,
    ...GOVERNOR_ACCOUNTS,
} as const;
