// What instructions would do, before anybody signs.

import {
    getBase64EncodedWireTransaction,
    type Address,
    type AddressesByLookupTableAddress,
    type Instruction,
} from '@solana/kit';
import { fromBase64 } from './bytes';
import type { Connection } from './cluster';
import {
    effectsOf,
    mintDecimals,
    rentsOf,
    type AccountState,
    type Difference,
    type Effect,
    type Rent,
} from './effects';
import { explain, notEnoughSol, type Failure } from './failure';
import {
    compile,
    LAMPORTS_PER_SIGNATURE,
    MAX_BYTES,
    MAX_UNITS,
    sizeOf,
    tooLarge,
    withBudget,
    writable,
} from './message';

/** Micro-lamports per compute unit that are paid at the most, whatever others pay. */
export const PRIORITY_CAP = 200_000n;
/** Accounts that one request may name. */
const ACCOUNTS_PER_REQUEST = 100;
/** What an account without data must keep to exist. */
const LEAST_BALANCE = 890_880n;

export interface PlanInput {
    instructions: readonly Instruction[];
    feePayer: Address;
    /** Whose balances matter; the payer's unless said otherwise. */
    owners?: readonly Address[];
    lookupTables?: AddressesByLookupTableAddress;
    /** Highest price per compute unit, micro-lamports. */
    priorityCap?: bigint;
}

export interface Plan {
    readonly instructions: readonly Instruction[];
    readonly feePayer: Address;
    readonly owners: readonly Address[];
    readonly lookupTables?: AddressesByLookupTableAddress;
    /** Compute units that it took; 0 when it was refused before it ran. */
    readonly units: number;
    /** Compute units that it will ask for. */
    readonly unitLimit: number;
    /** The whole network fee: signatures and priority. */
    readonly feeLamports: bigint;
    readonly priorityMicroLamports: bigint;
    readonly effects: readonly Effect[];
    /** Every account that may be written, before and after; empty where it would be refused. */
    readonly differences: readonly Difference[];
    /** Accounts opened and closed. */
    readonly rents: readonly Rent[];
    /** Locked in accounts that are opened. */
    readonly rentLamports: bigint;
    readonly returnData?: { program: Address; data: Uint8Array };
    /** Why it would be refused. It cannot be sent then. */
    readonly failure?: Failure;
    readonly logs: readonly string[];
    /** Bytes on the wire. */
    readonly size: number;
    /** When it was made, milliseconds of this machine's clock. */
    readonly madeAt: number;
}

/** Has the cluster run the instructions without signatures, and tells what changes. */
export async function plan(connection: Connection, input: PlanInput): Promise<Plan> {
    const owners = input.owners ?? [input.feePayer];
    const widest = compile(input, { units: MAX_UNITS, microLamports: 0n });
    const size = sizeOf(widest);
    const base = { ...input, owners, size, madeAt: Date.now() };
    if (size > MAX_BYTES) return { ...base, ...nothing, failure: tooLarge(input.instructions.length, size) };

    const watched = writable(input);
    const [before, priorityMicroLamports] = await Promise.all([
        accountStates(connection, watched),
        recentPrice(connection, watched, input.priorityCap ?? PRIORITY_CAP),
    ]);
    const ran = await run(connection, getBase64EncodedWireTransaction(widest), watched);
    const signatures = LAMPORTS_PER_SIGNATURE * BigInt(Object.keys(widest.signatures).length);
    const unitLimit = limitFor(ran.units);
    const priority = ceilDiv(BigInt(unitLimit) * priorityMicroLamports, 1_000_000n);
    const priced = {
        ...base,
        units: ran.units,
        unitLimit,
        priorityMicroLamports,
        feeLamports: signatures + priority,
        logs: ran.logs,
        returnData: ran.returnData,
    };
    if (ran.err !== null) {
        const failure = explain(
            ran.err,
            ran.logs,
            withBudget(input.instructions, { units: MAX_UNITS, microLamports: 0n }),
        );
        return { ...nothing, ...priced, failure };
    }
    const differences = watched.map((account, at): Difference => ({
        account,
        before: before[at] ?? null,
        after: ran.after[at] ?? null,
    }));
    const charged = ran.fee ?? signatures;
    const effects = effectsOf(differences, new Set(owners), { payer: input.feePayer, lamports: charged });
    const rents = rentsOf(differences, new Set([...owners, input.feePayer]));
    return {
        ...priced,
        effects: await withDecimals(connection, effects, differences),
        differences,
        rents,
        rentLamports: rents.reduce((sum, { lamports }) => (lamports > 0n ? sum + lamports : sum), 0n),
        failure: lackForFee(differences[0]!, charged, priced.feeLamports),
    };
}

