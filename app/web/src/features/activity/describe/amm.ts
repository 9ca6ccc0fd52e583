import { short, type Kind, type Telling, type Told } from './told';

const told = (kind: Kind, text: string, about: string, more: Partial<Told> = {}): Told => ({
    kind,
    text,
    about,
    ...more,
});
const liquidity = (text: string, about: string, more: Partial<Told> = {}) => told('liquidity', text, about, more);

export const AMM: Telling<'amm'> = {
    Burnt: (e) => told('swap', `Bought reward tokens back in pool ${short(e.pool)} and burnt them`, e.pool),
    ConfigCreated: (e) => told('governance', `Created fee tier ${e.index}`, e.config),
    CreatorFeesCollected: (e) =>
        liquidity(`Collected the creator's fees of pool ${short(e.pool)}`, e.pool, { counterparty: e.creator }),
    Donated: (e) => liquidity(`Donated to the liquidity of pool ${short(e.pool)}`, e.pool),
    FeesSet: (e) => told('governance', 'Set the fees of a tier', e.config),
    LiquidityAdded: (e) => liquidity(`Added liquidity to pool ${short(e.pool)}`, e.pool),
    LiquidityLocked: (e) => liquidity(`Locked liquidity of pool ${short(e.pool)}`, e.lock),
    LiquidityRemoved: (e) => liquidity(`Removed liquidity from pool ${short(e.pool)}`, e.pool),
    LockClosed: (e) => liquidity('Closed a lock of liquidity', e.lock),
    LockCollected: (e) => liquidity('Collected what locked liquidity earned', e.lock),
    OracleSynced: (e) => liquidity(`Brought the oracle of pool ${short(e.pool)} up to date`, e.pool, { minor: true }),
    PauseSet: (e) => told('governance', `Set what is paused at ${short(e.of)} to ${e.maskAfter}`, e.of),
    PoolCreated: (e) => liquidity(`Created pool ${short(e.pool)}`, e.pool),
    ProtocolFeesCollected: (e) =>
        liquidity(`Collected the protocol's fees of pool ${short(e.pool)}`, e.pool, { counterparty: e.to }),
    Skimmed: (e) => liquidity(`Took what pool ${short(e.pool)} does not count`, e.pool),
    Swapped: (e) => told('swap', `Swapped in pool ${short(e.pool)}`, e.pool, { counterparty: e.pool }),
};
