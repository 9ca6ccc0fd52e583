// The server of `assay demo --web`, when it is the one that serves this app.

export interface LocalOperator {
    name: string;
    address: string;
}

export interface LocalConfig {
    cluster: 'local';
    genesisHash: string;
    rpcUrl: string;
    wsUrl: string;
    rewardMint: string;
    stakePool: string;
    operators?: LocalOperator[];
    tokens: { mint: string; symbol: string; decimals: number }[];
}

/** Null when the app is served by anything else. */
export async function readLocalConfig(): Promise<LocalConfig | null> {
    let answer: unknown;
    try {
        const response = await fetch('/local/config.json', { headers: { accept: 'application/json' } });
        // Static hosts answer unknown paths with the app itself.
        if (!response.ok || !response.headers.get('content-type')?.includes('json')) return null;
        answer = await response.json();
    } catch {
        return null;
    }
    return isLocalConfig(answer) ? answer : null;
}

function isLocalConfig(value: unknown): value is LocalConfig {
    if (typeof value !== 'object' || value === null) return false;
    const config = value as Record<string, unknown>;
    const texts = ['genesisHash', 'rpcUrl', 'wsUrl', 'rewardMint', 'stakePool'];
    return texts.every((name) => typeof config[name] === 'string') && Array.isArray(config['tokens']);
}

async function post(path: string, body: unknown): Promise<void> {
    const response = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
    });
    if (response.ok) return;
    const said = (await response.text()).trim();
    throw new Error(said || `The local server answered ${path} with ${response.status}.`);
}

/** 10 SOL, 1,000 reward tokens and 1,000 local dollars. */
export const askFaucet = (address: string) => post('/local/faucet', { address });

/** Moves the chain's clock forward to `to`, Unix seconds. */
export const moveClock = (to: bigint) => post('/local/clock', { to: Number(to) });

/** Whether the provider that changes one number is on duty. */
export async function readCheat(): Promise<boolean> {
    const response = await fetch('/local/cheat');
    if (!response.ok) throw new Error(`The local server answered /local/cheat with ${response.status}.`);
    return ((await response.json()) as { on?: unknown }).on === true;
}

/** Puts the provider that changes one number on duty, instead of the honest one, or back. */
export const setCheat = (on: boolean) => post('/local/cheat', { on });
