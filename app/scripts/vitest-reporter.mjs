// Ends a run with the line that `cargo xtask test` adds up.
export default class SummaryReporter {
    onTestRunEnd(modules, unhandledErrors) {
        const count = { passed: 0, failed: unhandledErrors.length, ignored: 0 };
        for (const module of modules) {
            const failedBefore = count.failed;
            for (const test of module.children.allTests()) {
                const { state } = test.result();
                if (state === 'passed') count.passed += 1;
                else if (state === 'failed') count.failed += 1;
                else count.ignored += 1;
            }
            // A file that could not be loaded has no tests to fail.
            if (module.state() === 'failed' && count.failed === failedBefore) count.failed += 1;
        }
        const ok = count.failed === 0 ? 'ok' : 'FAILED';
        console.log(`test result: ${ok}. ${count.passed} passed; ${count.failed} failed; ${count.ignored} ignored`);
    }
}
