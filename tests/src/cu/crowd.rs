//! A chain with many jobs, operators and positions on it.

use crate::{
    chain::Chain,
    lab::{slash_of_backers, stake_recipes, Lab, Stage, Twin},
};
use anchor_lang::Discriminator;
use assay_client::{
    accounts::decode,
    stake::{Farm, FarmStake, Operator, Pool, Position},
};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_sha256_hasher::hashv;

/// Slots of the verifier registry.
const REGISTRY: u64 = stake::constants::REGISTRY_SLOTS as u64;

impl Lab {
    /// The instruction of a recipe of the stake program, with `count` of each position, operator, farm and stake in
    /// one that it names.
    ///
    /// # Panics
    /// When there is no such recipe.
    pub fn one_stake_among(&mut self, count: u64, instruction: &str) -> Instruction {
        let recipes = stake_recipes();
        let recipe = recipes.iter().find(|recipe| recipe.instruction == instruction);
        let instruction = (recipe.expect("a recipe").prepare)(self);
        for meta in &instruction.accounts {
            let account = self.chain.account(&meta.pubkey).unwrap_or_default();
            let kinds = [
                Position::DISCRIMINATOR,
                Operator::DISCRIMINATOR,
                Farm::DISCRIMINATOR,
                FarmStake::DISCRIMINATOR,
            ];
            if kinds.iter().any(|kind| account.data.starts_with(kind)) {
                self.copy(&meta.pubkey, count);
            }
        }
        instruction
    }

    /// A slash that reaches the backers, of whom there are `count`.
    pub fn slash_of_many(&mut self, count: u64) -> Instruction {
        let (instruction, operator, position) = slash_of_backers(self);
        self.copy(&position, count);
        let stake = self.state::<Operator>(&operator).backing.stake;
        self.change(&operator, |operator: &mut Operator| {
            operator.backing.stake = stake * count;
            operator.backing.shares *= count;
            operator.backing_weight *= count;
        });
        let pool = self.parties.pools[2].address;
        self.change(&pool, |pool: &mut Pool| pool.total_staked += stake * (count - 1));
        instruction
    }

    /// Puts `count - 1` copies of an account beside it.
    pub(super) fn copy(&mut self, address: &Address, count: u64) {
        let account = self.chain.account(address).expect("it exists");
        for n in 1..count {
            let copy = hashv(&[b"crowd", address.as_ref(), &n.to_le_bytes()]).to_bytes();
            self.chain
                .set_account(Address::new_from_array(copy), account.clone());
        }
    }

    /// One job at `stage` among `count` jobs of `count` operators, with as many verifiers in the registry as there
    /// are, up to its size.
    pub fn one_among(&mut self, count: u64, stage: Stage) -> Twin {
        let market = self.parties.markets[0];
        let twin = self.one_job(market, stage);
        for address in [twin.job, twin.provider.address] {
            self.copy(&address, count);
        }
        self.crowd_registry(count);
        twin
    }

    /// Fills up the registry of pool A to `count` verifiers.
    fn crowd_registry(&mut self, count: u64) {
        let address = self.parties.pools[0].registry;
        let mut account = self.chain.account(&address).expect("the registry");
        let mut registry: stake::state::VerifierRegistry =
            decode(address, &account.data).expect("it is a registry");
        for index in u64::from(registry.count)..count.min(REGISTRY) {
            let verifier = hashv(&[b"crowd verifier", &index.to_le_bytes()]).to_bytes();
            registry
                .join(index as u16, &Address::new_from_array(verifier), 1_000)
                .expect("a free slot");
        }
        account.data[8..].copy_from_slice(bytemuck::bytes_of(&registry));
        self.chain.set_account(address, account);
    }
}
