import type { CDPSession, Page } from '@playwright/test';

export interface Spread {
    median: number;
    least: number;
    most: number;
}

export function spread(values: readonly number[]): Spread {
    const sorted = [...values].sort((one, other) => one - other);
    return { median: sorted[sorted.length >> 1] ?? NaN, least: sorted[0] ?? NaN, most: sorted.at(-1) ?? NaN };
}

export const ms = (value: number): string => (value < 100 ? value.toFixed(1) : value.toFixed(0));

export const table = (head: string[], rows: string[][]): string =>
    [head, head.map((_, at) => (at === 0 ? '---' : '---:')), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** Processor time that the page's main thread has used, milliseconds: what others do on the machine does not count. */
export class MainThread {
    private constructor(private readonly session: CDPSession) {}

    static async of(page: Page): Promise<MainThread> {
        const session = await page.context().newCDPSession(page);
        await session.send('Performance.enable', { timeDomain: 'threadTicks' });
        return new MainThread(session);
    }

    private async used(): Promise<{ all: number; commands: number }> {
        const { metrics } = await this.session.send('Performance.getMetrics');
        const read = (wanted: string) => (metrics.find(({ name }) => name === wanted)?.value ?? 0) * 1000;
        return { all: read('TaskDuration'), commands: read('DevToolsCommandDuration') };
    }

    /** What `act` makes the main thread do, its own commands included. */
    async of(act: () => Promise<unknown>): Promise<number> {
        const before = await this.used();
        await act();
        return (await this.used()).all - before.all;
    }

    /** What follows from `act`, without the commands that this bench sends to the browser. */
    async after(act: () => Promise<unknown>): Promise<number> {
        const before = await this.used();
        await act();
        const now = await this.used();
        return now.all - before.all - (now.commands - before.commands);
    }
}

declare global {
    interface Window {
        interactiveAt?: number;
        longest?: number;
        shownAt?: number;
    }
}

/** Notes, in each page that is loaded, when it became interactive: its heading and content are there, no skeleton is, and a click is answered. */
export async function noteInteractive(page: Page): Promise<void> {
    await page.addInitScript(() => {
        window.longest = 0;
        new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest ?? 0, duration);
        }).observe({ type: 'longtask', buffered: true });
        const answered = (button: HTMLElement) => {
            const before = button.getAttribute('aria-expanded');
            new MutationObserver((_, observer) => {
                if (button.getAttribute('aria-expanded') === before) return;
                observer.disconnect();
                window.interactiveAt = performance.now();
            }).observe(button, { attributes: true });
            button.click();
        };
        const look = () => {
            const main = document.querySelector('main');
            const button = document.querySelector<HTMLElement>('.menu-button');
            const ready = main?.querySelector('h1') && !main.querySelector('.skeleton') && button;
            if (ready) answered(button);
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    });
}

/** Milliseconds from the beginning of the navigation until it is interactive. */
export async function interactive(page: Page, url: string): Promise<number> {
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(() => window.interactiveAt !== undefined, undefined, { timeout: 60_000 });
    return page.evaluate(() => window.interactiveAt!);
}
