// The suite as it is on a cluster.

import { STAKE_PROGRAM_ADDRESS } from './generated/stake/programs';
import { ESCROW_PROGRAM_ADDRESS } from './generated/escrow/programs';
import type { Address } from '@solana/kit';
import type { FeeConfig } from './generated/amm/accounts';
import type { Market } from './generated/escrow/accounts';
import type { Realm } from './generated/governor/accounts';
import type { Pool } from './generated/stake/accounts';
import { findRealm, listFeeConfigs, listMarkets, listStakePools, type Loaded } from './accounts';
import * as addresses from './addresses';
import type { Connection } from './cluster';

/** What belongs to one reward token on one chain. */
export interface Deployment {
    genesisHash: string;
    escrowSigner: Address;
    rewardMint: Address;
    stakePool: Loaded<Pool>;
    /** The market that is paid in the reward token comes first. */
    markets: Loaded<Market>[];
    /** In the order of their index. */
    feeConfigs: Loaded<FeeConfig>[];
    realmAddress: Address;
    /** `undefined` when the pool has no realm yet. */
    realm?: Loaded<Realm>;
}

export class WrongCluster extends Error {
    override readonly name = 'WrongCluster';
    constructor(
        readonly kind: 'no-programs' | 'not-initialised' | 'which-pool',
        readonly url: string,
        sentence: string,
        /** Reward tokens to choose from. */
        readonly rewardMints: readonly Address[] = [],
    ) {
        super(sentence);
    }
}

/** Finds the suite. Anyone may make a pool of a token of their own, so `rewardMint` has to name one where there are several. */
export async function discover(connection: Connection, rewardMint?: Address): Promise<Deployment> {
    const { rpcUrl } = connection.cluster;
    const reading = readSuite(connection);
    // Without the programs that is what is told, whatever a node says to the rest.
    reading.catch(() => undefined);
    await requirePrograms(connection);
    const { escrowSigner, genesisHash, pools, markets, feeConfigs } = await reading;
    const wanted = pools.filter(({ data }) => rewardMint === undefined || data.rewardMint === rewardMint);
    if (wanted.length === 0) {
        const what = rewardMint === undefined ? 'no stake pool' : `no stake pool of the reward token ${rewardMint}`;
        throw new WrongCluster(
            'not-initialised',
            rpcUrl,
            `The programs are on ${rpcUrl}, but there is ${what}. Run \`assay localnet\` for a local chain or \`cargo xtask deploy --url ${rpcUrl}\`, or choose another cluster.`,
        );
    }
    if (wanted.length > 1) {
        const mints = wanted.map(({ data }) => data.rewardMint);
        throw new WrongCluster(
            'which-pool',
            rpcUrl,
            `${rpcUrl} has several pools, of the reward tokens ${mints.join(', ')}. Choose one.`,
            mints,
        );
    }
    const stakePool = wanted[0]!;
    const realmAddress = await addresses.realm(stakePool.address);
    return {
        genesisHash,
        escrowSigner,
        rewardMint: stakePool.data.rewardMint,
        stakePool,
        markets: ofPool(markets, stakePool),
        feeConfigs: feeConfigs
            .sort((one, other) => one.data.index - other.data.index)
            .filter(({ data }) => data.stakePool === stakePool.address),
        realmAddress,
        realm: await findRealm(connection, realmAddress),
    };
}

async function readSuite(connection: Connection) {
    const escrowSigner = await addresses.escrowSigner();
    const [genesisHash, pools, markets, feeConfigs] = await Promise.all([
        connection.genesisHash(),
        listStakePools(connection, { escrowSigner }),
        listMarkets(connection),
        listFeeConfigs(connection),
    ]);
    return { escrowSigner, genesisHash, pools, markets, feeConfigs };
}

async function requirePrograms(connection: Connection): Promise<void> {
    const programs = [STAKE_PROGRAM_ADDRESS, ESCROW_PROGRAM_ADDRESS];
    const config = { commitment: 'confirmed', encoding: 'base64', dataSlice: { offset: 0, length: 0 } } as const;
    const { value } = await connection.rpc.getMultipleAccounts(programs, config).send();
    const missing = programs.filter((_, at) => !value[at]?.executable);
    if (missing.length === 0) return;
    const { rpcUrl } = connection.cluster;
    throw new WrongCluster(
        'no-programs',
        rpcUrl,
        `Assay is not on ${rpcUrl}: there is no program at ${missing.join(' and ')}. Choose another cluster, or deploy it there.`,
    );
}

function ofPool(markets: readonly Loaded<Market>[], pool: Loaded<Pool>): Loaded<Market>[] {
    const rank = ({ data }: Loaded<Market>) => (data.paymentMint === pool.data.rewardMint ? 0 : 1);
    return markets
        .filter(({ data }) => data.pool === pool.address)
        .sort((one, other) => rank(one) - rank(other) || one.address.localeCompare(other.address));
}
