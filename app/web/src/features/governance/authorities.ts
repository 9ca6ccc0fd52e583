import { amm, escrow, fromBase64, governor, judge, stake, type Connection } from '@assay/client';
import { getAddressDecoder, type Address } from '@solana/kit';

// Who may replace the programs: what the upgradeable loader keeps beside each.

const PROGRAMS: [name: string, program: Address][] = [
    ['stake', stake.STAKE_PROGRAM_ADDRESS],
    ['escrow', escrow.ESCROW_PROGRAM_ADDRESS],
    ['amm', amm.AMM_PROGRAM_ADDRESS],
    ['governor', governor.GOVERNOR_PROGRAM_ADDRESS],
    ['judge', judge.JUDGE_PROGRAM_ADDRESS],
];

const PROGRAM = 2;
const PROGRAM_DATA = 3;
const HEADER = 45;

const stateOf = (data: Uint8Array) =>
    data.length >= 4 ? new DataView(data.buffer, data.byteOffset).getUint32(0, true) : 0;
const addressAt = (data: Uint8Array, at: number) => getAddressDecoder().read(data, at)[0];

/** Where a program's code lies; `undefined` for one that no loader can replace. */
export function programDataOf(data: Uint8Array): Address | undefined {
    return data.length >= 36 && stateOf(data) === PROGRAM ? addressAt(data, 4) : undefined;
}

/** Who may replace it; `undefined` for nobody. */
export function authorityOf(data: Uint8Array): Address | undefined {
    const there = data.length >= HEADER && stateOf(data) === PROGRAM_DATA && data[12] === 1;
    return there ? addressAt(data, 13) : undefined;
}

export interface UpgradeAuthority {
    name: string;
    /** Missing when nobody may. */
    authority?: Address;
}

export async function readUpgradeAuthorities(connection: Connection): Promise<UpgradeAuthority[]> {
    const programs = await read(
        connection,
        PROGRAMS.map(([, program]) => program),
        36,
    );
    const places = programs.map((data) => data && programDataOf(data));
    const known = places.filter((place) => place !== undefined);
    const found = await read(connection, known, HEADER);
    const byPlace = new Map(known.map((place, at) => [place, found[at]]));
    return PROGRAMS.map(([name], at) => {
        const data = places[at] && byPlace.get(places[at]);
        return { name, authority: data ? authorityOf(data) : undefined };
    });
}

async function read({ rpc }: Connection, addresses: Address[], length: number): Promise<(Uint8Array | undefined)[]> {
    if (addresses.length === 0) return [];
    const config = { commitment: 'confirmed', encoding: 'base64', dataSlice: { offset: 0, length } } as const;
    const { value } = await rpc.getMultipleAccounts(addresses, config).send();
    return value.map((account) => (account ? fromBase64(account.data[0]) : undefined));
}
