//! Mints and token accounts as bytes: the programs under test do not make them.

use super::Lab;
use crate::chain::Chain;
use assay_client::token;
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
