//! Farms, and steps of those who stake LP tokens in them.

use super::{Party, Payment, World};
use crate::{Chain, Sent};
use assay_client::{
    address,
    stake::{Farm, FarmStake, LpFarm, Pool},
    token,
};
use solana_address::Address;
use solana_signer::Signer;

/// Decimals of LP mints; others than those of the reward token.
pub const LP_DECIMALS: u8 = 9;

impl<C: Chain> World<C> {
    /// An LP mint of this name and the farm that it would have.
    pub fn lp_mint(&mut self, name: &str) -> LpFarm {
        let payment = Payment::Spl {
            decimals: LP_DECIMALS,
        };
        let mint = self.create_mint(name, payment);
        self.pool.farm(mint)
    }

    /// A farm for a new LP mint of this name; its vault is called `name vault`.
    pub fn add_farm(&mut self, name: &str, weight: u64) -> LpFarm {
        let farm = self.lp_mint(name);
        self.create_farm(&farm, weight).expect("a farm");
        self.watch(&format!("{name} vault"), farm.vault);
        farm
    }

    pub fn create_farm(&mut self, farm: &LpFarm, weight: u64) -> Sent {
        self.farms.insert(farm.address);
        let authority = self.authority.clone();
        let create = farm.create_farm(authority.pubkey(), weight);
        self.send(&[create], &[&authority])
    }

    pub fn set_farm_weight(&mut self, farm: &LpFarm, weight: u64) -> Sent {
        let authority = self.authority.clone();
        let set = farm.set_farm_weight(authority.pubkey(), weight);
        self.send(&[set], &[&authority])
    }

    /// Gives LP tokens, called `name lp` in balances; those of another farm replace the watched account.
    pub fn give_lp(&mut self, farm: &LpFarm, to: &Party, amount: u64) {
        let (authority, owner) = (self.authority.clone(), to.address());
        let account = farm.lp_account(&owner);
        let payer = self.payer_address();
        let open = token::open_associated(&payer, &owner, &farm.lp_mint, &token::TOKEN_PROGRAM);
        let mint = token::mint_to(&farm.lp_mint, &account, &authority.pubkey(), amount);
        self.watch(&format!("{} lp", to.name), account);
        self.send(&[open, mint], &[&authority]).expect("LP tokens");
    }

    /// Somebody with twice `amount` of LP tokens who has staked half of them.
    pub fn add_farmer(&mut self, name: &str, farm: &LpFarm, amount: u64) -> Party {
        let farmer = self.add_wallet(name);
        self.give_lp(farm, &farmer, 2 * amount);
        self.open_farm_stake(farm, &farmer).expect("opens");
        self.stake_lp(farm, &farmer, amount).expect("stakes");
        farmer
    }

    pub fn open_farm_stake(&mut self, farm: &LpFarm, owner: &Party) -> Sent {
        self.farm_stakes.insert(farm.stake(&owner.address()));
        let open = farm.open_farm_stake(owner.address());
        self.send(&[open], &[&owner.authority])
    }

    pub fn stake_lp(&mut self, farm: &LpFarm, owner: &Party, amount: u64) -> Sent {
        let stake = farm.stake_liquidity(owner.address(), amount);
        self.send(&[stake], &[&owner.authority])
    }

    pub fn unstake_lp(&mut self, farm: &LpFarm, owner: &Party, amount: u64) -> Sent {
        let unstake = farm.unstake_liquidity(owner.address(), amount);
        self.send(&[unstake], &[&owner.authority])
    }

    pub fn claim_lp(&mut self, farm: &LpFarm, owner: &Party) -> Sent {
        let claim = farm.claim_liquidity(owner.address());
        self.send(&[claim], &[&owner.authority])
    }

    pub fn close_farm_stake(&mut self, farm: &LpFarm, owner: &Party) -> Sent {
        let close = farm.close_farm_stake(owner.address());
        self.send(&[close], &[&owner.authority])
    }

    /// Sends LP tokens to the farm's vault past the program; they are expected to stay there.
    pub fn donate_lp(&mut self, farm: &LpFarm, from: &Party, amount: u64) {
        let (mint, owner) = (farm.lp_mint, from.address());
        let account = farm.lp_account(&owner);
        let transfer = token::transfer(&account, &mint, &farm.vault, &owner, amount, LP_DECIMALS);
        *self.donated.entry(farm.vault).or_default() += amount;
        self.send(&[transfer], &[&from.authority]).expect("a gift");
    }

    #[track_caller]
    pub fn farm_state(&mut self, farm: &LpFarm) -> Farm {
        self.state(&farm.address)
    }

    #[track_caller]
    pub fn farm_stake(&mut self, farm: &LpFarm, owner: &Party) -> FarmStake {
        self.state(&farm.stake(&owner.address()))
    }

    /// What the client library says that `owner` can claim now.
    #[track_caller]
    pub fn pending_lp(&mut self, farm: &LpFarm, owner: &Party) -> u64 {
        let (pool, now) = (self.pool_state(), self.now());
        let (state, stake) = (self.farm_state(farm), self.farm_stake(farm, owner));
        assay_client::stake::farm::pending(&pool, &state, &stake, now)
    }

    /// Stakes, vaults and weights add up to what farms and pool say. Returns what all farmers together can claim at
    /// `now`, to which `pool` is brought.
    #[track_caller]
    pub(super) fn check_farms(&mut self, pool: &mut Pool, now: i64) -> u64 {
        let left = pool.liquidity_stream - pool.liquidity_streamed;
        assert!(pool.liquidity >= left, "less liquidity than is to be streamed");
        let stakes: Vec<FarmStake> = self.existing_farm_stakes();
        let (mut weight, mut claimable) = (0, 0);
        for address in self.farms.clone() {
            let Some(mut farm) = self.find::<Farm>(&address) else {
                continue;
            };
            weight += farm.weight;
            let vault = address::farm_vault(&address);
            let held = self.token(&vault).expect("the farm's vault").amount;
            assert_eq!(held, farm.staked + self.gifts(&vault), "the vault of {address}");
            let mine = stakes.iter().filter(|stake| stake.farm == address);
            let sum: u64 = mine.clone().map(|stake| stake.amount).sum();
            assert_eq!(sum, farm.staked, "stakes in {address}");
            farm.collect(pool, now);
            for stake in mine {
                let mut stake = *stake;
                stake.collect(&farm);
                claimable += stake.owed;
            }
        }
        assert_eq!(weight, pool.farm_weight, "the farms' weights");
        claimable
    }

    fn existing_farm_stakes(&mut self) -> Vec<FarmStake> {
        let stakes: Vec<Address> = self.farm_stakes.iter().copied().collect();
        stakes.iter().filter_map(|address| self.find(address)).collect()
    }
}
