import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const src = resolve(import.meta.dirname, 'src');
const actions = readdirSync(resolve(src, 'actions'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `actions/${name.slice(0, -'.ts'.length)}`);
const programs = ['amm', 'escrow', 'governor', 'judge', 'stake'];

/** `npm run build -w client` makes dist/, which scripts in Node import. The app takes the sources. */
export default defineConfig({
    build: {
        lib: {
            entry: Object.fromEntries([
                ['index', resolve(src, 'index.ts')],
                ['quotes', resolve(src, 'quotes.ts')],
                ...actions.map((name) => [name, resolve(src, `${name}.ts`)]),
                ...programs.map((name) => [`programs/${name}`, resolve(src, `generated/${name}/index.ts`)]),
            ]),
            formats: ['es'],
        },
        minify: false,
        rollupOptions: { external: /^@solana/ },
        target: 'es2023',
    },
});
