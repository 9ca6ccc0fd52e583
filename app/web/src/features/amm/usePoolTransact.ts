import { Failure, findLiquidityPools, type Connection } from '@assay/client';
import { QuoteError } from '@assay/client/quotes';
import type { Instruction } from '@solana/kit';
import { useCallback } from 'react';
import { useConnection } from '../../cluster';
import { useTransact } from '../../transactions';
import type { PoolView } from './model';
import { sentenceOf } from './quoting';

/** Prices move: what is older is quoted anew before the wallet is asked. */
export const VALID_MS = 12_000;

/** The same pools as they are now. */
export async function refreshed(connection: Connection, views: readonly PoolView[]): Promise<PoolView[]> {
    const found = await findLiquidityPools(
        connection,
        views.map(({ address }) => address),
    );
    return views.map((view, index) => ({ ...view, pool: found[index] ?? view.pool }));
}

/** Turns a refusal of the quotes into one that the review tells. */
export function refusing<T>(make: () => T): T {
    try {
        return make();
    } catch (error) {
        if (!(error instanceof QuoteError)) throw error;
        throw new Failure('program', sentenceOf(error), {
            name: error.name,
            code: error.code ?? undefined,
            hint: 'Nothing was signed. Change the amount or the limits, or try again later.',
            cause: error,
        });
    }
}

export interface Built {
    instructions: readonly Instruction[];
    notes: readonly string[];
}

/** Reviews and sends something about one pool, made anew of its latest state for each plan. True when it happened. */
export function usePoolTransact(view: PoolView) {
    const connection = useConnection();
    const transact = useTransact();
    return useCallback(
        async (title: string, make: (fresh: PoolView, now: bigint) => Promise<Built>): Promise<boolean> => {
            let notes: readonly string[] = [];
            const build = async () => {
                const [[fresh = view], now] = await Promise.all([refreshed(connection, [view]), connection.unixTime()]);
                const built = await make(fresh, now);
                notes = built.notes;
                return built.instructions;
            };
            const receipt = await transact({ title, build, notes: () => notes, validFor: VALID_MS });
            return receipt !== undefined;
        },
        [connection, transact, view],
    );
}
