//! What is played with LP tokens, and who has what of them.

use super::{action::Kind, cast::Cast};
use crate::{fuzz::Amount, Party, Sent};
use assay_client::stake::{Farm, FarmStake, LpFarm, Pool};
use solana_address::Address;
use std::collections::BTreeMap;

/// LP tokens by farm and owner, in wallet and stake together.
pub type Liquidity = BTreeMap<(Address, Address), u64>;

impl Cast {
    /// Sends an instruction about `owner`'s stake in `farm`, or about the farm; `None` for any other kind.
    pub fn act_on_farm(&mut self, kind: Kind, owner: &Party, farm: &LpFarm, amount: Amount) -> Option<Sent> {
        let world = &mut self.world;
        Some(match kind {
            Kind::OpenFarmStake => world.open_farm_stake(farm, owner),
            Kind::StakeLp => {
                let purse = world.token(&farm.lp_account(&owner.address()))?.amount;
                world.stake_lp(farm, owner, amount.of(purse / 4))
            }
            Kind::UnstakeLp => {
                let stake = world.find::<FarmStake>(&farm.stake(&owner.address()))?;
                world.unstake_lp(farm, owner, amount.of(stake.amount))
            }
            Kind::ClaimLp => world.claim_lp(farm, owner),
            Kind::CloseFarmStake => world.close_farm_stake(farm, owner),
            Kind::SetFarmWeight => world.set_farm_weight(farm, amount.of(1_000)),
            _ => return None,
        })
    }

    /// What owners can claim in the farms at `now`, to which `pool` is brought.
    pub fn claimable(&mut self, pool: &mut Pool, now: i64) -> BTreeMap<Address, u64> {
        let mut claimable = BTreeMap::new();
        for farm in self.farms.clone() {
            let mut state: Farm = self.world.farm_state(&farm);
            state.collect(pool, now);
            for owner in self.owners.clone() {
                let stake = self.world.find::<FarmStake>(&farm.stake(&owner.address()));
                if let Some(mut stake) = stake {
                    stake.collect(&state);
                    *claimable.entry(owner.address()).or_default() += stake.owed;
                }
            }
        }
        claimable
    }

    /// Everybody's LP tokens, which no instruction can change.
    pub fn liquidity(&mut self) -> Liquidity {
        let mut liquidity = BTreeMap::new();
        for farm in self.farms.clone() {
            for owner in self.owners.clone() {
                let address = owner.address();
                let purse = self.world.token(&farm.lp_account(&address));
                let stake = self.world.find::<FarmStake>(&farm.stake(&address));
                let all = purse.map_or(0, |token| token.amount) + stake.map_or(0, |stake| stake.amount);
                liquidity.insert((farm.address, address), all);
            }
        }
        liquidity
    }
}
