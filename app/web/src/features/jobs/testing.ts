// Jobs and markets for tests: what the program's own codec makes of zeros, with fields set.

import { ACCOUNTS, type escrow, type Loaded } from '@assay/client';
import type { Address } from '@solana/kit';
import type { Recorded } from './records';

function zeros<T extends object>(kind: { decoder: { fixedSize: number; decode(bytes: Uint8Array): T } }): T {
    return kind.decoder.decode(new Uint8Array(kind.decoder.fixedSize));
}

export function aJob(fields: Partial<escrow.Job> = {}): escrow.Job {
    return { ...zeros(ACCOUNTS.job.kind), ...fields };
}

export function loadedJob(address: string, fields: Partial<escrow.Job> = {}): Loaded<escrow.Job> {
    return { address: address as Address, data: aJob(fields), raw: new Uint8Array(), slot: 1n };
}

export function loadedMarket(
    address: string,
    params: Partial<escrow.MarketParams> = {},
    fields: Partial<escrow.Market> = {},
): Loaded<escrow.Market> {
    const market = zeros(ACCOUNTS.market.kind);
    return {
        address: address as Address,
        data: { ...market, ...fields, params: { ...market.params, ...params } },
        raw: new Uint8Array(),
        slot: 1n,
    };
}

export function happened(name: string, data: object, at: bigint, signature = `${name} ${at}`): Recorded {
    return { name, data, signature, slot: at, blockTime: at } as unknown as Recorded;
}
