import { defineConfig } from '@playwright/test';
import tests from '../playwright.config';

export default defineConfig({
    ...tests,
    testDir: '.',
    testIgnore: [],
    outputDir: '../output/bench',
    globalSetup: '../support/chain.ts',
    // How long something takes is what is measured here.
    timeout: 900_000,
    reporter: 'line',
    use: { ...tests.use, trace: 'off' },
});
