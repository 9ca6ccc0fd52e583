import { describe, expect, it } from 'vitest';
import type { ChainEvent } from '../../events';
import { askHealth, readEndpoint, tellHealth } from './endpoint';
import { incomeOf } from './income';
import { completedBps, heartbeatsDue, recordsOf } from './record';
import { regionName, regions } from './region';

let at = 0n;
const event = (name: string, data: object, blockTime: bigint | null = (at += 10n)) =>
    ({
        program: 'escrow',
        name,
        data,
        blockTime,
        signature: `s${at}`,
        slot: at,
        id: `s${at}-0`,
    }) as unknown as ChainEvent<never>;

describe('endpoints', () => {
    it('are plain base URLs', () => {
        expect(readEndpoint(' https://gpu.example:9443/ ')).toEqual({ endpoint: 'https://gpu.example:9443' });
        expect(readEndpoint('https://gpu.example/assay')).toEqual({ endpoint: 'https://gpu.example/assay' });
        expect(readEndpoint('')).toEqual({ endpoint: '' });
    });

    it.each([
        ['gpu.example', 'is not a URL'],
        ['ftp://gpu.example', 'https:// or http:// only'],
        ['https://me:secret@gpu.example', 'user name or password'],
        ['https://gpu.example/?key=1', 'leave out what follows'],
        [`https://gpu.example/${'x'.repeat(80)}`, 'has 100 bytes; the chain keeps 96'],
    ])('%s is refused with a sentence', (text, sentence) => {
        expect(readEndpoint(text).error).toContain(sentence);
    });

    it('are well, unwell, silent or none', async () => {
        const asked: string[] = [];
        const answer = (response: Response) => async (url: unknown) => {
            asked.push(String(url));
            return response;
        };
        expect((await askHealth('http://a.example', answer(new Response('ok')) as typeof fetch)).state).toBe('well');
        const unwell = await askHealth(
            'http://a.example',
            answer(new Response('no GPU\n', { status: 503 })) as typeof fetch,
        );
        expect(unwell).toEqual({ state: 'unwell', status: 503, text: 'no GPU' });
        const down = await askHealth('http://a.example', (() =>
            Promise.reject(new TypeError('failed'))) as typeof fetch);
        expect(tellHealth(down)).toBe('does not answer');
        expect(await askHealth('')).toEqual({ state: 'none' });
        expect(await askHealth('javascript:alert(1)')).toMatchObject({ state: 'silent' });
        expect(asked).toEqual(['http://a.example/healthz', 'http://a.example/healthz']);
    });
});

describe('the record of an operator', () => {
    const events = [
        event('JobAccepted', { job: 'J', operator: 'P', bond: 1n, commitBy: 0n }, 100n),
        event('JobHeartbeat', { job: 'J', at: 130n }, 130n),
        event('JobCommitted', { job: 'J', operator: 'P' }, 190n),
        event('Attested', { job: 'J', operator: 'V', seat: 0n }, 200n),
        event('JobSettled', { job: 'J', operator: 'P', toProvider: 90n }, 300n),
        event('SeatSettled', { job: 'J', operator: 'V', seat: 0n, paid: 5n }, 301n),
        event('JobAccepted', { job: 'K', operator: 'P', bond: 1n, commitBy: 0n }, 310n),
        event('BondSlashed', { job: 'K', operator: 'P', amount: 70n }, 400n),
        event('JobConvicted', { job: 'K', operator: 'P' }, 400n),
    ];
    const records = recordsOf(events);

    it('has each job once, newest first, with its outcome', () => {
        expect(records.get('P')?.jobs).toMatchObject([
            { job: 'K', outcome: 'convicted', slashed: 70n, as: 'provider' },
            { job: 'J', outcome: 'settled', paid: 90n, heartbeats: 1 },
        ]);
        expect(records.get('V')?.jobs).toMatchObject([{ job: 'J', outcome: 'settled', paid: 5n, as: 'verifier' }]);
    });

    it('was last seen when its daemon did something, not when something was done to it', () => {
        expect(records.get('P')?.lastSeen).toBe(310n);
        expect(records.get('V')?.lastSeen).toBe(200n);
    });

    it('counts heartbeats where a job asks for them, from acceptance to commitment', () => {
        expect(heartbeatsDue([{ address: 'J', heartbeatSeconds: 30 }], records.get('P'), 500n)).toEqual({
            due: 3,
            came: 1,
        });
        expect(heartbeatsDue([{ address: 'J', heartbeatSeconds: 0 }], records.get('P'), 500n)).toBeUndefined();
        expect(heartbeatsDue([], undefined, 500n)).toBeUndefined();
    });

    it('gives no share of jobs before the first is over', () => {
        expect(completedBps({ settledJobs: 0, failedJobs: 0, convictions: 0 })).toBeUndefined();
        expect(completedBps({ settledJobs: 2, failedJobs: 1, convictions: 0 })).toBe(6_666);
    });

    it('adds income up over time, and keeps times growing', () => {
        const paid = [
            event('JobSettled', { operator: 'P', toProvider: 90n }, 300n),
            event('JobSettled', { operator: 'Q', toProvider: 1n }, 310n),
            event('OperatorPaid', { operator: 'P', amount: 7n }, 290n),
            event('SeatSettled', { operator: 'P', paid: 5n }, 320n),
        ];
        expect(incomeOf(paid, 'P')).toEqual([
            { time: 300n, work: 90n, claimed: 7n },
            { time: 320n, work: 95n, claimed: 7n },
        ]);
    });
});

describe('regions', () => {
    it('have the names of the browser by ISO 3166-1 numeric', () => {
        expect([regionName(276), regionName(840), regionName(0), regionName(999), regionName(12_345)]).toEqual([
            'Germany',
            'United States',
            'not said',
            'region 999',
            'region 12345',
        ]);
    });

    it('are listed once each', () => {
        const names = regions().map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        expect(names.length).toBeGreaterThan(230);
        expect(regions().find(({ name }) => name === 'Germany')?.code).toBe(276);
    });
});