const nothing = {
    units: 0,
    unitLimit: 0,
    feeLamports: 0n,
    priorityMicroLamports: 0n,
    effects: [],
    differences: [],
    rents: [],
    rentLamports: 0n,
    logs: [],
};

/** The state may change before it lands, so a little more is asked for than was measured. */
function limitFor(units: number): number {
    return Math.min(MAX_UNITS, Math.ceil((units * 11) / 10) + 2_000);
}

function ceilDiv(value: bigint, by: bigint): bigint {
    return (value + by - 1n) / by;
}

/** It was run without the price of priority, which the payer must have as well. */
function lackForFee({ before, after }: Difference, charged: bigint, fee: bigint): Failure | undefined {
    const left = (after?.lamports ?? 0n) + charged - fee;
    if (left === 0n || left >= LEAST_BALANCE) return undefined;
    const has = before?.lamports ?? 0n;
    return notEnoughSol(has + LEAST_BALANCE - left, has);
}

/** The 75th percentile of what was paid lately for writing the same accounts. */
async function recentPrice(connection: Connection, accounts: Address[], cap: bigint): Promise<bigint> {
    if (cap === 0n) return 0n;
    const fees = await connection.rpc.getRecentPrioritizationFees(accounts.slice(0, 128)).send();
    const prices = fees.map((fee) => BigInt(fee.prioritizationFee)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const price = prices[Math.floor((prices.length * 3) / 4)] ?? 0n;
    return price < cap ? price : cap;
}

interface RpcAccount {
    lamports: bigint;
    owner: Address;
    data: readonly [string, string];
}

function stateOf(account: RpcAccount | null): AccountState | null {
    if (!account || account.lamports === 0n) return null;
    return { lamports: BigInt(account.lamports), owner: account.owner, data: fromBase64(account.data[0]) };
}

async function accountStates(connection: Connection, addresses: readonly Address[]): Promise<(AccountState | null)[]> {
    const chunks: Address[][] = [];
    for (let at = 0; at < addresses.length; at += ACCOUNTS_PER_REQUEST)
        chunks.push(addresses.slice(at, at + ACCOUNTS_PER_REQUEST));
    const answers = await Promise.all(
        chunks.map((chunk) =>
            connection.rpc.getMultipleAccounts(chunk, { commitment: 'confirmed', encoding: 'base64' }).send(),
        ),
    );
    return answers.flatMap(({ value }) => value.map((account) => stateOf(account as RpcAccount | null)));
}

async function run(
    connection: Connection,
    wire: ReturnType<typeof getBase64EncodedWireTransaction>,
    addresses: Address[],
) {
    const { value } = await connection.rpc
        .simulateTransaction(wire, {
            accounts: { addresses, encoding: 'base64' },
            commitment: 'confirmed',
            encoding: 'base64',
            innerInstructions: true,
            replaceRecentBlockhash: true,
            sigVerify: false,
        })
        .send();
    const returned = value.returnData;
    return {
        err: value.err,
        logs: value.logs ?? [],
        units: Number(value.unitsConsumed ?? 0n),
        fee: typeof value.fee === 'bigint' || typeof value.fee === 'number' ? BigInt(value.fee) : undefined,
        after: value.err === null ? value.accounts.map((account) => stateOf(account as RpcAccount | null)) : [],
        returnData: returned ? { program: returned.programId, data: fromBase64(returned.data[0]) } : undefined,
    };
}

/** Decimals of the mints whose tokens move, from the accounts at hand where they are among them. */
async function withDecimals(
    connection: Connection,
    effects: Effect[],
    differences: readonly Difference[],
): Promise<Effect[]> {
    const known = new Map<string, number>();
    for (const { account, before, after } of differences) {
        const decimals = mintDecimals(after ?? before);
        if (decimals !== undefined) known.set(account, decimals);
    }
    const missing = [...new Set(effects.map(({ mint }) => mint))].filter(
        (mint): mint is Address => mint !== 'SOL' && !known.has(mint),
    );
    const states = await accountStates(connection, missing);
    missing.forEach((mint, at) => known.set(mint, mintDecimals(states[at] ?? null) ?? 0));
    return effects.map((effect) =>
        effect.mint === 'SOL' ? effect : { ...effect, decimals: known.get(effect.mint) ?? 0 },
    );
}
