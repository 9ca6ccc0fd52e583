//! Mints and token accounts as bytes: the programs under test do not make them.

use super::Lab;
use crate::chain::Chain;
use assay_client::token::{self, TOKEN_2022_PROGRAM};
use solana_account::Account;
use solana_address::Address;

const LAMPORTS: u64 = 10_000_000;

/// A mint without extensions and without a freeze authority.
pub fn mint_account(program: Address, authority: Address, supply: u64) -> Account {
    let mut data = vec![0; 82];
    data[0] = 1;
    data[4..36].copy_from_slice(authority.as_ref());
    data[36..44].copy_from_slice(&supply.to_le_bytes());
    data[44] = 6;
    data[45] = 1;
    account(program, data)
}

/// A token account without extensions.
pub fn token_account(program: Address, mint: Address, owner: Address, amount: u64) -> Account {
    let mut data = vec![0; 165];
    data[..32].copy_from_slice(mint.as_ref());
    data[32..64].copy_from_slice(owner.as_ref());
    data[64..72].copy_from_slice(&amount.to_le_bytes());
    data[108] = 1;
    account(program, data)
}

/// A Token-2022 mint that takes a hundredth of every transfer.
fn taxed_mint_account(authority: Address, supply: u64) -> Account {
    let mut account = mint_account(TOKEN_2022_PROGRAM, authority, supply);
    let mut fee = vec![0; 64 + 8];
    for _ in 0..2 {
        fee.extend_from_slice(&0u64.to_le_bytes());
        fee.extend_from_slice(&u64::MAX.to_le_bytes());
        fee.extend_from_slice(&100u16.to_le_bytes());
    }
    extend(&mut account.data, 1, 1, &fee);
    account
}

/// Adds an extension to what is 165 bytes long, or filled up to that: what it is, then the extension's type and value.
fn extend(data: &mut Vec<u8>, what: u8, kind: u16, value: &[u8]) {
    data.resize(165, 0);
    data.push(what);
    data.extend_from_slice(&kind.to_le_bytes());
    data.extend_from_slice(&(value.len() as u16).to_le_bytes());
    data.extend_from_slice(value);
}

fn account(owner: Address, data: Vec<u8>) -> Account {
    Account {
        lamports: LAMPORTS,
        data,
        owner,
        executable: false,
        rent_epoch: u64::MAX,
    }
}

impl Lab {
    /// Makes a mint of the first address of that name that `suits`.
    pub fn mint(
        &mut self,
        name: &str,
        program: Address,
        authority: Address,
        suits: impl Fn(&Address) -> bool,
    ) -> Address {
        let address = self.address_where(name, suits);
        self.chain
            .set_account(address, mint_account(program, authority, 1 << 49));
        address
    }

    /// Makes a Token-2022 mint that takes a hundredth of every transfer.
    pub fn taxed_mint(&mut self, name: &str) -> Address {
        let authority = self.wallet("central bank");
        let address = self.address_where(name, |_| true);
        self.chain
            .set_account(address, taxed_mint_account(authority, 1 << 49));
        address
    }

    /// Gives `owner` its associated token account of such a mint with `amount` base units.
    pub fn give_taxed(&mut self, owner: Address, mint: Address, amount: u64) -> Address {
        let address = token::associated(&owner, &mint, &TOKEN_2022_PROGRAM);
        let mut account = token_account(TOKEN_2022_PROGRAM, mint, owner, amount);
        extend(&mut account.data, 2, 2, &[0; 8]);
        self.chain.set_account(address, account);
        address
    }

    /// Gives `owner` its associated token account with `amount` base units.
    pub fn give(&mut self, owner: Address, mint: Address, program: Address, amount: u64) -> Address {
        let address = token::associated(&owner, &mint, &program);
        self.chain
            .set_account(address, token_account(program, mint, owner, amount));
        let name = format!("{} of {}", self.name(&mint), self.name(&owner));
        self.call(address, name);
        address
    }

    /// Adds to the balance of a token account, as if somebody had sent it there.
    ///
    /// # Panics
    /// When there is no such token account.
    pub fn donate(&mut self, address: Address, amount: u64) {
        let mut account = self.chain.account(&address).expect("a token account");
        let bytes: [u8; 8] = account.data[64..72].try_into().expect("eight bytes");
        let balance = u64::from_le_bytes(bytes) + amount;
        account.data[64..72].copy_from_slice(&balance.to_le_bytes());
        self.chain.set_account(address, account);
    }
}
