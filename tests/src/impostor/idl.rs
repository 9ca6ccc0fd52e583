//! What the IDLs say of instructions and their accounts.

use anchor_lang_idl_spec::{Idl, IdlInstructionAccountItem};
use solana_address::Address;
use std::path::PathBuf;

/// A program as its IDL describes it.
pub struct Interface {
    idl: Idl,
    address: Address,
}

/// An account of an instruction.
pub struct Slot {
    pub name: String,
    pub signer: bool,
    pub writable: bool,
}

impl Interface {
    /// The IDL of `program` that clients are given.
    ///
    /// # Panics
    /// When it is missing or malformed.
    pub fn load(program: &str) -> Self {
        let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../app/client/idl"))
            .join(program)
            .with_extension("json");
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask idl` first", path.display()));
        let idl: Idl = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{} is no IDL: {error}", path.display()));
        let address = idl.address.parse();
        let address = address.unwrap_or_else(|error| panic!("{} names no program: {error}", path.display()));
        Self { idl, address }
    }

    /// The program's address.
    pub fn address(&self) -> Address {
        self.address
    }

    /// Names of the instructions.
    pub fn instructions(&self) -> impl Iterator<Item = &str> {
        self.idl
            .instructions
            .iter()
            .map(|instruction| instruction.name.as_str())
    }

    /// Discriminator and accounts of an instruction, nested ones in line.
    pub fn instruction(&self, name: &str) -> Option<(&[u8], Vec<Slot>)> {
        let instruction = self.idl.instructions.iter().find(|known| known.name == name)?;
        let mut slots = Vec::new();
        flatten(&instruction.accounts, "", &mut slots);
        Some((&instruction.discriminator, slots))
    }

    /// The type of an account with this data, by its discriminator.
    pub fn account_type(&self, data: &[u8]) -> Option<&str> {
        let mut known = self.idl.accounts.iter();
        known
            .find(|account| data.starts_with(&account.discriminator))
            .map(|account| account.name.as_str())
    }

    /// The name of an error of this program.
    pub fn error(&self, code: u32) -> Option<&str> {
        let mut known = self.idl.errors.iter();
        known
            .find(|error| error.code == code)
            .map(|error| error.name.as_str())
    }
}

fn flatten(items: &[IdlInstructionAccountItem], prefix: &str, slots: &mut Vec<Slot>) {
    for item in items {
        match item {
            IdlInstructionAccountItem::Single(account) => slots.push(Slot {
                name: format!("{prefix}{}", account.name),
                signer: account.signer,
                writable: account.writable,
            }),
            IdlInstructionAccountItem::Composite(nested) => {
                flatten(&nested.accounts, &format!("{prefix}{}.", nested.name), slots);
            }
        }
    }
}
