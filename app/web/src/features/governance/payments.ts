import { addresses, formatAmount, fromBase64, TOKEN_PROGRAM, type Connection } from '@assay/client';
import * as act from '@assay/client/actions/governor';
import { openTokenAccount } from '@assay/client/actions/escrow';
import { isAddress, type Address, type Instruction } from '@solana/kit';
import { FormErrors, type Built, type Scene } from './forms';
import { SentenceError } from './sentence';
import { parseField, UnitError } from './units';

// Payments out of the treasury, from what somebody typed.

/** Collects what is wrong, so that all of it is said at once. */
export class Reader {
    readonly errors: Record<string, string> = {};
    constructor(private readonly values: Record<string, string>) {}

    read<T>(field: string, parse: (text: string) => T): T | undefined {
        try {
            return parse((this.values[field] ?? '').trim());
        } catch (error) {
            if (!(error instanceof UnitError) && !(error instanceof SentenceError)) throw error;
            this.errors[field] = error.message;
            return undefined;
        }
    }

    check(): void {
        if (Object.keys(this.errors).length > 0) throw new FormErrors(this.errors);
    }
}

export function wallet(text: string): Address {
    if (text === '') throw new SentenceError('Say an address.');
    if (!isAddress(text)) throw new SentenceError('That is not an address: 32 to 44 characters of base58.');
    return text;
}

function units(decimals: number) {
    return (text: string): bigint => {
        if (text === '') throw new SentenceError('Say an amount.');
        const amount = parseField('payment', text, { payment: decimals, reward: decimals });
        if (amount === 0n) throw new SentenceError('The amount must be more than 0.');
        return amount;
    };
}

interface Mint extends act.Currency {
    decimals: number;
}

async function mintOf({ rpc }: Connection, mint: Address): Promise<Mint> {
    const config = { commitment: 'confirmed', encoding: 'base64' } as const;
    const { value } = await rpc.getAccountInfo(mint, config).send();
    const data = value && fromBase64(value.data[0]);
    if (!value || !data || data.length < 82) throw new FormErrors({ of: 'There is no such token.' });
    return { mint, tokenProgram: value.owner, decimals: data[44]! };
}

export async function pay(values: Record<string, string>, scene: Scene): Promise<Built> {
    const { state, connection } = scene;
    const { governance } = state;
    const reader = new Reader(values);
    const to = reader.read('to', wallet);
    if (to === governance.treasury) reader.errors['to'] = 'That is the treasury itself.';
    const of = values['of'] || 'SOL';
    const mint = of === 'SOL' ? undefined : await mintOf(connection, of as Address);
    const amount = reader.read('amount', units(mint?.decimals ?? 9));
    reader.check();
    if (!mint) return { instruction: act.payLamports(governance, to!, amount!), before: [] };
    return {
        instruction: await act.payTokens(governance, mint, to!, amount!, mint.decimals),
        before: await missingAccount(connection, scene.wallet, to!, mint),
    };
}

/** Of what was minted for the treasury. Its token account is opened by the proposer. */
export async function withdraw(values: Record<string, string>, { state, connection, ...scene }: Scene): Promise<Built> {
    const { rewardMint, treasury: most } = state.pool.data;
    const { treasury } = state.governance;
    const mint = await mintOf(connection, rewardMint);
    const reader = new Reader(values);
    const amount = reader.read('amount', units(mint.decimals));
    if (amount !== undefined && amount > most) {
        reader.errors['amount'] =
            `That is more than the ${formatAmount(most, mint.decimals, { group: true })} there are.`;
    }
    reader.check();
    return {
        instruction: await act.withdrawEmission(state.governance, mint, amount!),
        before: await missingAccount(connection, scene.wallet, treasury, mint),
    };
}

/** The recipient's token account must be there when the action is executed; the proposer opens it. */
async function missingAccount(
    connection: Connection,
    payer: Address,
    owner: Address,
    { mint, tokenProgram }: Mint,
): Promise<Instruction[]> {
    const account = await addresses.associated(owner, mint, tokenProgram);
    const { value } = await connection.rpc
        .getAccountInfo(account, { commitment: 'confirmed', encoding: 'base64' })
        .send();
    return value ? [] : [await openTokenAccount(payer, owner, mint, tokenProgram ?? TOKEN_PROGRAM)];
}

export async function stream(
    values: Record<string, string>,
    { state, connection, quotes, now }: Scene,
): Promise<Built> {
    const reader = new Reader(values);
    const mint = await mintOf(connection, values['of'] as Address);
    const to = reader.read('to', wallet);
    const amount = reader.read('amount', units(mint.decimals));
    const span = (text: string) => (text === '' ? 0n : parseField('seconds', text, { payment: 0, reward: 0 }));
    const start = now + (reader.read('start', span) ?? 0n);
    const cliff = start + (reader.read('cliff', span) ?? 0n);
    const length = reader.read('length', (text) => parseField('seconds', text, { payment: 0, reward: 0 }));
    reader.check();
    const vesting = { amount: amount!, start, cliff, end: start + length! };
    try {
        quotes.stake.vesting({ ...vesting, now });
    } catch (error) {
        throw new FormErrors({ length: error instanceof Error ? error.message : String(error) });
    }
    const id = BigInt(values['id'] ?? '0');
    return { instruction: await act.createStream(state.governance, id, mint, to!, vesting), before: [] };
}

export async function cancelStream(values: Record<string, string>, { state, connection }: Scene): Promise<Instruction> {
    const [id, mint] = (values['target'] ?? '').split(' ');
    if (!id || !mint) throw new FormErrors({ target: 'Choose a stream.' });
    return act.cancelStream(state.governance, BigInt(id), await mintOf(connection, mint as Address));
}
