import { getAddressDecoder, type Address } from '@solana/kit';
import { expect, test } from 'vitest';
import { ACCOUNTS, decodeJob, offsetOf } from '../src/accounts';
import { getJobEncoder, JOB_DISCRIMINATOR } from '../src/generated/escrow/accounts';
import { getPositionEncoder } from '../src/generated/stake/accounts';
import { jobStatus, jobUri, operatorRoles, seatVerdict, textOf, webLink } from '../src/states';

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const zeros = () => ACCOUNTS.job.kind.decoder.decode(new Uint8Array(ACCOUNTS.job.kind.decoder.fixedSize));

test('no two kinds of a program have the same discriminator', () => {
    const names = Object.values(ACCOUNTS).map(({ kind }) => `${kind.program} ${kind.discriminator.join()}`);
    expect(new Set(names).size).toBe(names.length);
});

test('offsets are where the codec writes the field', () => {
    const job = getJobEncoder().encode({ ...zeros(), client: key(3), operator: key(4), status: 5 });
    expect(job.slice(offsetOf(ACCOUNTS.job.kind, 'client')).slice(0, 32)).toEqual(new Uint8Array(32).fill(3));
    expect(job.slice(offsetOf(ACCOUNTS.job.kind, 'operator')).slice(0, 32)).toEqual(new Uint8Array(32).fill(4));
    expect(job[offsetOf(ACCOUNTS.job.kind, 'status')]).toBe(5);
    // As the Rust structs have them: the discriminator, then market and client, or pool and owner.
    expect([offsetOf(ACCOUNTS.job.kind, 'market'), offsetOf(ACCOUNTS.job.kind, 'client')]).toEqual([8, 40]);
    expect([offsetOf(ACCOUNTS.position.kind, 'pool'), offsetOf(ACCOUNTS.position.kind, 'owner')]).toEqual([8, 40]);
    expect(getPositionEncoder().fixedSize).toBe(ACCOUNTS.position.kind.decoder.fixedSize);
});

test('an account of another kind, or cut short, is refused', () => {
    const job = new Uint8Array(getJobEncoder().encode(zeros()));
    expect(job.subarray(0, 8)).toEqual(JOB_DISCRIMINATOR);
    expect(decodeJob(key(1), job, 5n)).toMatchObject({ address: key(1), slot: 5n, raw: job });
    expect(() => decodeJob(key(1), job.subarray(0, 100), 0n)).toThrow(/it has 100 bytes/);
    expect(() => decodeJob(key(1), job.with(0, 0), 0n)).toThrow(/is not a job/);
});

test('numbers have names', () => {
    expect([0, 3, 7, 9].map((status) => jobStatus({ status }))).toEqual([
        'Open',
        'Challengeable',
        'Convicted',
        'Convicted',
    ]);
    expect([0, 1, 2, 3].map((verdict) => seatVerdict({ verdict }))).toEqual([
        'None',
        'Accept',
        'Reject',
        'Unavailable',
    ]);
    expect([1, 2, 3].map((roles) => operatorRoles({ roles }))).toEqual([
        ['Provider'],
        ['Verifier'],
        ['Provider', 'Verifier'],
    ]);
});

test("strangers' texts are harmless", () => {
    const uri = new TextEncoder().encode('https://a.example/x\u202egpj.exe\n');
    expect(jobUri({ uri, uriLen: uri.length })).toBe('https://a.example/xgpj.exe');
    expect(textOf(Uint8Array.of(0xff, 0x41), 2)).toBe('\ufffdA');
    expect(webLink('https://a.example/x')).toBe('https://a.example/x');
    expect(webLink('javascript:alert(1)')).toBeUndefined();
    expect(webLink('file:///etc/passwd')).toBeUndefined();
    expect(webLink('no uri')).toBeUndefined();
});
