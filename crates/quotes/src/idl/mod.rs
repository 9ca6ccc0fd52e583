//! What an instruction does and what an account holds, in words and as JSON: the suite's programs
//! through their committed IDLs, and the programs everyone uses through their own crates.
//!
//! People vote on what these functions say. So nothing is guessed: bytes that are not exactly an
//! instruction are shown as bytes, and addresses are never shortened.

mod describe;
mod described;
mod loader;
mod reader;
mod suite;
mod system;
mod token;
mod value;

pub use describe::describe;
pub use described::{Call, Described, NamedAccount, Undecodable};
pub use reader::DecodeError;
pub use token::TOKEN_ACCOUNT;
pub use value::{Fields, Value};

use solana_address::Address;

/// An account of a program this client knows, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedAccount {
    /// The program it belongs to, for example `amm`.
    pub program: String,
    /// Its type, for example `FeeConfig`.
    pub name: String,
    pub fields: Fields,
    /// What lies behind the fields, for example the content of an evidence buffer.
    pub rest: Vec<u8>,
}

impl DecodedAccount {
    /// Its type as people say it, for example `fee config`.
    pub fn what(&self) -> String {
        let mut what = String::new();
        for letter in self.name.chars() {
            if letter.is_uppercase() && !what.is_empty() {
                what.push(' ');
            }
            what.extend(letter.to_lowercase());
        }
        what
    }
}

/// Decodes an account of `owner`: an account of the suite, a token account, a mint, or an account of the
/// upgradeable loader. `None` for any other and for data that is not what it should be.
pub fn decode_account(owner: &Address, data: &[u8]) -> Option<DecodedAccount> {
    match suite::Program::find(owner) {
        Some(program) => program.account(data),
        None => token::account(owner, data).or_else(|| loader::account(owner, data)),
    }
}

#[cfg(test)]
mod tests;
