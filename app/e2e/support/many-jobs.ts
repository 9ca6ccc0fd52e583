import { ACCOUNTS, discover, toBase64, type Connection } from '@assay/client';
import type { Page, Route } from '@playwright/test';
import { getAddressDecoder } from '@solana/kit';

/**
 * Has the node's answer about jobs hold this many: a local chain with so many takes hours to make. They are made by the
 * program's own codec; everything else is the chain's.
 */
export async function manyJobs(page: Page, chain: Connection, count: number): Promise<void> {
    const { markets } = await discover(chain);
    const { kind } = ACCOUNTS.job;
    const encode = kind.encoder.encode as (job: object) => Uint8Array;
    const zeros = kind.decoder.decode(new Uint8Array(kind.decoder.fixedSize));
    const now = await chain.unixTime();
    const accounts = Array.from({ length: count }, (_, at) => {
        const data = encode({
            ...zeros,
            market: markets[0]!.address,
            client: keyOf(at % 97, 1),
            operator: at % 8 === 0 ? zeros.operator : keyOf(at % 31, 2),
            status: at % 8,
            tier: at % 2,
            price: BigInt(1_000_000 + at * 37),
            postedAt: now - BigInt(at * 13),
            acceptBy: now + BigInt(at % 600),
            commitBy: now + BigInt(at % 600),
            challengeUntil: now + BigInt(at % 600),
        });
        const account = {
            data: [toBase64(data), 'base64'],
            executable: false,
            lamports: 1,
            owner: kind.program,
            rentEpoch: 0,
            space: data.length,
        };
        return { pubkey: keyOf(at, 3), account };
    });
    const discriminator = toBase64(kind.discriminator);
    await page.route(
        (url) => url.href.startsWith(chain.cluster.rpcUrl),
        async (route: Route) => {
            const request = route.request().postDataJSON() as {
                id: unknown;
                method: string;
                params: [string, { filters: { memcmp?: { bytes: string } }[] }];
            };
            const asked =
                request.method === 'getProgramAccounts' &&
                request.params[1].filters.some(({ memcmp }) => memcmp?.bytes === discriminator);
            if (!asked) return route.continue();
            const result = { context: { slot: 1, apiVersion: '2' }, value: accounts };
            return route.fulfill({
                json: { jsonrpc: '2.0', id: request.id, result },
                headers: { 'access-control-allow-origin': '*' },
            });
        },
    );
}

function keyOf(number: number, space: number): string {
    const bytes = new Uint8Array(32).fill(space);
    new DataView(bytes.buffer).setUint32(0, number);
    return getAddressDecoder().decode(bytes);
}

/** Scrolls the list from top to bottom in steps of a screen and measures frames, milliseconds. */
export function measureScrolling(page: Page): Promise<{ median: number; worst: number }> {
    return page.getByRole('region', { name: 'Jobs' }).evaluate(async (box) => {
        const frames: number[] = [];
        let last = await new Promise<number>(requestAnimationFrame);
        for (let step = 0; step < 120; step += 1) {
            box.scrollTop = (box.scrollHeight / 120) * step;
            const now = await new Promise<number>(requestAnimationFrame);
            frames.push(now - last);
            last = now;
        }
        frames.sort((a, b) => a - b);
        return { median: Math.round(frames[60]!), worst: Math.round(frames.at(-1)!) };
    });
}
