import type { Receipt } from '@assay/client';
import type { StakePoolAddresses } from '@assay/client/actions/stake';
import type { Address } from '@solana/kit';
import type { StakeSnapshot } from '../../features/stake/snapshot';
import type { Quotes } from '../../quotes';
import type { TransactRequest } from '../../transactions';
import type { PositionView } from './view';

/** What everything on the page that does something needs. */
export interface Desk {
    snapshot: StakeSnapshot;
    quotes: Quotes;
    now: bigint;
    symbol: string;
    owner: Address;
    balance?: bigint;
    views: readonly PositionView[];
    at(): Promise<StakePoolAddresses>;
    transact(request: TransactRequest): Promise<Receipt | undefined>;
}
