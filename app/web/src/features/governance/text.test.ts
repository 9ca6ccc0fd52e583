import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byteLength, checkText, dataUri, hex, readText, sha256 } from './text';

const text = 'Lower the fee to 2%.\n';
let served = text;
let server: Server;
let url: string;

beforeAll(async () => {
    server = createServer((request, response) => {
        if (request.url !== '/text') response.statusCode = 404;
        response.end(served);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/text`;
});
afterAll(() => server.close());

const hashOf = (of: string) => sha256(new TextEncoder().encode(of));

describe('the text of a proposal', () => {
    it('has the SHA-256 that everybody computes', async () => {
        expect(hex(await hashOf('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    });

    it('is its own place when it is short, and reads back byte for byte', async () => {
        const short = 'Ja, bitte: 2 % – "so".';
        const uri = dataUri(short)!;
        expect(byteLength(uri)).toBeLessThanOrEqual(128);
        expect(await readText(uri)).toEqual(new TextEncoder().encode(short));
        expect(dataUri('x'.repeat(200))).toBeUndefined();
        expect(await readText('data:text/plain;base64,QUJD')).toEqual(Uint8Array.of(65, 66, 67));
    });

    it('is shown when it is the one that was hashed', async () => {
        served = text;
        expect(await checkText(url, await hashOf(text))).toEqual({ kind: 'same', text });
    });

    it('is not returned when it was changed, but both hashes are', async () => {
        served = 'Raise the fee to 20%.\n';
        const check = await checkText(url, await hashOf(text));
        expect(check).toEqual({ kind: 'differs', found: hex(await hashOf(served)), expected: hex(await hashOf(text)) });
        expect(JSON.stringify(check)).not.toContain('Raise');
    });

    it.each([
        ['ftp://example.org/text', /browser cannot read/],
        ['javascript:alert(1)', /browser cannot read/],
        ['data:nothing', /no comma/],
        ['data:,%zz', /malformed/],
    ])('%s says why it cannot be read', async (uri, sentence) => {
        const check = await checkText(uri, new Uint8Array(32));
        expect(check.kind === 'unreadable' && check.sentence).toMatch(sentence);
    });

    it('says when nothing is there, when the server is down and when it is too long', async () => {
        const sentence = async (uri: string) => {
            const check = await checkText(uri, new Uint8Array(32));
            return check.kind === 'unreadable' ? check.sentence : check.kind;
        };
        expect(await sentence(`${url}/none`)).toMatch(/HTTP status 404/);
        expect(await sentence('http://127.0.0.1:1/text')).toMatch(/cannot be reached/);
        served = 'x'.repeat(300_000);
        expect(await sentence(url)).toMatch(/longer than 256 KiB/);
        expect(await sentence('')).toBe('none');
    });
});
