//! What governs pools, what they earn, and what they remember.

use super::{address_of, Pools};
use crate::{Chain, Party, Sent};
use amm::state::{Fees, Limits};
use assay_client::amm as client;

impl<C: Chain> Pools<C> {
    /// Sets the fees of the tier.
    pub fn set_fees(&mut self, change: impl FnOnce(&mut Fees)) -> Sent {
        let mut fees = self.fee_config().fees;
        change(&mut fees);
        let authority = self.world.authority.clone();
        let set = client::set_fees(&self.pool.stake, address_of(&authority), self.config, fees);
        self.send(&[set], &[&authority])
    }

    /// Pauses entries of the pool.
    pub fn pause(&mut self, mask: u8) -> Sent {
        let authority = self.world.authority.clone();
        let pause = self.pool.set_pause(address_of(&authority), mask);
        self.send(&[pause], &[&authority])
    }

    /// Pauses entries of all pools of the tier.
    pub fn pause_config(&mut self, mask: u8) -> Sent {
        let authority = self.world.authority.clone();
        let pause = client::set_config_pause(&self.pool.stake, address_of(&authority), self.config, mask);
        self.send(&[pause], &[&authority])
    }

    /// Has the protocol's fees collected; nobody signs.
    #[track_caller]
    pub fn collect_protocol_fees(&mut self) -> Sent {
        let authority = address_of(&self.world.authority);
        let collect = self.pool.collect_protocol_fees(&authority);
        self.send(&[collect], &[])
    }

    /// Has the creator's fees collected; nobody signs.
    #[track_caller]
    pub fn collect_creator_fees(&mut self) -> Sent {
        let collect = self.pool.collect_creator_fees(&self.creator.address());
        self.send(&[collect], &[])
    }

    /// Has collected what was sent to the vaults past the program; nobody signs.
    #[track_caller]
    pub fn skim(&mut self) -> Sent {
        let authority = address_of(&self.world.authority);
        let skim = self.pool.skim(&authority);
        let payer = self.world.payer.clone();
        let before = self.snapshot();
        let sent = self.world.chain.send(&[skim], &payer, &[]);
        if sent.is_ok() {
            self.forget_gifts();
        } else {
            assert_eq!(self.snapshot(), before, "refused, but something moved");
        }
        self.check();
        sent
    }

    /// Brings the oracle up to date; nobody signs.
    #[track_caller]
    pub fn sync(&mut self) -> Sent {
        let sync = self.pool.sync_oracle();
        self.send(&[sync], &[])
    }

    /// The mean prices of the last `seconds`, with 64 bits behind the point: of a in b, and of b in a.
    #[track_caller]
    pub fn mean(&mut self, seconds: u32) -> Result<[u128; 2], crate::Failure> {
        let read = self.pool.read_mean_price(seconds);
        let mut returned = self.send(&[read], &[])?.returned;
        // The runtime cuts zeros off at the end.
        returned.resize(32, 0);
        let price = |at: usize| u128::from_le_bytes(returned[at..at + 16].try_into().expect("16 bytes"));
        Ok([price(0), price(16)])
    }

    /// Buys reward tokens for `amount` of the quote and burns them; returns how many, too.
    #[track_caller]
    pub fn buy_and_burn(
        &mut self,
        who: &Party,
        amount: u64,
        limits: Limits,
    ) -> Result<(u64, crate::Outcome), crate::Failure> {
        let burn = self.pool.buy_and_burn(who.address(), amount, limits);
        let outcome = self.send(&[burn], &[&who.authority])?;
        let mut returned = outcome.returned.clone();
        returned.resize(8, 0);
        let burnt = u64::from_le_bytes(returned.try_into().expect("8 bytes"));
        Ok((burnt, outcome))
    }
}
