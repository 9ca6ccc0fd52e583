//! What an account is, told from its owner and its data.

use super::idl::Interface;
use solana_account::{Account, ReadableAccount};
use solana_sdk_ids::{system_program, sysvar};

/// A type of account: impostors are taken from the same one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Of one of our programs.
    State(String),
    Token,
    Mint,
    Wallet,
    Sysvar,
    Program,
    /// Nothing is there.
    Vacant,
}

impl Kind {
    /// The kind of `account`.
    ///
    /// # Panics
    /// For an account that none of this is; teach this function about it.
    pub fn of(account: Option<&impl ReadableAccount>, interfaces: &[Interface]) -> Self {
        let Some(account) = account.filter(|account| account.lamports() > 0) else {
            return Self::Vacant;
        };
        let (owner, data) = (account.owner(), account.data());
        if account.executable() {
            return Self::Program;
        }
        if *owner == sysvar::ID {
            return Self::Sysvar;
        }
        if *owner == system_program::ID {
            return Self::Wallet;
        }
        if [
            assay_client::token::TOKEN_PROGRAM,
            assay_client::token::TOKEN_2022_PROGRAM,
        ]
        .contains(owner)
        {
            return if data.len() == 82 { Self::Mint } else { Self::Token };
        }
        let name = interfaces
            .iter()
            .find_map(|interface| interface.account_type(data));
        Self::State(name.unwrap_or("account of another program").to_owned())
    }

    /// Whether accounts of this kind are told by their address alone.
    pub fn is_fixed(&self) -> bool {
        matches!(self, Self::Sysvar | Self::Program)
    }
}

/// The same account, but of a program that nobody knows.
pub fn foreign(account: &Account) -> Account {
    Account {
        owner: super::trial::fresh("a program that nobody knows"),
        ..account.clone()
    }
}

/// The same account with another discriminator, and so of another type of its program.
pub fn mistyped(account: &Account) -> Account {
    let mut account = account.clone();
    for byte in account.data.iter_mut().take(8) {
        *byte = !*byte;
    }
    account
}
