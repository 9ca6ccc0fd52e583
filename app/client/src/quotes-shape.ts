// How the module's JSON is read: which texts are whole numbers, and camelCase for its snake_case.

import { snake } from './quotes-module';

export type Read<T> = (value: unknown) => T;
export type Of<R> = R extends Read<infer T> ? T : never;

export class ShapeError extends Error {
    override readonly name = 'ShapeError';
}

function wrong(expected: string, value: unknown): ShapeError {
    return new ShapeError(
        `The quotes module answered ${JSON.stringify(value)} where ${expected} was expected; it is of another version.`,
    );
}

/** A whole number of any size, in decimal text. */
export const int: Read<bigint> = (value) => {
    if (typeof value !== 'string' || !/^-?\d+$/.test(value)) throw wrong('a whole number', value);
    return BigInt(value);
};

/** Text that stays text: a name, a hash, an address, a price with decimals. */
export const text: Read<string> = (value) => {
    if (typeof value !== 'string') throw wrong('text', value);
    return value;
};

export const num: Read<number> = (value) => {
    if (typeof value !== 'number') throw wrong('a number', value);
    return value;
};

export const flag: Read<boolean> = (value) => {
    if (typeof value !== 'boolean') throw wrong('true or false', value);
    return value;
};

export const any: Read<unknown> = (value) => value;

export const maybe =
    <T>(read: Read<T>): Read<T | null> =>
    (value) =>
        value === null || value === undefined ? null : read(value);

export const list =
    <T>(read: Read<T>): Read<T[]> =>
    (value) => {
        if (!Array.isArray(value)) throw wrong('a list', value);
        return value.map(read);
    };

export const pair =
    <T>(read: Read<T>): Read<[T, T]> =>
    (value) => {
        if (!Array.isArray(value) || value.length !== 2) throw wrong('two values', value);
        return [read(value[0]), read(value[1])];
    };

export const oneOf =
    <const T extends string>(...names: T[]): Read<T> =>
    (value) => {
        if (!names.includes(value as T)) throw wrong(names.join(' or '), value);
        return value as T;
    };

export const object =
    <F extends Record<string, Read<unknown>>>(fields: F): Read<{ [K in keyof F]: Of<F[K]> }> =>
    (value) => {
        if (value === null || typeof value !== 'object') throw wrong('an object', value);
        const from = value as Record<string, unknown>;
        const entries = Object.entries(fields).map(([key, read]) => [key, read(from[snake(key)])]);
        return Object.fromEntries(entries) as { [K in keyof F]: Of<F[K]> };
    };
