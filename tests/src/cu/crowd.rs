//! A chain with many jobs and operators on it.

use crate::{
    chain::Chain,
    lab::{Lab, Stage, Twin},
};
use assay_client::accounts::decode;
use solana_address::Address;
use solana_sha256_hasher::hashv;

/// Slots of the verifier registry.
const REGISTRY: u64 = stake::constants::REGISTRY_SLOTS as u64;

impl Lab {
    /// One job at `stage` among `count` jobs of `count` operators, with as many verifiers in the registry as there
    /// are, up to its size.
    pub fn one_among(&mut self, count: u64, stage: Stage) -> Twin {
        let market = self.parties.markets[0];
        let twin = self.one_job(market, stage);
        for address in [twin.job, twin.provider.address] {
            let account = self.chain.account(&address).expect("it exists");
            for n in 1..count {
                let copy = hashv(&[b"crowd", address.as_ref(), &n.to_le_bytes()]).to_bytes();
                self.chain
                    .set_account(Address::new_from_array(copy), account.clone());
            }
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
