import {
    plan,
    type AccountState,
    type Connection,
    type Difference,
    type Effect,
    type Failure,
    type Plan,
} from '@assay/client';
import { instructionOf, type Unstaged } from '@assay/client/actions/governor';
import type { Address, Instruction } from '@solana/kit';
import type { Quotes } from '../../quotes';
import { specOf } from './params';
import { valueText, type Decimals } from './units';

// What actions would change, before anybody votes on them or does them. The treasury counts as having signed.

export interface FieldChange {
    label: string;
    before: string;
    after: string;
}

export interface AccountChange {
    account: Address;
    /** For example "escrow Market". */
    what: string;
    fields: FieldChange[];
}

export interface Run {
    failure?: Failure;
    effects: readonly Effect[];
    changes: AccountChange[];
}

export interface Simulated {
    /** False when the actions do not fit into one transaction: then each was run by itself. */
    together: boolean;
    runs: Run[];
}

export interface Action {
    voted: Unstaged;
    /** What is sent before it, such as the account that it pays into. */
    before?: readonly Instruction[];
}

/** Amounts of accounts by their fields' names, where no parameter is known for them. */
export type DecimalsOf = (what: string) => Decimals;

export async function simulate(
    connection: Connection,
    quotes: Quotes,
    payer: Address,
    actions: readonly Action[],
    decimals: Decimals,
): Promise<Simulated> {
    const run = async (of: readonly Action[]) => {
        const instructions = of.flatMap(({ voted, before = [] }) => [...before, instructionOf(voted)]);
        const owners = [...new Set(of.flatMap(({ voted }) => voted.accounts.map(({ address }) => address)))];
        return plan(connection, { instructions, feePayer: payer, owners, priorityCap: 0n });
    };
    const told = (made: Plan): Run => ({
        failure: made.failure,
        effects: made.effects,
        changes: changesIn(quotes, made.differences, decimals),
    });
    const all = await run(actions);
    if (all.failure?.kind !== 'too-large' || actions.length === 1) return { together: true, runs: [told(all)] };
    const each: Run[] = [];
    for (const action of actions) each.push(told(await run([action])));
    return { together: false, runs: each };
}

/** Fields of accounts that differ, those of unknown accounts left out. */
export function changesIn(quotes: Quotes, differences: readonly Difference[], decimals: Decimals): AccountChange[] {
    return differences.flatMap(({ account, before, after }) => {
        const [was, is] = [decoded(quotes, before), decoded(quotes, after)];
        const known = is ?? was;
        if (!known) return [];
        const what = `${known.program} ${known.name}`;
        const fields = diffFields(what, flatten(was?.fields), flatten(is?.fields), decimals);
        return fields.length === 0 ? [] : [{ account, what, fields }];
    });
}

function decoded(quotes: Quotes, state: AccountState | null) {
    return state ? quotes.governor.decodeAccount({ owner: state.owner, data: state.data }) : null;
}

/** Leaves of a decoded value by their path. */
export function flatten(value: unknown, path = ''): Map<string, string> {
    if (value === undefined || value === null) return path ? new Map([[path, 'none']]) : new Map();
    if (typeof value !== 'object') return new Map([[path, String(value)]]);
    const leaves = new Map<string, string>();
    for (const [name, part] of Object.entries(value)) {
        for (const [at, leaf] of flatten(part, path ? `${path}.${name}` : name)) leaves.set(at, leaf);
    }
    return leaves;
}

export function diffFields(
    what: string,
    before: Map<string, string>,
    after: Map<string, string>,
    decimals: Decimals,
): FieldChange[] {
    const paths = [...new Set([...before.keys(), ...after.keys()])];
    return paths.flatMap((path) => {
        const [was, is] = [before.get(path), after.get(path)];
        if (was === is) return [];
        const spec = specOf(what, path);
        const text = (value: string | undefined) =>
            value === undefined ? 'nothing' : spec ? valueText(spec.unit, BigInt(value), decimals) : value;
        return [{ label: spec?.label ?? path.replaceAll('_', ' '), before: text(was), after: text(is) }];
    });
}
