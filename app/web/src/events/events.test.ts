import type { HistoryState, StoredTransaction } from '@assay/client';
import { afterEach, describe, expect, it } from 'vitest';
import { toCsv } from './csv';
import { eventsIn } from './filter';
import { EventLog } from './log';
import { IndexedDbStore } from './store';

function transaction(signature: string, slot: bigint, place = 0, events: unknown[] = []): StoredTransaction {
    return { signature, slot, place, blockTime: 1n, err: null, fee: 5000n, feePayer: 'payer', events: events as never };
}
const signatures = (transactions: readonly StoredTransaction[]) =>
    transactions.map(({ signature }) => signature).join('');

describe('the history in the browser', () => {
    let count = 0;
    let store: IndexedDbStore | undefined;
    const open = async () => (store = await IndexedDbStore.open(`test-${count++}`));
    afterEach(() => store?.close());

    it('keeps the order of the chain across slots that text alone would misplace', async () => {
        const kept = await open();
        await kept.put('chain', [transaction('c', 10n), transaction('a', 9n, 2), transaction('b', 9n, 11)]);
        expect(signatures(await kept.all('chain'))).toBe('abc');
        expect(signatures(await kept.all('chain', 2))).toBe('bc');
        expect(await kept.lastSeen('chain')).toEqual({ signature: 'c', slot: 10n });
    });

    it('keeps a transaction once, as it was first kept', async () => {
        const kept = await open();
        await kept.put('chain', [transaction('a', 1n)]);
        await kept.put('chain', [{ ...transaction('a', 1n), fee: 1n }, transaction('b', 2n)]);
        expect((await kept.all('chain')).map(({ fee }) => fee)).toEqual([5000n, 5000n]);
        expect(await kept.has('chain', ['a', 'x', 'b'])).toEqual(new Set(['a', 'b']));
    });

    it('never mixes chains', async () => {
        const kept = await open();
        await kept.put('one', [transaction('a', 1n)]);
        await kept.put('one2', [transaction('b', 5n)]);
        expect(signatures(await kept.all('one'))).toBe('a');
        await kept.clear('one');
        expect(await kept.lastSeen('one')).toBeUndefined();
        expect(signatures(await kept.all('one2'))).toBe('b');
    });

    it('is there after the page was left, amounts exact', async () => {
        const name = `test-${count++}`;
        const first = await IndexedDbStore.open(name);
        await first.put('chain', [
            transaction('a', 1n, 0, [{ program: 'stake', name: 'Staked', data: { amount: 2n ** 64n - 1n } }]),
        ]);
        first.close();
        store = await IndexedDbStore.open(name);
        const [found] = await store.all('chain');
        expect(found?.events[0]?.data).toEqual({ amount: 2n ** 64n - 1n });
    });
});

describe('filters', () => {
    const job = { program: 'escrow', name: 'JobPosted', data: { job: 'J', terms: { client: 'C' }, price: 1n } };
    const swap = { program: 'amm', name: 'Swapped', data: { pool: 'P', root: new Uint8Array(32) } };
    const all = [transaction('a', 1n, 0, [job, swap]), transaction('b', 2n, 0, [swap])];

    it('go by program, name, and address, wherever it stands', () => {
        expect(eventsIn(all).map(({ id }) => id)).toEqual(['a-0', 'a-1', 'b-0']);
        expect(eventsIn(all, { programs: ['amm'] }).length).toBe(2);
        expect(eventsIn(all, { names: ['JobPosted'] }).map(({ id }) => id)).toEqual(['a-0']);
        expect(eventsIn(all, { address: 'C' }).map(({ id }) => id)).toEqual(['a-0']);
        expect(eventsIn(all, { address: 'payer' }).length).toBe(3);
        expect(eventsIn(all, { address: 'nobody' })).toEqual([]);
    });
});

/** Stands for the client's history: what is stored, and a way to let something happen. */
class Script {
    stored: StoredTransaction[] = [];
    started = 0;
    private hearer: (transactions: StoredTransaction[]) => void = () => undefined;
    transactions = async (limit?: number) => this.stored.slice(-(limit ?? this.stored.length));
    onState = (_listener: (state: HistoryState) => void) => () => undefined;
    onTransactions = (listener: (transactions: StoredTransaction[]) => void) => {
        this.hearer = listener;
        return () => undefined;
    };
    start = () => void this.started++;
    stop = async () => undefined;
    happen(...transactions: StoredTransaction[]) {
        this.stored = [...this.stored, ...transactions].sort((a, b) => Number(a.slot - b.slot));
        this.hearer(transactions);
    }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 80));

describe('the log that the page shares', () => {
    it('starts once, when somebody looks, and appends what happens in order', async () => {
        const script = new Script();
        script.stored = [transaction('a', 1n)];
        const log = new EventLog(async () => script);
        expect(script.started).toBe(0);
        const heard: string[] = [];
        log.watch(() => undefined);
        log.hear((fresh) => heard.push(signatures(fresh)));
        await soon();
        expect(script.started).toBe(1);
        expect(signatures(log.read().transactions)).toBe('a');
        script.happen(transaction('c', 3n));
        script.happen(transaction('d', 4n));
        await soon();
        expect(signatures(log.read().transactions)).toBe('acd');
        expect(heard).toEqual(['cd']);
    });

    it('takes the order from the store when something arrives late', async () => {
        const script = new Script();
        const log = new EventLog(async () => script);
        log.watch(() => undefined);
        await soon();
        script.happen(transaction('c', 3n));
        await soon();
        script.happen(transaction('b', 2n));
        await soon();
        expect(signatures(log.read().transactions)).toBe('bc');
    });

    it('is let go a moment after its last user, not between two', async () => {
        const script = new Script();
        let stopped = 0;
        script.stop = async () => void stopped++;
        const log = new EventLog(async () => script);
        log.watch(() => undefined);
        await soon();
        log.use()();
        const release = log.use();
        await soon();
        expect(stopped).toBe(0);
        release();
        await soon();
        expect(stopped).toBe(1);
    });
});

describe('exports', () => {
    it('quote what would break a table, and disarm formulas but not numbers', () => {
        const csv = toCsv(
            ['what', 'amount'],
            [
                ['a "b", c', '-1.5'],
                ['=HYPERLINK("x")', '+3'],
                ['-rm', '0.000001'],
            ],
        );
        expect(csv).toBe('\ufeffwhat,amount\r\n"a ""b"", c",-1.5\r\n"\'=HYPERLINK(""x"")",+3\r\n\'-rm,0.000001\r\n');
    });
});
