// Who holds how much of what.

/** Base units by holder, of those who hold more than nothing, the largest first. */
export type Holders = readonly (readonly [who: string, amount: bigint])[];

export class Tally {
    private readonly sums = new Map<string, bigint>();

    add(who: string, amount: bigint): void {
        this.sums.set(who, (this.sums.get(who) ?? 0n) + amount);
    }

    holders(): Holders {
        const some = [...this.sums].filter(([, amount]) => amount > 0n);
        return some.sort(([a, one], [b, other]) => (one > other ? -1 : one < other ? 1 : a < b ? -1 : a > b ? 1 : 0));
    }
}

export const totalOf = (holders: Holders): bigint => holders.reduce((sum, [, amount]) => sum + amount, 0n);

/** Parts of the whole in millionths, rounded down: for drawing and for display, never for sums. */
export function millionths(part: bigint, whole: bigint): number {
    return whole === 0n ? 0 : Number((part * 1_000_000n) / whole);
}

export interface LorenzPoint {
    /** Part of the holders, poorest first, 0 to 1. */
    holders: number;
    /** Part of everything that they hold together, 0 to 1. */
    held: number;
}

/** The Lorenz curve of a distribution, from nobody to everybody; at most `most` points. */
export function lorenz(holders: Holders, most = 200): LorenzPoint[] {
    const total = totalOf(holders);
    if (total === 0n) return [];
    const count = holders.length;
    const points: LorenzPoint[] = [{ holders: 0, held: 0 }];
    const step = Math.max(1, Math.ceil(count / most));
    let sum = 0n;
    for (let rank = 1; rank <= count; rank += 1) {
        sum += holders[count - rank]![1];
        if (rank % step === 0 || rank === count)
            points.push({ holders: rank / count, held: millionths(sum, total) / 1e6 });
    }
    return points;
}

/** What the poorer half of the holders has together, in words of the curve. */
export function poorerHalf(holders: Holders): number {
    const half = Math.floor(holders.length / 2);
    const sum = holders.slice(holders.length - half).reduce((all, [, amount]) => all + amount, 0n);
    return millionths(sum, totalOf(holders)) / 1e6;
}
