//! Keys, wallets and operators.

use super::{World, BOND};
use crate::Chain;
use assay_client::{address, stake::ROLE_PROVIDER, stake::ROLE_VERIFIER, token};
use solana_address::Address;
use solana_keypair::Keypair;
use solana_sha256_hasher::hashv;
use solana_signer::Signer;
use stake::state::Profile;
use std::sync::Arc;

/// A key that can be cloned with its world.
pub type Key = Arc<Keypair>;

/// The key of this name, the same in every run.
pub fn key(name: &str) -> Key {
    let secret = hashv(&[b"assay tests: ", name.as_bytes()]).to_bytes();
    Arc::new(Keypair::new_from_array(secret))
}

/// Somebody with a wallet; an operator when registered.
#[derive(Clone)]
pub struct Party {
    pub name: String,
    /// Cold key: owns the tokens and the bond.
    pub authority: Key,
    /// Hot key of the daemon.
    pub agent: Key,
    pub operator: Address,
    pub ledger: Address,
}

impl Party {
    pub(super) fn named(name: &str, pool: &Address) -> Self {
        let authority = key(name);
        let operator = address::operator(pool, &authority.pubkey());
        Self {
            name: name.to_owned(),
            agent: key(&format!("{name}'s agent")),
            authority,
            operator,
            ledger: address::ledger(&operator),
        }
    }

    /// The wallet's address.
    pub fn address(&self) -> Address {
        self.authority.pubkey()
    }

    /// What it says of itself when it registers.
    pub fn profile(&self) -> Profile {
        Profile {
            agent: self.agent.pubkey(),
            price_floor: 17,
            region: 528,
            capacity: 4,
            endpoint: format!("http://127.0.0.1/{}", self.name).into_bytes(),
        }
    }
}

impl<C: Chain> World<C> {
    /// Somebody by this name, not on the chain yet.
    pub fn party(&self, name: &str) -> Party {
        Party::named(name, &self.pool.address)
    }

    /// A wallet with lamports and open token accounts, called `name` and `name reward` in balances.
    pub fn add_wallet(&mut self, name: &str) -> Party {
        let party = self.party(name);
        self.chain.fund(party.address(), 100_000_000_000);
        self.open_tokens(name, party.address());
        party
    }

    /// Opens the token accounts of `owner` for the payment mint and the reward mint.
    pub fn open_tokens(&mut self, name: &str, owner: Address) {
        let payer = self.payer_address();
        let (mint, program) = (self.market.payment_mint, self.market.token_program);
        let mut instructions = vec![token::open_associated(&payer, &owner, &mint, &program)];
        self.tokens
            .insert(name.to_owned(), self.market.payment_account(&owner));
        if mint != self.pool.reward_mint {
            let reward = self.pool.reward_mint;
            instructions.push(token::open_associated(
                &payer,
                &owner,
                &reward,
                &token::TOKEN_PROGRAM,
            ));
            self.tokens
                .insert(format!("{name} reward"), self.pool.reward_account(&owner));
        }
        self.send(&instructions, &[]).expect("token accounts open");
    }

    /// A registered operator with a bond, and reward tokens to add to it.
    pub fn add_operator(&mut self, name: &str, roles: u8, bond: u64) -> Party {
        let party = self.add_wallet(name);
        self.give_reward(&party, bond.max(BOND) + BOND);
        self.register(&party, roles).expect("registers");
        if bond > 0 {
            self.deposit(&party, bond).expect("deposits");
        }
        party
    }

    /// The client, with payment tokens.
    #[must_use]
    pub fn with_client(mut self) -> Self {
        self.client = self.add_wallet("client");
        let client = self.client.clone();
        self.give_payment(&client, 1_000_000_000_000);
        self
    }

    /// A provider with a bond of [`BOND`].
    #[must_use]
    pub fn with_provider(self) -> Self {
        self.with_provider_bond(BOND)
    }

    /// A provider with this bond.
    #[must_use]
    pub fn with_provider_bond(mut self, bond: u64) -> Self {
        self.provider = self.add_operator("provider", ROLE_PROVIDER, bond);
        self
    }

    /// Verifiers in the committee lottery, each with a bond of [`BOND`].
    #[must_use]
    pub fn with_verifiers(mut self, count: u16) -> Self {
        for index in 0..count {
            let verifier = self.add_operator(&format!("verifier {index}"), ROLE_VERIFIER, BOND);
            self.join(&verifier, index).expect("a free slot");
            self.verifiers.push(verifier);
        }
        self
    }

    /// The verifier whose operator account this is.
    #[track_caller]
    pub fn verifier(&self, operator: &Address) -> Party {
        let mut verifiers = self.verifiers.iter();
        verifiers
            .find(|verifier| verifier.operator == *operator)
            .expect("one of this world's verifiers")
            .clone()
    }

    /// Sends reward tokens from the authority's.
    pub fn give_reward(&mut self, to: &Party, amount: u64) {
        let authority = self.authority.clone();
        let mint = self.pool.reward_mint;
        let from = self.pool.reward_account(&authority.pubkey());
        let to = self.pool.reward_account(&to.address());
        let transfer = token::transfer(&from, &mint, &to, &authority.pubkey(), amount, 6);
        self.send(&[transfer], &[&authority])
            .expect("the authority has enough reward tokens");
    }

    /// Gives payment tokens, minted when they are not the reward token.
    pub fn give_payment(&mut self, to: &Party, amount: u64) {
        if self.payment == super::Payment::Reward {
            return self.give_reward(to, amount);
        }
        let account = self.market.payment_account(&to.address());
        self.mint_payment(&account, amount);
    }

    /// Sends `amount` of the payment token to any account past the programs; what lands in a vault is expected to
    /// stay there.
    pub fn donate(&mut self, from: &Party, to: &Address, amount: u64) {
        let mint = self.market.payment_mint;
        let account = self.market.payment_account(&from.address());
        let transfer = self.transfer_payment(&account, &mint, to, &from.address(), amount);
        *self.donated.entry(*to).or_default() += amount;
        self.send(&[transfer], &[&from.authority]).expect("a gift");
    }
}
