import { defineConfig } from '@playwright/test';

// Everything runs against one real chain with real worker and verifier processes, so one test at a time.
export default defineConfig({
    testDir: '.',
    // Measurements, which decide nothing, have a configuration of their own.
    testIgnore: ['bench/**', 'output/**'],
    outputDir: 'output/results',
    globalSetup: './support/chain.ts',
    workers: 1,
    fullyParallel: false,
    forbidOnly: true,
    retries: 0,
    timeout: 120_000,
    expect: { timeout: 15_000 },
    reporter: [['list'], ['./support/reporter.ts']],
    use: {
        viewport: { width: 1280, height: 900 },
        actionTimeout: 15_000,
        trace: 'retain-on-failure',
        launchOptions: {
            executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
            args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
        },
    },
});
