import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM, type Connection } from '@assay/client';
import type { Address } from '@solana/kit';
import { useChainQuery } from '../cluster';

export interface Held {
    account: Address;
    mint: Address;
    units: bigint;
    decimals: number;
}

export interface Balances {
    lamports: bigint;
    tokens: Held[];
}

async function readTokens({ rpc }: Connection, owner: Address, program: Address): Promise<Held[]> {
    const config = { encoding: 'jsonParsed', commitment: 'confirmed' } as const;
    const { value } = await rpc.getTokenAccountsByOwner(owner, { programId: program }, config).send();
    return value.map(({ pubkey, account }) => {
        const { mint, tokenAmount } = account.data.parsed.info;
        return { account: pubkey, mint, units: BigInt(tokenAmount.amount), decimals: tokenAmount.decimals };
    });
}

export async function readBalances(connection: Connection, owner: Address): Promise<Balances> {
    const [lamports, ...lists] = await Promise.all([
        connection.rpc.getBalance(owner, { commitment: 'confirmed' }).send(),
        readTokens(connection, owner, TOKEN_PROGRAM),
        readTokens(connection, owner, TOKEN_2022_PROGRAM),
    ]);
    return { lamports: lamports.value, tokens: lists.flat() };
}

/** SOL and every token account of an owner, read again after each of our transactions. */
export function useBalances(owner: Address | undefined) {
    return useChainQuery(
        ['balances', owner],
        (connection) => {
            if (!owner) throw new Error('There is no owner to read balances of.');
            return readBalances(connection, owner);
        },
        { enabled: owner !== undefined, refetchInterval: 15_000 },
    );
}

/** What an owner holds of a mint, all its accounts together; 0 when it has none, undefined while it is read. */
export function useBalance(owner: Address | undefined, mint: string | undefined): bigint | undefined {
    const { data } = useBalances(owner);
    if (!data || !mint) return undefined;
    if (mint === 'SOL') return data.lamports;
    return data.tokens.filter((held) => held.mint === mint).reduce((sum, { units }) => sum + units, 0n);
}
