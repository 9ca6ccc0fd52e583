// Generates src/generated from the programs' IDLs with Codama. With --check, changes nothing and fails when what is
// committed differs.

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFromRoot } from 'codama';
import { rootNodeFromAnchor } from '@codama/nodes-from-anchor';
import { renderVisitor } from '@codama/renderers-js';

/** A program comes after those whose accounts it reads. */
const PROGRAMS = ['stake', 'amm', 'escrow', 'governor', 'judge'];
const client = join(dirname(fileURLToPath(import.meta.url)), '..');
const committed = join(client, 'src', 'generated');

const HEADER = '// Generated from the IDL by scripts/generate.mjs. Do not edit.\n\n';

function readIdl(program) {
    return JSON.parse(readFileSync(join(client, 'idl', `${program}.json`), 'utf8'));
}

/**
 * The IDL as Codama can render it. Seeds that are fields of an argument it cannot resolve: `addresses.ts` derives them.
 * Events it leaves out: as plain types they get their decoders. A type called Index would take the place of index.ts.
 * Accounts of other programs, which an IDL repeats where its program reads them, are left to those: one account has one
 * decoder.
 */
function renderable(idl, foreign) {
    const { events, ...rest } = idl;
    idl = structuredClone(rest);
    rename(idl, 'Index', 'RewardIndex');
    idl.accounts = (idl.accounts ?? []).filter(({ name }) => !foreign.has(name));
    idl.types = needed(idl, new Set((events ?? []).map(({ name }) => name)));
    for (const instruction of idl.instructions) {
        const names = new Set(instruction.args.map((argument) => argument.name));
        for (const account of instruction.accounts) {
            const seeds = account.pda?.seeds ?? [];
            if (seeds.some((seed) => seed.kind === 'arg' && !names.has(seed.path.split('.')[0]))) delete account.pda;
        }
    }
    return idl;
}

async function generate(folder) {
    const foreign = new Set();
    for (const program of PROGRAMS) {
        const idl = readIdl(program);
        const codama = createFromRoot(rootNodeFromAnchor(renderable(idl, foreign)));
        (idl.accounts ?? []).forEach(({ name }) => foreign.add(name));
        await codama.accept(
            renderVisitor(join(folder, program), {
                generatedFolder: '.',
                syncPackageJson: false,
                deleteFolderBeforeRendering: true,
                formatCode: true,
            }),
        );
        writeFileSync(join(folder, program, 'events.ts'), events(idl));
        writeFileSync(join(folder, program, 'sentences.ts'), sentences(idl));
    }
}

/** The types of accounts, events and arguments, and those that they are made of. */
function needed(idl, names) {
    const wanted = new Set([...names, ...idl.accounts.map(({ name }) => name), ...named(idl.instructions)]);
    let before;
    do {
        before = wanted.size;
        idl.types
            .filter(({ name }) => wanted.has(name))
            .forEach((type) => named(type).forEach((name) => wanted.add(name)));
    } while (wanted.size > before);
    return idl.types.filter(({ name }) => wanted.has(name));
}

/** What a part of an IDL calls by name. */
function named(node) {
    if (node === null || typeof node !== 'object') return [];
    const here = node.defined?.name ? [node.defined.name] : [];
    return [...here, ...Object.values(node).flatMap(named)];
}

/** Gives a type another name wherever it is defined or used. */
function rename(node, from, to) {
    if (node === null || typeof node !== 'object') return;
    if (node.defined?.name === from) node.defined.name = to;
    for (const type of node.types ?? []) if (type.name === from) type.name = to;
    Object.values(node).forEach((child) => rename(child, from, to));
}

/** What a program logs: by discriminator, each event's name and decoder. */
function events(idl) {
    const list = (idl.events ?? []).map(({ name, discriminator }) => ({ name, discriminator: hex(discriminator) }));
    if (list.length === 0) return `${HEADER}export const EVENTS = {};\nexport type ProgramEvent = never;\n`;
    const imports = list.map(({ name }) => `    get${name}Decoder,\n    type ${name},\n`).join('');
    const entries = list.map(({ name, discriminator }) => {
        return `    '${discriminator}': { name: '${name}', decoder: get${name}Decoder },\n`;
    });
    const union = list.map(({ name }) => `    | { name: '${name}'; data: ${name} }`).join('\n');
    return (
        `${HEADER}import {\n${imports}} from './types';\n\n` +
        '/** By the eight bytes that an event begins with, in hexadecimal. */\n' +
        `export const EVENTS = {\n${entries.join('')}} as const;\n\n` +
        `export type ProgramEvent =\n${union};\n`
    );
}

/** What a program says when it refuses: name and sentence by code. Codama leaves the sentences out of production builds. */
function sentences(idl) {
    const rows = (idl.errors ?? []).map(
        ({ code, name, msg }) => `    ${code}: [${quoted(name)}, ${quoted(msg ?? name)}],\n`,
    );
    return `${HEADER}export const SENTENCES: Record<number, readonly [name: string, sentence: string]> = {\n${rows.join('')}};\n`;
}

function hex(bytes) {
    return Buffer.from(bytes).toString('hex');
}

function quoted(text) {
    return JSON.stringify(text);
}

function files(folder, inside = folder) {
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap((name) => {
        const path = join(folder, name);
        return statSync(path).isDirectory() ? files(path, inside) : [relative(inside, path)];
    });
}

function differing(one, other) {
    const names = new Set([...files(one), ...files(other)]);
    const read = (folder, name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : null);
    return [...names].filter((name) => read(one, name) !== read(other, name));
}

const fresh = mkdtempSync(join(tmpdir(), 'assay-client-'));
try {
    await generate(fresh);
    if (process.argv.includes('--check')) {
        const stale = differing(fresh, committed);
        if (stale.length > 0) {
            console.error(
                `The generated client differs from the IDLs in ${stale.slice(0, 5).join(', ')}${stale.length > 5 ? ' and more' : ''}: ` +
                    'run `cargo xtask idl` and commit app/client/src/generated.',
            );
            process.exitCode = 1;
        }
    } else {
        rmSync(committed, { recursive: true, force: true });
        cpSync(fresh, committed, { recursive: true });
    }
} finally {
    rmSync(fresh, { recursive: true, force: true });
}
