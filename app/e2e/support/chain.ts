import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
/** The programs are loaded, five operators registered, bonded and benchmarked, and pools made. */
const PATIENCE_MS = 120_000;

interface Ready {
    url: string;
    rpc_url: string;
    ws_url: string;
}

/** Starts `assay demo --web` for all tests, unless ASSAY_URL names one that runs. Returns what ends it. */
export default async function start(): Promise<() => Promise<void>> {
    if (process.env.ASSAY_URL) return async () => {};
    const home = mkdtempSync(join(tmpdir(), 'assay-e2e-'));
    const chain = spawn(binary(), argumentsOf(), {
        cwd: ROOT,
        // The wallet that the Solana tools use is not for tests.
        env: { ...process.env, HOME: home },
        stdio: ['ignore', 'pipe', openSync(join(home, 'chain.log'), 'w')],
    });
    const ready = await firstLine(chain, join(home, 'chain.log'));
    process.env.ASSAY_URL = ready.url;
    process.env.ASSAY_RPC_URL = ready.rpc_url;
    process.env.ASSAY_WS_URL = ready.ws_url;
    return async () => {
        await ended(chain);
        rmSync(home, { recursive: true, force: true });
    };
}

function binary(): string {
    const named = process.env.ASSAY_BIN;
    if (named === undefined)
        throw new Error('ASSAY_BIN is not set: run `cargo xtask test --web`, or name the assay binary');
    if (!existsSync(named)) throw new Error(`there is no ${named}: build it with \`cargo xtask build --cli\``);
    return named;
}

function argumentsOf(): string[] {
    const app = join(ROOT, 'app/web/dist');
    if (!existsSync(join(app, 'index.html'))) throw new Error(`${app} holds no app: run \`cargo xtask web\``);
    return ['demo', '--keep', '--web', '--no-story', '--json', '--port', '0', '--web-port', '0', '--app', app];
}

function firstLine(chain: ChildProcess, log: string): Promise<Ready> {
    return new Promise((resolve, reject) => {
        const late = setTimeout(
            () => reject(new Error(`the chain is not ready after ${PATIENCE_MS} ms: see ${log}`)),
            PATIENCE_MS,
        );
        chain.once('exit', (code) => reject(new Error(`the chain ended with ${code}: see ${log}`)));
        createInterface({ input: chain.stdout as NodeJS.ReadableStream }).once('line', (line) => {
            clearTimeout(late);
            resolve(JSON.parse(line) as Ready);
        });
    });
}

function ended(chain: ChildProcess): Promise<void> {
    if (chain.exitCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
        const kill = setTimeout(() => chain.kill('SIGKILL'), 20_000);
        chain.once('exit', () => {
            clearTimeout(kill);
            resolve();
        });
        chain.kill('SIGINT');
    });
}
