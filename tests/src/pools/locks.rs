//! Liquidity that stays.

use super::Pools;
use crate::{Chain, Party, Sent};
use amm::state::{LiquidityLock, Release};

impl<C: Chain> Pools<C> {
    /// Locks liquidity of `who` for `owner`.
    #[track_caller]
    pub fn lock(&mut self, who: &Party, id: u64, owner: &Party, liquidity: u64, release: Release) -> Sent {
        let lock = self
            .pool
            .lock_liquidity(who.address(), id, owner.address(), liquidity, release);
        self.watch_lock(self.pool.lock(id));
        self.send(&[lock], &[&who.authority])
    }

    /// Has collected what a lock earned and released; nobody signs.
    #[track_caller]
    pub fn collect_lock(&mut self, id: u64, owner: &Party) -> Sent {
        let collect = self.pool.collect_lock(id, &owner.address());
        self.send(&[collect], &[])
    }

    /// Closes an empty lock.
    #[track_caller]
    pub fn close_lock(&mut self, id: u64, owner: &Party) -> Sent {
        let close = self.pool.close_lock(id, owner.address());
        self.send(&[close], &[&owner.authority])
    }

    /// The lock with this id.
    #[track_caller]
    pub fn lock_state(&mut self, id: u64) -> LiquidityLock {
        let address = self.pool.lock(id);
        self.world.state(&address)
    }
}
