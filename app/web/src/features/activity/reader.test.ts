import { describe, expect, it } from 'vitest';
import type { WalletTransaction } from './entry';
import { newestFirst, readWallet, type Listed, type Progress, type WalletSource, type WalletStore } from './reader';

/** A chain that is a list of transactions per address, newest first. */
class Chain implements WalletSource {
    reads: string[] = [];
    genesis = 'genesis';
    constructor(
        readonly lists: Record<string, string[]>,
        readonly uses: Record<string, string[]> = {},
        readonly open: string[] = [],
    ) {}
    genesisHash = async () => this.genesis;
    firstSlot = async () => 0n;
    tokenAccounts = async () => this.open;
    async signatures(address: string, { before, limit }: { before?: string; limit: number }): Promise<Listed[]> {
        const all = this.lists[address] ?? [];
        const from = before === undefined ? 0 : all.indexOf(before) + 1;
        return all.slice(from, from + limit).map((signature) => ({ signature, slot: slotOf(signature) }));
    }
    async transaction(_wallet: string, { signature, slot }: Listed): Promise<WalletTransaction | null> {
        this.reads.push(signature);
        if (!Object.values(this.lists).some((list) => list.includes(signature))) return null;
        return {
            signature,
            slot,
            blockTime: 0n,
            fee: 0n,
            flows: [],
            events: [],
            tokenAccounts: this.uses[signature] ?? [],
        };
    }
}

const slotOf = (signature: string) => BigInt(signature.replace(/\D/g, ''));

class Memory implements WalletStore {
    readonly kept = new Map<string, WalletTransaction[]>();
    all = async (key: string) => this.kept.get(key) ?? [];
    put = async (key: string, transactions: readonly WalletTransaction[]) =>
        void this.kept.set(key, [...(this.kept.get(key) ?? []), ...transactions]);
    clear = async (key: string) => void this.kept.delete(key);
}

async function read(chain: Chain, store: WalletStore = new Memory()) {
    let known: WalletTransaction[] = [];
    const told: Progress[] = [];
    const options = {
        signal: new AbortController().signal,
        onProgress: (progress: Progress) => void told.push(progress),
        onTransactions: (transactions: WalletTransaction[]) => void (known = transactions),
    };
    await readWallet(chain, store, 'W', options);
    return { signatures: newestFirst(known).map(({ signature }) => signature), last: told.at(-1) };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `s${count - index}`);

describe('the reader of a wallet', () => {
    it('pages until the first transaction', async () => {
        const { signatures, last } = await read(new Chain({ W: many(2_345) }));
        expect(signatures).toEqual(many(2_345));
        expect(last).toEqual({ listed: 2_345, read: 2_345, done: true });
    });

    it('finds what names only a token account, also one that was closed', async () => {
        const chain = new Chain({ W: ['s9', 's2'], Open: ['s7'], Closed: ['s5', 's2'] }, { s2: ['Closed'] }, ['Open']);
        expect((await read(chain)).signatures).toEqual(['s9', 's7', 's5', 's2']);
        expect(chain.reads.toSorted()).toEqual(['s2', 's5', 's7', 's9']);
    });

    it('reads what is kept no second time, and what is new', async () => {
        const store = new Memory();
        await read(new Chain({ W: ['s2', 's1'] }), store);
        const later = new Chain({ W: ['s3', 's2', 's1'] });
        expect((await read(later, store)).signatures).toEqual(['s3', 's2', 's1']);
        expect(later.reads).toEqual(['s2', 's3']);
    });

    it('drops what another chain under the same name had', async () => {
        const store = new Memory();
        await read(new Chain({ W: ['s2', 's1'] }), store);
        expect((await read(new Chain({ W: ['t4'] }), store)).signatures).toEqual(['t4']);
    });

    it('goes on where it was broken off, with nothing lost', async () => {
        const store = new Memory();
        const broken = new Chain({ W: many(100) });
        broken.signatures = async () => {
            throw new Error('down');
        };
        await expect(read(broken, store)).rejects.toThrow('down');
        expect((await read(new Chain({ W: many(100) }), store)).signatures).toHaveLength(100);
    });

    it('shows what the node has no record of, and asks again the next time', async () => {
        const store = new Memory();
        const chain = new Chain({ W: ['s2', 's1'] });
        const whole = chain.transaction.bind(chain);
        chain.transaction = async (wallet, listed) => (listed.signature === 's1' ? null : whole(wallet, listed));
        expect((await read(chain, store)).signatures).toEqual(['s2', 's1']);
        expect((await store.all('genesis:W')).map(({ signature }) => signature)).toEqual(['s2']);
    });
});
