import { getAddressDecoder, type Address } from '@solana/kit';
import { afterEach, expect, test } from 'vitest';
import { MemoryStore, type StoredTransaction } from '../src/event-store';
import { History, type HistoryOptions } from '../src/history';
import { merge } from '../src/history-order';
import type { HistorySource, Listed, Recorded } from '../src/history-source';

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const [ONE, TWO] = [key(1), key(2)];

/** A chain with a node in front of it. Transactions are called after their slot: "7a", "7b". */
class FakeChain implements HistorySource {
    genesis = 'genesis';
    isDown = false;
    /** Transactions that the node does not list yet, or has no record of yet. */
    unlisted = new Set<string>();
    unrecorded = new Set<string>();
    listSize = 0;
    recordsRead: string[] = [];
    listened = 0;
    /** Called when the node is asked for its slot. */
    onSlot: () => void = () => undefined;
    #lists = new Map<Address, Listed[]>();
    #newest = 0n;
    #listener: { open(): void; transaction(found: Listed): void } | undefined;
    #drop: ((error: Error) => void) | undefined;

    add(signature: string, of: Address[] = [ONE], { quiet = false } = {}): void {
        const slot = BigInt(parseInt(signature, 10));
        this.#newest = slot > this.#newest ? slot : this.#newest;
        for (const address of of) this.#lists.set(address, [...(this.#lists.get(address) ?? []), { signature, slot }]);
        if (!quiet) of.forEach(() => this.#listener?.transaction({ signature, slot }));
    }

    moveTo(slot: bigint): void {
        this.#newest = slot;
    }

    restart(): void {
        this.#lists.clear();
        this.#newest = 0n;
        this.drop();
    }

    drop(): void {
        this.#listener = undefined;
        this.#drop?.(new Error('the socket closed'));
    }

    notify(signature: string): void {
        this.#listener?.transaction({ signature, slot: BigInt(parseInt(signature, 10)) });
    }

    #answer<T>(value: T): Promise<T> {
        return this.isDown ? Promise.reject(new Error('down')) : Promise.resolve(value);
    }

    genesisHash = () => this.#answer(this.genesis);
    firstSlot = () => this.#answer(0n);
    slot = () => {
        this.onSlot();
        return this.#answer(this.#newest);
    };

