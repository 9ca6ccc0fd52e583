import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { loadQuotes, QuoteError, type Quotes } from '../src/quotes';

const digits = (name: string) =>
    new Uint8Array(readFileSync(fileURLToPath(new URL(`../../../models/digits/${name}`, import.meta.url))));
const wasm = () => readFileSync(fileURLToPath(new URL('../src/wasm/assay.wasm', import.meta.url)));

let quotes: Quotes;
beforeAll(async () => {
    quotes = await loadQuotes(wasm());
});

test('reads the shipped model and checks its weights', () => {
    const spec = quotes.job.spec(digits('spec.bin'));
    expect(spec.specRoot).toMatch(/^[0-9a-f]{64}$/);
    const counted = spec.ops.reduce((sum, op) => sum + op.multiplyAccumulates, 0n);
    expect(spec.multiplyAccumulates).toBe(counted);
    expect(spec.multiplyAccumulates).toBeGreaterThan(0n);
    expect(quotes.job.weights(digits('spec.bin'), digits('weights.safetensors')).count).toBe(spec.weights.length);
    const soundness = quotes.escrow.soundness(digits('spec.bin'));
    expect(soundness.mode).toBe('full');
    expect(soundness.errorProbability).toBeGreaterThan(0);
    expect(quotes.escrow.soundness(digits('spec.bin'), 3).draws).toBe(3);
});

test('another input has another root, and a damaged file is refused in words', () => {
    const [spec, inputs] = [digits('spec.bin'), digits('inputs.safetensors')];
    const { inputRoot, shapes } = quotes.job.inputs(spec, inputs);
    expect(shapes.length).toBeGreaterThan(0);
    const changed = inputs.slice();
    changed[changed.length - 1]! ^= 1;
    expect(quotes.job.inputs(spec, changed).inputRoot).not.toBe(inputRoot);
    expect(() => quotes.job.inputs(spec, inputs.subarray(0, inputs.length - 1))).toThrow(QuoteError);
    expect(() => quotes.job.spec(spec.subarray(0, 20))).toThrow(/not a well-formed job spec/);
    const weights = digits('weights.safetensors').slice();
    weights[weights.length - 1]! ^= 1;
    expect(() => quotes.job.weights(spec, weights)).toThrow(/weights are not those of the spec/);
});

test('a result of zeros has a root and a file', () => {
    const spec = digits('spec.bin');
    const { output } = quotes.job.spec(spec);
    const result = quotes.job.output(spec, new Uint8Array(Number(output.bytes)));
    expect(result.outputRoot).toMatch(/^[0-9a-f]{64}$/);
    expect(new TextDecoder().decode(result.file.subarray(8, 40))).toContain('output');
    expect(() => quotes.job.output(spec, new Uint8Array(3))).toThrow(/not a result of the spec/);
});

test('amounts beyond 2^53 stay exact both ways', () => {
    const large = (1n << 62n) + 1n;
    const measured = quotes.stake.concentration({ amounts: [large, 1n] });
    expect(measured.total).toBe(large + 1n);
    expect(measured.holders).toBe(2);
});

test('a mistake is an error with a name, and the module goes on', () => {
    expect(() => quotes.job.seedCommitment({ seed: 'xyz' })).toThrow(/64 hexadecimal digits/);
    try {
        quotes.stake.pool({ pool: new Uint8Array(10) });
        expect.unreachable();
    } catch (error) {
        expect((error as QuoteError).name).toBe('BadAccount');
    }
    expect(quotes.sha256(new Uint8Array())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('a module that cannot be loaded says so', async () => {
    await expect(loadQuotes(new Response('', { status: 404 }))).rejects.toThrow(/HTTP status 404/);
    await expect(loadQuotes(new Response('not wasm'))).rejects.toThrow();
});
