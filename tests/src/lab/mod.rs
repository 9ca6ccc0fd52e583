//! Two of everything: pools, markets, clients, providers, verifiers and jobs that differ only in whose they are, and
//! for every instruction of the programs a recipe that brings them to where it succeeds. The impostor matrix takes
//! its impostors from here, and the compute-unit bench its cases.

mod jobs;
mod parties;
pub mod pools;
mod recipes;
mod tokens;

pub use jobs::{Stage, Twin};
pub use parties::{Operator, Parties};
pub use recipes::{
    amm_recipes, answer_of_the_largest, escrow_recipes, governor_recipes, judge_recipes, slash_of_backers,
    stake_recipes, Recipe, Scene,
};
pub use tokens::{mint_account, token_account};

use crate::chain::{Chain, Outcome, SvmChain};
use assay_client::{
    accounts::{decode, State},
    escrow::Evidence,
};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_sha256_hasher::hashv;
use solana_signer::Signer;
use std::collections::BTreeMap;

/// Unix time and slot at which a lab starts.
const START: (i64, u64) = (1_800_000_000, 10_000);
const WALLET_LAMPORTS: u64 = 100_000_000_000;

/// A light chain with two of everything on it.
#[derive(Clone)]
pub struct Lab {
    pub chain: SvmChain,
    pub parties: Parties,
    /// Seeds of the wallets that can sign.
    keys: BTreeMap<Address, [u8; 32]>,
    names: BTreeMap<Address, String>,
    payer: Address,
    serial: u64,
}

impl Lab {
    /// A lab in which everybody is registered and bonded and no job is posted.
    pub fn new() -> Self {
        let mut lab = Self {
            chain: SvmChain::start(),
            parties: Parties::default(),
            keys: BTreeMap::new(),
            names: BTreeMap::new(),
            payer: Address::default(),
            serial: 0,
        };
        lab.chain.warp(START.1, START.0);
        lab.payer = lab.wallet("fee payer");
        lab.settle_in();
        lab
    }

    /// Pays the fees and has no other part in anything.
    pub fn payer(&self) -> Address {
        self.payer
    }

    /// The wallet called `name`, funded; the same address in every lab.
    pub fn wallet(&mut self, name: &str) -> Address {
        self.wallet_where(name, |_| true)
    }

    /// The first wallet of that name whose address `suits`: program-derived addresses with the bump 255 are the
    /// cheapest to check, so costs are measured with those.
    pub fn wallet_where(&mut self, name: &str, suits: impl Fn(&Address) -> bool) -> Address {
        let (address, seed) = find_key(name, suits);
        self.keys.insert(address, seed);
        self.call(address, name);
        self.chain.fund(address, WALLET_LAMPORTS);
        address
    }

    /// A fresh address with a name, for an account that is not a wallet.
    pub fn address_where(&mut self, name: &str, suits: impl Fn(&Address) -> bool) -> Address {
        let (address, _) = find_key(name, suits);
        self.call(address, name);
        address
    }

    /// The signing key of a wallet.
    ///
    /// # Panics
    /// When it is not a wallet of this lab.
    pub fn key(&self, address: &Address) -> Keypair {
        let seed = self.keys.get(address);
        Keypair::new_from_array(*seed.unwrap_or_else(|| panic!("{} is no wallet", self.name(address))))
    }

    /// Every wallet but the fee payer.
    pub fn wallets(&self) -> impl Iterator<Item = Address> + '_ {
        self.keys.keys().copied().filter(|key| *key != self.payer)
    }

    /// Says what is at an address.
    pub fn call(&mut self, address: Address, name: impl Into<String>) {
        self.names.insert(address, name.into());
    }

    /// What is at an address.
    pub fn name(&self, address: &Address) -> String {
        self.names
            .get(address)
            .cloned()
            .unwrap_or_else(|| address.to_string())
    }

    /// A number that was not used before, and for which `suits` holds.
    pub fn nonce_where(&mut self, suits: impl Fn(u64) -> bool) -> u64 {
        loop {
            self.serial += 1;
            if suits(self.serial) {
                return self.serial;
            }
        }
    }

    /// Sends an instruction that must succeed, signed by whoever it needs.
    ///
    /// # Panics
    /// With the log when it fails.
    #[track_caller]
    pub fn send(&mut self, instruction: Instruction) -> Outcome {
        let signers: Vec<Keypair> = instruction
            .accounts
            .iter()
            .filter(|meta| meta.is_signer)
            .map(|meta| self.key(&meta.pubkey))
            .collect();
        let signers: Vec<&Keypair> = signers.iter().collect();
        let payer = self.key(&self.payer);
        self.chain
            .send(&[instruction], &payer, &signers)
            .unwrap_or_else(|failure| panic!("{:?}\n{}", failure.error, failure.logs.join("\n")))
    }

    /// Unix time.
    pub fn now(&mut self) -> i64 {
        self.chain.clock().unix_timestamp
    }

    /// The state at `address`.
    ///
    /// # Panics
    /// When there is none.
    pub fn state<T: State>(&mut self, address: &Address) -> T {
        let account = self.chain.account(address).expect("it is there");
        decode(*address, &account.data).expect("it is what it is said to be")
    }

    /// Changes the state at `address` past its program.
    ///
    /// # Panics
    /// When there is none.
    pub fn change<T: State>(&mut self, address: &Address, change: impl FnOnce(&mut T)) {
        let mut state: T = self.state(address);
        change(&mut state);
        let mut account = self.chain.account(address).expect("it exists");
        account.data[8..8 + size_of::<T>()].copy_from_slice(bytemuck::bytes_of(&state));
        self.chain.set_account(*address, account);
    }

    /// Makes `bytes` what was written into an open buffer, however long it is.
    ///
    /// # Panics
    /// When there is none.
    pub fn put_evidence(&mut self, buffer: Address, bytes: &[u8]) {
        let mut account = self.chain.account(&buffer).expect("the buffer is open");
        let mut header: Evidence = decode(buffer, &account.data).expect("it is a buffer");
        header.len = bytes.len() as u32;
        account.data.truncate(8);
        account.data.extend_from_slice(bytemuck::bytes_of(&header));
        account.data.extend_from_slice(bytes);
        account.lamports = 1_000_000_000;
        self.chain.set_account(buffer, account);
    }

    /// Lets time pass, and a few slots.
    pub fn advance(&mut self, seconds: i64) {
        let clock = self.chain.clock();
        self.chain.warp(clock.slot + 10, clock.unix_timestamp + seconds);
    }
}

impl Default for Lab {
    fn default() -> Self {
        Self::new()
    }
}

fn find_key(name: &str, suits: impl Fn(&Address) -> bool) -> (Address, [u8; 32]) {
    (0u32..)
        .map(|n| hashv(&[b"assay lab", name.as_bytes(), &n.to_le_bytes()]).to_bytes())
        .map(|seed| (Keypair::new_from_array(seed).pubkey(), seed))
        .find(|(address, _)| suits(address))
        .expect("numbers do not run out")
}

/// Whether the address of these seeds has the bump 255, and so the fewest to try.
pub fn top_bump(program: &Address, seeds: &[&[u8]]) -> bool {
    Address::find_program_address(seeds, program).1 == 255
}
