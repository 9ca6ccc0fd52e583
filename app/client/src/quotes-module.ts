// Calling the quotes module: memory in, memory out.

import { toBase64 } from './bytes';

/** What the module refused. */
export class QuoteError extends Error {
    /** `BelowMinimum` for example, or `Trapped` when the module itself failed. */
    override readonly name: string;
    constructor(
        name: string,
        readonly sentence: string,
        /** The numbers that belong to it. */
        readonly detail: string | null = null,
        /** The program's error code, where a program would refuse. */
        readonly code: number | null = null,
    ) {
        super(detail ? `${sentence}: ${detail}` : sentence);
        this.name = name;
    }
}

interface Exports {
    memory: WebAssembly.Memory;
    alloc(length: number): number;
    free(pointer: number, length: number): void;
    call(request: number, requestLength: number, blob: number, blobLength: number): bigint;
}

type Answer =
    { ok: unknown } | { error: { name: string; sentence: string; detail: string | null; code: number | null } };

/** Memory never shrinks, so a module that had to hold a large file is given up after the call. */
const LARGE_MEMORY = 64 << 20;

export class QuotesModule {
    readonly #module: WebAssembly.Module;
    #instance: WebAssembly.Instance | undefined;

    constructor(module: WebAssembly.Module, instance?: WebAssembly.Instance) {
        this.#module = module;
        this.#instance = instance;
    }

    /** Calls a function. Amounts go as decimal text, bytes as base64, `camelCase` as `snake_case`. */
    call(
        name: string,
        fields: object = {},
        blob: Uint8Array = EMPTY,
    ): { value: unknown; binary: Uint8Array<ArrayBuffer> } {
        const request = new TextEncoder().encode(JSON.stringify({ fn: name, ...(toRequest(fields) as object) }));
        const bytes = this.#run(name, request, blob);
        const length = new DataView(bytes.buffer).getUint32(0, true);
        const answer = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Answer;
        if ('error' in answer) {
            const { name, sentence, detail, code } = answer.error;
            throw new QuoteError(name, sentence, detail, code);
        }
        return { value: answer.ok, binary: bytes.slice(4 + length) };
    }

    #run(name: string, request: Uint8Array, blob: Uint8Array): Uint8Array<ArrayBuffer> {
        this.#instance ??= new WebAssembly.Instance(this.#module);
        const exports = this.#instance.exports as unknown as Exports;
        const give = (bytes: Uint8Array): number => {
            const pointer = exports.alloc(bytes.length);
            new Uint8Array(exports.memory.buffer, pointer, bytes.length).set(bytes);
            return pointer;
        };
        try {
            const [requestAt, blobAt] = [give(request), give(blob)];
            const packed = BigInt.asUintN(64, exports.call(requestAt, request.length, blobAt, blob.length));
            const [pointer, length] = [Number(packed >> 32n), Number(packed & 0xffff_ffffn)];
            const answer = new Uint8Array(exports.memory.buffer, pointer, length).slice();
            exports.free(requestAt, request.length);
            exports.free(blobAt, blob.length);
            exports.free(pointer, length);
            if (exports.memory.buffer.byteLength > LARGE_MEMORY) this.#instance = undefined;
            return answer;
        } catch (error) {
            this.#instance = undefined;
            if (!(error instanceof WebAssembly.RuntimeError) && !(error instanceof RangeError)) throw error;
            throw new QuoteError(
                'Trapped',
                `The quotes module failed in ${name}, on data that it does not understand or that is too large`,
                error.message,
            );
        }
    }
}

const EMPTY = new Uint8Array();

function toRequest(value: unknown): unknown {
    if (typeof value === 'bigint') return value.toString();
    if (value instanceof Uint8Array) return toBase64(value);
    if (Array.isArray(value)) return value.map(toRequest);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [snake(key), toRequest(field)]));
}

export function snake(name: string): string {
    return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