    signatures = (address: Address, { before, limit }: { before?: string; limit: number }) => {
        const all = (this.#lists.get(address) ?? [])
            .filter(({ signature }) => !this.unlisted.has(signature))
            .toReversed();
        const from = before === undefined ? 0 : all.findIndex(({ signature }) => signature === before) + 1;
        this.listSize = all.length;
        return this.#answer(all.slice(from, from + limit));
    };

    transaction = (signature: string): Promise<Recorded | null> => {
        this.recordsRead.push(signature);
        const known = [...this.#lists.values()].some((list) => list.some((found) => found.signature === signature));
        if (!known || this.unrecorded.has(signature)) return this.#answer(null);
        return this.#answer({ blockTime: 1n, err: null, fee: 5_000n, events: [] });
    };

    listen = (_: readonly Address[], signal: AbortSignal, heard: { open(): void; transaction(found: Listed): void }) =>
        new Promise<void>((resolve, reject) => {
            if (this.isDown) return reject(new Error('down'));
            this.listened += 1;
            this.#listener = heard;
            this.#drop = reject;
            signal.addEventListener('abort', () => resolve());
            heard.open();
        });
}

const running: History[] = [];
afterEach(async () => {
    await Promise.all(running.splice(0).map((history) => history.stop()));
});

function follow(chain: FakeChain, options: HistoryOptions = {}) {
    const history = new History(chain, {
        addresses: [ONE, TWO],
        pollMs: 60_000,
        firstRetryMs: 1,
        longestRetryMs: 5,
        graceMs: 400,
        ...options,
    });
    running.push(history);
    const delivered: string[] = [];
    history.onTransactions((transactions) => delivered.push(...transactions.map(({ signature }) => signature)));
    history.start();
    return { history, delivered };
}

async function until(what: () => boolean): Promise<void> {
    const deadline = Date.now() + 5_000;
    while (!what()) {
        if (Date.now() > deadline) throw new Error('it never came to that');
        await new Promise((resolve) => setTimeout(resolve, 2));
    }
}

const isLive = (history: History) => () => history.state.status === 'live';

test('everything there is comes in order, once, whichever address it is listed under', async () => {
    const chain = new FakeChain();
    chain.add('1a', [ONE]);
    chain.add('2a', [TWO]);
    chain.add('2b', [ONE, TWO]);
    chain.add('3a', [ONE]);
    const { history, delivered } = follow(chain);
    await until(isLive(history));
    expect(delivered).toEqual(['1a', '2a', '2b', '3a']);
    chain.add('4a', [ONE, TWO]);
    await until(() => delivered.length === 5);
    expect((await history.transactions()).map(({ signature }) => signature)).toEqual(['1a', '2a', '2b', '3a', '4a']);
    expect((await history.transactions(2)).map(({ signature }) => signature)).toEqual(['3a', '4a']);
});

test('what is told twice is delivered once', async () => {
    const chain = new FakeChain();
    const { history, delivered } = follow(chain);
    await until(isLive(history));
    chain.add('1a');
    chain.notify('1a');
    chain.notify('1a');
    chain.add('2a');
    await until(() => delivered.length >= 2);
    chain.notify('1a');
    chain.add('3a');
    await until(() => delivered.length >= 3);
    expect(delivered).toEqual(['1a', '2a', '3a']);
});

test('what happens while the connection is down is found before anything newer', async () => {
    const chain = new FakeChain();
    chain.add('1a');
    const { history, delivered } = follow(chain);
    await until(isLive(history));
    chain.isDown = true;
    chain.drop();
    await until(() => history.state.status === 'reconnecting');
    chain.add('2a', [TWO]);
    chain.add('3a', [ONE]);
    await until(() => history.state.error !== undefined);
    chain.isDown = false;
    await until(isLive(history));
    chain.add('4a');
    await until(() => delivered.length >= 4);
    expect(delivered).toEqual(['1a', '2a', '3a', '4a']);
    expect(chain.listened).toBe(2);
});

test('what happens between listing and listening is not lost', async () => {
    const chain = new FakeChain();
    let once = true;
    chain.onSlot = () => {
        if (once) chain.add('1a', [ONE]);
        once = false;
    };
    const { delivered } = follow(chain);
    await until(() => delivered.length === 1);
});

test('a later slot waits until every address is listed up to it', async () => {
    const chain = new FakeChain();
    chain.add('5a', [ONE]);
    // The node's newest slot is still 4 while it lists 5 under one address.
    chain.moveTo(4n);
    const { history, delivered } = follow(chain);
    await until(isLive(history));
    expect(delivered).toEqual([]);
    chain.add('4b', [TWO]);
    await until(() => delivered.length === 1);
    chain.moveTo(5n);
    chain.notify('5a');
    await until(() => delivered.length === 2);
    expect(delivered).toEqual(['4b', '5a']);
});

test('a node that lists late is waited for', async () => {
    const chain = new FakeChain();
    const { history, delivered } = follow(chain);
    await until(isLive(history));
    chain.unlisted.add('1a');
    chain.add('1a');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(delivered).toEqual([]);
    chain.unlisted.clear();
    await until(() => delivered.length === 1);
});

test('a node that lists a transaction after a later one does not lose it', async () => {
    const chain = new FakeChain();
    chain.unlisted.add('1a');
    chain.add('1a', [ONE], { quiet: true });
    chain.add('2a', [ONE], { quiet: true });
    const { history, delivered } = follow(chain);
    await until(isLive(history));
    expect(delivered).toEqual(['2a']);
    chain.unlisted.clear();
    chain.add('3a');
    await until(() => delivered.length === 3);
    expect((await history.transactions()).map(({ signature }) => signature)).toEqual(['1a', '2a', '3a']);
});

test('a record that comes late is waited for, and one that never comes does not stop the rest', async () => {
    const chain = new FakeChain();
    chain.unrecorded.add('1a');
    chain.unrecorded.add('2a');
    for (const signature of ['1a', '2a', '3a']) chain.add(signature);
    const { history, delivered } = follow(chain);
    setTimeout(() => chain.unrecorded.delete('1a'), 30);
    await until(() => delivered.length === 3);
    const all = await history.transactions();
    expect(all.map(({ signature, missing }) => [signature, missing ?? false])).toEqual([
        ['1a', false],
        ['2a', true],
        ['3a', false],
    ]);
});

test('a second visit reads only what is new', async () => {
    const chain = new FakeChain();
    const store = new MemoryStore();
    for (let slot = 1; slot <= 120; slot += 1) chain.add(`${slot}a`);
    const first = follow(chain, { store });
    await until(isLive(first.history));
    await first.history.stop();
    chain.recordsRead = [];
    chain.add('121a');
    const second = follow(chain, { store });
    await until(() => second.delivered.length === 1);
    expect(chain.recordsRead).toEqual(['121a']);
    expect(await second.history.transactions()).toHaveLength(121);
});

test('a load that was cut off goes on where it was', async () => {
    const chain = new FakeChain();
    const store = new MemoryStore();
    for (let slot = 1; slot <= 120; slot += 1) chain.add(`${slot}a`);
    const first = follow(chain, { store });
    await until(() => first.delivered.length >= 50);
    await first.history.stop();
    const kept = await first.history.transactions();
    expect(kept.length).toBeGreaterThanOrEqual(50);
    const second = follow(chain, { store });
    await until(isLive(second.history));
    expect((await second.history.transactions()).map(({ slot }) => slot)).toEqual(
        Array.from({ length: 120 }, (_, at) => BigInt(at + 1)),
    );
    expect([...first.delivered, ...second.delivered]).toHaveLength(120);
});

test('thousands are paged', async () => {
    const chain = new FakeChain();
    for (let slot = 1; slot <= 2_345; slot += 1) chain.add(`${slot}a`, [ONE], { quiet: true });
    const { history, delivered } = follow(chain);
    await until(isLive(history));
    expect(delivered).toHaveLength(2_345);
    expect(history.state.truncated).toBe(false);
});

test('a first load reads no more than it should, the newest, and says so', async () => {
    const chain = new FakeChain();
    for (let slot = 1; slot <= 2_500; slot += 1) chain.add(`${slot}a`, [ONE], { quiet: true });
    const { history, delivered } = follow(chain, { most: 1_000 });
    await until(isLive(history));
    expect([delivered.length, delivered.at(0), history.state.truncated]).toEqual([1_000, '1501a', true]);
});

test('two chains at one URL do not mix', async () => {
    const chain = new FakeChain();
    const store = new MemoryStore();
    chain.add('1a');
    const { history, delivered } = follow(chain, { store });
    await until(isLive(history));
    chain.genesis = 'another';
    chain.restart();
    chain.add('1b');
    await until(() => delivered.includes('1b'));
    expect((await history.transactions()).map(({ signature }) => signature)).toEqual(['1b']);
    expect((await store.all(`genesis:${[ONE, TWO].sort().join(',')}`)).map(({ signature }) => signature)).toEqual([
        '1a',
    ]);
});

test('a chain that begins anew under the same name drops what was kept', async () => {
    const chain = new FakeChain();
    chain.add('1000a');
    const { history, delivered } = follow(chain, { graceMs: 20 });
    await until(isLive(history));
    chain.restart();
    chain.add('1b');
    await until(() => delivered.includes('1b'));
    expect((await history.transactions()).map(({ signature }) => signature)).toEqual(['1b']);
    expect(history.state.generation).toBe(1);
});

test('a node that is a little behind is no other chain', async () => {
    const chain = new FakeChain();
    chain.add('1000a');
    const { history } = follow(chain, { graceMs: 20 });
    await until(isLive(history));
    chain.moveTo(990n);
    chain.unlisted.add('1000a');
    chain.drop();
    await until(() => String(history.state.error).includes('10 slots behind'));
    chain.moveTo(1_001n);
    chain.unlisted.clear();
    await until(isLive(history));
    expect(history.state.generation).toBe(0);
    expect(await history.transactions()).toHaveLength(1);
});

test('lists are merged by slot, and by each list within a slot', () => {
    const listed = (...signatures: string[]): Listed[] =>
        signatures.map((signature) => ({ signature, slot: BigInt(parseInt(signature, 10)) }));
    const merged = merge([listed('1a', '2b', '2c'), listed('2a', '2b', '3a'), listed('2c', '2d')]);
    expect(merged.map(({ signature }) => signature)).toEqual(['1a', '2a', '2b', '2c', '2d', '3a']);
    // Lists that contradict each other still give everything once.
    expect(merge([listed('1a', '1b'), listed('1b', '1a')])).toHaveLength(2);
});

test('the store in memory keeps what it has', async () => {
    const store = new MemoryStore();
    const one: StoredTransaction = {
        signature: 'a',
        slot: 1n,
        place: 0,
        blockTime: null,
        err: null,
        fee: 1n,
        events: [],
    };
    await store.put('k', [one]);
    await store.put('k', [
        { ...one, fee: 2n },
        { ...one, signature: 'b', slot: 0n },
    ]);
    expect((await store.all('k')).map(({ signature, fee }) => [signature, fee])).toEqual([
        ['b', 1n],
        ['a', 1n],
    ]);
    expect(await store.has('k', ['a', 'x'])).toEqual(new Set(['a']));
    expect(await store.all('other')).toEqual([]);
});
