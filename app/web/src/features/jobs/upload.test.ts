import { describe, expect, test } from 'vitest';
import { uriError } from './upload';

const https = { protocol: 'https:' };
const http = { protocol: 'http:' };

describe('the URI of a job', () => {
    test('plain HTTP cannot be read from a page that came over HTTPS', () => {
        expect(uriError('http://files.example/job', https)).toBe(
            'This page came over HTTPS and may not read plain HTTP, so the files cannot be checked. Serve them over HTTPS.',
        );
        expect(uriError('https://files.example/job', https)).toBeUndefined();
    });

    test('from a page over plain HTTP it can, and this machine can always be read', () => {
        expect(uriError('http://files.example/job', http)).toBeUndefined();
        for (const here of ['127.0.0.1:8901', 'localhost', '[::1]:80'])
            expect(uriError(`http://${here}/job`, https)).toBeUndefined();
    });

    test.each([
        ['not a uri', /not a URI/],
        ['ipfs://folder', /cannot fetch from ipfs:/],
        ['https://me:secret@files.example/job', /password/],
        [`https://files.example/${'x'.repeat(110)}`, /has 132 bytes, and 128 is the most/],
    ])('%s is refused', (uri, sentence) => expect(uriError(uri, https)).toMatch(sentence));

    test('none is no mistake yet', () => expect(uriError('  ', https)).toBeUndefined());
});
