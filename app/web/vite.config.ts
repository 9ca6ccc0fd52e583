import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;
const digits = resolve(root, '../../models/digits');
const wasm = resolve(root, '../client/src/wasm/assay.wasm');
const digitsFiles = ['spec.bin', 'weights.safetensors', 'inputs.safetensors', 'labels.json', 'model.json'];
const noWasm = '\0no-assay-wasm';

/** The models that come with the suite, beside the app: what the post page offers to run. */
function models(): Plugin {
    return {
        name: 'assay-models',
        configureServer(server) {
            server.middlewares.use('/models/digits', (request, response, next) => {
                const name = digitsFiles.find((file) => `/${file}` === request.url?.split('?')[0]);
                if (!name) return next();
                import('node:fs').then(({ createReadStream }) =>
                    createReadStream(resolve(digits, name)).pipe(response),
                );
            });
        },
        writeBundle(options) {
            const target = resolve(options.dir ?? resolve(root, 'dist'), 'models/digits');
            mkdirSync(target, { recursive: true });
            for (const file of digitsFiles) copyFileSync(resolve(digits, file), resolve(target, file));
        },
    };
}

/** `virtual:assay-wasm` is the address of the quotes module, or null with a warning when nobody has built it. */
function quotesModule(): Plugin {
    return {
        name: 'assay-wasm',
        resolveId: (id) => (id === 'virtual:assay-wasm' ? noWasm : undefined),
        load(id) {
            if (id !== noWasm) return;
            if (existsSync(wasm)) return `export { default } from ${JSON.stringify(`${wasm}?url`)}`;
            this.warn('client/src/wasm/assay.wasm is missing: build it with `cargo xtask web`. Pages will say so.');
            return 'export default null';
        },
    };
}

const chunks: [name: string, test: RegExp][] = [
    ['react', /node_modules\/(react|react-dom|react-router|scheduler)\//],
    ['query', /node_modules\/@tanstack\/(react-query|query-core)\//],
    ['charts', /node_modules\/(lightweight-charts|fancy-canvas)\//],
];

export default defineConfig({
    root,
    plugins: [react(), models(), quotesModule()],
    resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
    server: { port: 5173, proxy: { '/local': process.env['ASSAY_WEB'] ?? 'http://127.0.0.1:8901' } },
    worker: { format: 'es' },
    build: {
        target: ['chrome125', 'firefox129', 'safari17.5'],
        sourcemap: false,
        assetsInlineLimit: 0,
        rolldownOptions: {
            output: { codeSplitting: { groups: chunks.map(([name, test]) => ({ name, test })) } },
        },
    },
});
