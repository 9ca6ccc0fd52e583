import { RpcError, type Connection } from '@assay/client';
import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { expectedGenesis, rememberGenesis } from './choice';
import { ChainClock } from './clock';
import { useCluster } from './ClusterProvider';

const EVERY_MS = 5_000;
const SLOW_MS = 3_000;
/** The chain behind a URL is asked for again after each failure, and this often without one. */
const GENESIS_EVERY_MS = 60_000;

export interface Pulse {
    state: 'connecting' | 'up' | 'slow' | 'down' | 'other-chain';
    /** Why it is down. */
    error?: Error;
    latencyMs?: number;
    genesis?: string;
    expected?: string;
    /** Asks again now, for instance after the clock was moved. */
    again(): Promise<unknown>;
    /** Takes the chain that answers for the right one from now on. */
    accept(): void;
}

const PulseContext = createContext<{ pulse: Pulse; clock: ChainClock } | undefined>(undefined);

interface Beat {
    latencyMs: number;
    genesis: string;
}

class Heart {
    readonly clock = new ChainClock();
    private genesis: { hash: string; atMs: number } | undefined;

    constructor(private readonly connection: Connection) {}

    async beat(): Promise<Beat> {
        const start = performance.now();
        try {
            const unix = await this.connection.unixTime();
            const end = performance.now();
            this.clock.read(unix, (start + end) / 2);
            if (!this.genesis || end - this.genesis.atMs > GENESIS_EVERY_MS) {
                this.genesis = { hash: await this.connection.rpc.getGenesisHash().send(), atMs: end };
            }
            return { latencyMs: end - start, genesis: this.genesis.hash };
        } catch (error) {
            this.genesis = undefined;
            throw error;
        }
    }
}

/** Asks the chain for its time every few seconds: that is its clock, and whether it is there. */
export function PulseProvider({ children }: { children: ReactNode }) {
    const { cluster, connection, localConfig } = useCluster();
    const heart = useMemo(() => new Heart(connection), [connection]);
    const [accepted, setAccepted] = useState(0);
    const { data, error, refetch } = useQuery({
        queryKey: ['chain', cluster.rpcUrl, 'pulse'],
        queryFn: () => heart.beat(),
        refetchInterval: EVERY_MS,
        refetchIntervalInBackground: false,
        refetchOnWindowFocus: true,
        gcTime: 0,
        staleTime: 0,
        structuralSharing: false,
    });
    // `accepted` counts how often the stored expectation was replaced, so that it is read again.
    const expected = useMemo(() => {
        void accepted;
        return expectedGenesis(cluster, localConfig);
    }, [cluster, localConfig, accepted]);
    const genesis = data?.genesis;
    useEffect(() => {
        if (genesis && expected === undefined) rememberGenesis(cluster, genesis);
    }, [cluster, genesis, expected]);
    const value = useMemo(() => {
        const pulse: Pulse = {
            ...stateOf(data, error, expected),
            genesis,
            expected,
            latencyMs: data?.latencyMs,
            again: refetch,
            accept: () => {
                if (genesis) rememberGenesis(cluster, genesis);
                setAccepted((count) => count + 1);
            },
        };
        return { pulse, clock: heart.clock };
    }, [cluster, data, error, expected, genesis, heart, refetch]);
    return <PulseContext value={value}>{children}</PulseContext>;
}

function stateOf(beat: Beat | undefined, error: Error | null, expected?: string): Pick<Pulse, 'state' | 'error'> {
    if (error) {
        const slow = error instanceof RpcError && (error.kind === 'timeout' || error.kind === 'rate-limited');
        return { state: slow && beat ? 'slow' : 'down', error };
    }
    if (!beat) return { state: 'connecting' };
    if (expected !== undefined && beat.genesis !== expected) return { state: 'other-chain' };
    return { state: beat.latencyMs > SLOW_MS ? 'slow' : 'up' };
}

function usePulseContext() {
    const value = useContext(PulseContext);
    if (!value) throw new Error('usePulse is used outside of PulseProvider.');
    return value;
}

export const usePulse = (): Pulse => usePulseContext().pulse;

const ticking = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all clocks of a page: a list has dozens. */
function everySecond(tick: () => void): () => void {
    ticking.add(tick);
    timer ??= setInterval(() => ticking.forEach((one) => one()), 1000);
    return () => {
        ticking.delete(tick);
        if (ticking.size > 0) return;
        clearInterval(timer);
        timer = undefined;
    };
}

/** Unix seconds by the chain's clock, new each second; undefined until it was read. */
export function useChainTime(): bigint | undefined {
    return useAtChainTime((now) => now);
}

/** What `read` makes of the chain's clock. A new second that makes nothing else of it renders nothing. */
export function useAtChainTime<T extends string | bigint | undefined>(read: (now: bigint | undefined) => T): T {
    const { clock } = usePulseContext();
    return useSyncExternalStore(everySecond, () => read(clock.now(performance.now())));
}
