import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['source', 'module', 'node', 'development|production'] };

export default defineConfig({
    test: {
        reporters: ['default', './scripts/vitest-reporter.mjs'],
        projects: [
            {
                resolve,
                ssr: { resolve },
                test: { name: 'client', root: './client', environment: 'node', include: ['{src,test}/**/*.test.ts'] },
            },
            {
                plugins: [react()],
                resolve,
                ssr: { resolve },
                test: {
                    name: 'web',
                    root: './web',
                    environment: 'jsdom',
                    // Typing into forms is slow on a machine that does other things as well.
                    testTimeout: 20_000,
                    include: ['{src,test}/**/*.test.{ts,tsx}'],
                    setupFiles: ['./test/setup.ts'],
                },
            },
        ],
    },
});
