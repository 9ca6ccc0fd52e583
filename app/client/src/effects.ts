// What a transaction does to balances: the difference between accounts before and after it.

import { getAddressDecoder, type Address } from '@solana/kit';
import { NATIVE_MINT, SYSTEM_PROGRAM, TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from './addresses';
import { SOL_DECIMALS } from './amounts';

export interface Effect {
    owner: Address;
    mint: Address | 'SOL';
    decimals: number;
    /** After minus before, base units. The SOL of an owner is without the network fee and includes rents. */
    delta: bigint;
    before: bigint;
    after: bigint;
    /** The account that holds it. */
    account: Address;
}

/** Lamports that are locked in an account that is opened, or come back from one that is closed (negative). */
export interface Rent {
    account: Address;
    lamports: bigint;
}

/** An account at one moment. */
export interface AccountState {
    lamports: bigint;
    owner: Address;
    data: Uint8Array;
}

export interface TokenBalance {
    mint: Address;
    owner: Address;
    amount: bigint;
}

const ACCOUNT_LEN = 165;
const TYPE_MINT = 1;
const TYPE_ACCOUNT = 2;

function isOfTokens(state: AccountState): boolean {
    return state.owner === TOKEN_PROGRAM || state.owner === TOKEN_2022_PROGRAM;
}

/** Mint, owner and balance of a token account; `undefined` for anything else. */
export function tokenBalance(state: AccountState | null): TokenBalance | undefined {
    if (!state || !isOfTokens(state)) return undefined;
    const { data } = state;
    if (data.length !== ACCOUNT_LEN && data[ACCOUNT_LEN] !== TYPE_ACCOUNT) return undefined;
    const decoder = getAddressDecoder();
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return { mint: decoder.read(data, 0)[0], owner: decoder.read(data, 32)[0], amount: view.getBigUint64(64, true) };
}

/** Decimals of a mint; `undefined` for anything else. */
export function mintDecimals(state: AccountState | null): number | undefined {
    if (!state || !isOfTokens(state)) return undefined;
    const { data } = state;
    return data.length === 82 || data[ACCOUNT_LEN] === TYPE_MINT ? data[44] : undefined;
}

export interface Difference {
    account: Address;
    before: AccountState | null;
    after: AccountState | null;
}

/** Changes of the balances of `owners`. Decimals of tokens are filled in by whoever knows the mints. */
export function effectsOf(
    differences: readonly Difference[],
    owners: ReadonlySet<Address>,
    fee: { payer: Address; lamports: bigint },
): Effect[] {
    const effects: Effect[] = [];
    for (const { account, before, after } of differences) {
        if (owners.has(account)) {
            const was = before?.lamports ?? 0n;
            const is = (after?.lamports ?? 0n) + (account === fee.payer ? fee.lamports : 0n);
            effects.push({
                owner: account,
                mint: 'SOL',
                decimals: SOL_DECIMALS,
                delta: is - was,
                before: was,
                after: is,
                account,
            });
        }
        effects.push(...tokenEffects(account, tokenBalance(before), tokenBalance(after), owners));
    }
    return effects.filter((effect) => effect.delta !== 0n);
}

/** An account that is closed and opened for another owner or mint counts as two. */
function tokenEffects(
    account: Address,
    was: TokenBalance | undefined,
    is: TokenBalance | undefined,
    owners: ReadonlySet<Address>,
): Effect[] {
    const same = was && is && was.mint === is.mint && was.owner === is.owner;
    const pairs: [TokenBalance | undefined, TokenBalance | undefined][] = same
        ? [[was, is]]
        : [
              [was, undefined],
              [undefined, is],
          ];
    return pairs.flatMap(([from, to]) => {
        const known = to ?? from;
        if (!known || !owners.has(known.owner)) return [];
        const [before, after] = [from?.amount ?? 0n, to?.amount ?? 0n];
        return [{ owner: known.owner, mint: known.mint, decimals: 0, delta: after - before, before, after, account }];
    });
}

/** What opening and closing accounts locks and frees. Wrapped SOL in them is no rent, nor is what a wallet gets. */
export function rentsOf(differences: readonly Difference[], owners: ReadonlySet<Address>): Rent[] {
    const own = (state: AccountState): bigint => {
        const tokens = tokenBalance(state);
        return tokens?.mint === NATIVE_MINT ? state.lamports - tokens.amount : state.lamports;
    };
    const exists = (state: AccountState | null): state is AccountState =>
        state !== null && state.lamports > 0n && state.owner !== SYSTEM_PROGRAM;
    return differences.flatMap(({ account, before, after }) => {
        if (owners.has(account) || exists(before) === exists(after)) return [];
        const lamports = exists(after) ? own(after) : exists(before) ? -own(before) : 0n;
        return lamports === 0n ? [] : [{ account, lamports }];
    });
}
