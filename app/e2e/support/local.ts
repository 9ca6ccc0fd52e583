/** The local server of `assay demo --web`: tokens, time, and a provider that cheats. */

export interface LocalConfig {
    genesisHash: string;
    rpcUrl: string;
    wsUrl: string;
    rewardMint: string;
    stakePool: string;
    tokens: { mint: string; symbol: string; decimals: number }[];
    [more: string]: unknown;
}

export function baseUrl(): string {
    const url = process.env.ASSAY_URL;
    if (!url) throw new Error('ASSAY_URL is not set: the global set-up starts the chain');
    return url.replace(/\/$/, '');
}

export async function localConfig(): Promise<LocalConfig> {
    return (await request('GET', '/local/config.json')) as LocalConfig;
}

/** 10 SOL, 1,000 reward tokens and 1,000 of the local dollar. */
export async function fund(address: string): Promise<void> {
    await request('POST', '/local/faucet', { address });
}

/** Whether the provider that changes one number is on duty, instead of the honest one. */
export async function cheat(on: boolean): Promise<void> {
    await request('POST', '/local/cheat', { on });
}

/** Moves the chain's clock, Unix seconds. */
export async function moveClock(to: bigint | number): Promise<void> {
    await request('POST', '/local/clock', { to: Number(to) });
}

async function request(method: string, path: string, body?: unknown): Promise<unknown> {
    const base = baseUrl();
    const response = await fetch(base + path, {
        method,
        headers: { origin: base, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
}
