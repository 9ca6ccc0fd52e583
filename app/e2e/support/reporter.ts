import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Ends with the line that `cargo xtask test` adds to those of the other runners. */
export default class Summary implements Reporter {
    private readonly outcomes = new Map<string, TestResult['status']>();

    onTestEnd(test: TestCase, result: TestResult): void {
        this.outcomes.set(test.id, result.status);
    }

    onEnd(result: FullResult): void {
        const statuses = [...this.outcomes.values()];
        const passed = statuses.filter((status) => status === 'passed').length;
        const ignored = statuses.filter((status) => status === 'skipped').length;
        const failed = statuses.length - passed - ignored;
        const ok = failed === 0 && result.status === 'passed';
        console.log(`test result: ${ok ? 'ok' : 'FAILED'}. ${passed} passed; ${failed} failed; ${ignored} ignored`);
    }
}
