import { pack, type Receipt } from '@assay/client';
import type { Address, Instruction } from '@solana/kit';
import { useCallback } from 'react';
import { useTransact, type TransactRequest } from '../../transactions';
import { useWallet } from '../../wallet';

/** How far it came: every part was confirmed, some, or none. */
export interface Done {
    all: boolean;
    receipts: Receipt[];
}

export interface TransactAllRequest extends TransactRequest {
    /** Which instructions need a transaction of their own. */
    alone?(instruction: Instruction): boolean;
}

/** As `useTransact`, for more than may fit into one transaction: then each part is reviewed and signed by itself. */
export function useTransactAll(): (request: TransactAllRequest) => Promise<Done> {
    const transact = useTransact();
    const { address } = useWallet();
    return useCallback(
        async (request) => {
            const parts = address ? await split(address as Address, request) : 1;
            const receipts: Receipt[] = [];
            for (let part = 0; part < parts; part += 1) {
                const receipt = await transact(
                    parts === 1 ? request : partOf(request, address as Address, part, parts),
                );
                if (!receipt) break;
                receipts.push(receipt);
            }
            return { all: receipts.length === parts, receipts };
        },
        [transact, address],
    );
}

/** What cannot be built or packed is shown by the review of the whole. */
async function split(payer: Address, request: TransactAllRequest): Promise<number> {
    try {
        return pack(payer, await request.build(), request.alone).length;
    } catch {
        return 1;
    }
}

function partOf(request: TransactAllRequest, payer: Address, part: number, parts: number): TransactRequest {
    return {
        ...request,
        title: `${request.title}: part ${part + 1} of ${parts}`,
        // The whole is built before the first part is sent, and its parts stay what they were.
        build: async () => (await whole(request, payer))[part] ?? [],
    };
}

const wholes = new WeakMap<TransactAllRequest, Promise<Instruction[][]>>();

function whole(request: TransactAllRequest, payer: Address): Promise<Instruction[][]> {
    const known = wholes.get(request) ?? request.build().then((all) => pack(payer, all, request.alone));
    wholes.set(request, known);
    return known;
}
