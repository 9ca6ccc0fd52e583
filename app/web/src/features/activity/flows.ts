// What a transaction did to one wallet's balances, from what the cluster recorded of it.

import { NATIVE_MINT, SOL_DECIMALS } from '@assay/client';

export interface RecordedTokenBalance {
    accountIndex: number;
    mint: string;
    owner?: string;
    uiTokenAmount: { amount: string; decimals: number };
}

/** The part of a recorded transaction that balances are in. */
export interface RecordedBalances {
    /** All accounts: those of the message, then those that lookup tables gave, writable ones first. */
    accounts: readonly string[];
    fee: bigint;
    preBalances: readonly bigint[];
    postBalances: readonly bigint[];
    preTokenBalances: readonly RecordedTokenBalance[];
    postTokenBalances: readonly RecordedTokenBalance[];
}

/** What came and went of one mint, base units. One of the two is zero. */
export interface Flow {
    mint: string;
    decimals: number;
    in: bigint;
    out: bigint;
    /** Who had the opposite change, where it was one alone. */
    counterparty?: string;
}

export interface Flows {
    flows: Flow[];
    /** Lamports that the wallet paid to the network; zero when another one paid. */
    fee: bigint;
    /** Token accounts that the wallet had before or after it. */
    tokenAccounts: string[];
}

export const SOL = 'SOL';

/** How wrapped SOL is called beside SOL. */
export const symbolOf = (mint: string, symbol: string) => (mint === NATIVE_MINT ? 'wSOL' : symbol);

export function flowsOf(wallet: string, recorded: RecordedBalances): Flows {
    const tokens = tokenChanges(recorded);
    const own = tokens.filter(({ owner }) => owner === wallet);
    const fee = recorded.accounts[0] === wallet ? recorded.fee : 0n;
    const sol = solFlow(wallet, recorded, fee);
    const mints = [...new Set(own.map(({ mint }) => mint))];
    const flows = mints.map((mint) => tokenFlow(wallet, mint, tokens)).filter((flow) => flow.in + flow.out > 0n);
    const held = own.map(({ account }) => account);
    return { flows: sol ? [sol, ...flows] : flows, fee, tokenAccounts: [...new Set(held)] };
}

interface TokenChange {
    account: string;
    owner: string | undefined;
    mint: string;
    decimals: number;
    delta: bigint;
}

function tokenChanges({ accounts, preTokenBalances, postTokenBalances }: RecordedBalances): TokenChange[] {
    const changes = new Map<string, TokenChange>();
    const add = (balance: RecordedTokenBalance, sign: bigint) => {
        const { accountIndex, mint, owner, uiTokenAmount } = balance;
        // An account that was closed and opened for another mint or owner counts as two.
        const key = `${accountIndex} ${mint} ${owner}`;
        const { decimals, amount } = uiTokenAmount;
        const known = changes.get(key) ?? { account: accounts[accountIndex] ?? '', owner, mint, decimals, delta: 0n };
        changes.set(key, { ...known, delta: known.delta + sign * BigInt(amount) });
    };
    preTokenBalances.forEach((balance) => add(balance, -1n));
    postTokenBalances.forEach((balance) => add(balance, 1n));
    return [...changes.values()];
}

function tokenFlow(wallet: string, mint: string, changes: readonly TokenChange[]): Flow {
    const ofMint = changes.filter((change) => change.mint === mint);
    const delta = sum(ofMint.filter(({ owner }) => owner === wallet).map(({ delta }) => delta));
    const others = ofMint.filter(
        ({ owner, delta: theirs }) => owner !== wallet && owner !== undefined && opposite(theirs, delta),
    );
    return {
        mint,
        decimals: ofMint[0]?.decimals ?? 0,
        ...signed(delta),
        counterparty: only(others.map(({ owner }) => owner)),
    };
}

/** The network fee is told on its own. */
function solFlow(
    wallet: string,
    { accounts, preBalances, postBalances }: RecordedBalances,
    fee: bigint,
): Flow | undefined {
    const index = accounts.indexOf(wallet);
    if (index < 0) return undefined;
    const delta = (postBalances[index] ?? 0n) - (preBalances[index] ?? 0n) + fee;
    if (delta === 0n) return undefined;
    const others = accounts.filter(
        (account, at) => account !== wallet && opposite((postBalances[at] ?? 0n) - (preBalances[at] ?? 0n), delta),
    );
    return { mint: SOL, decimals: SOL_DECIMALS, ...signed(delta), counterparty: only(others) };
}

const signed = (delta: bigint) => (delta > 0n ? { in: delta, out: 0n } : { in: 0n, out: -delta });
const opposite = (one: bigint, other: bigint) => (one > 0n && other < 0n) || (one < 0n && other > 0n);
const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);

function only(values: readonly (string | undefined)[]): string | undefined {
    const different = [...new Set(values)];
    return different.length === 1 ? different[0] : undefined;
}
