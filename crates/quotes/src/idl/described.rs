//! What an instruction is described with, as text and as JSON.

use super::value::Fields;
use serde_json::{json, Map, Value as Json};
use solana_address::Address;
use std::fmt;

/// An account of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAccount {
    /// Its name in the program, or `remaining 0` and so on behind those that have one.
    pub name: String,
    /// `None` for an optional account that is left out.
    pub address: Option<Address>,
    pub signer: bool,
    pub writable: bool,
}

/// An instruction whose meaning is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub program_id: Address,
    /// For example `amm`, `token` or `system`.
    pub program: String,
    /// For example `set_fees`.
    pub name: String,
    pub arguments: Fields,
    pub accounts: Vec<NamedAccount>,
}

/// An instruction whose meaning is not known: its program is not, or its data is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecodable {
    pub program_id: Address,
    /// The program's name, where it has one here.
    pub program: Option<String>,
    pub reason: String,
    pub data: Vec<u8>,
    /// Their names are their places.
    pub accounts: Vec<NamedAccount>,
}

/// What is known of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Described {
    Call(Call),
    Undecodable(Undecodable),
}

impl Described {
    /// One line that says it all.
    pub fn text(&self) -> String {
        self.to_string()
    }

    /// The call, when its meaning is known.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Call(call) => Some(call),
            Self::Undecodable(_) => None,
        }
    }

    /// `{"program_id", "program", "accounts"}` with `"instruction"` and `"arguments"`, or with
    /// `"undecodable"`, the reason, and `"data"` in hexadecimal.
    pub fn to_json(&self) -> Map<String, Json> {
        let value = match self {
            Self::Call(call) => json!({
                "program_id": call.program_id.to_string(),
                "program": call.program,
                "instruction": call.name,
                "arguments": call.arguments.to_json(),
                "accounts": accounts_json(&call.accounts),
            }),
            Self::Undecodable(unknown) => json!({
                "program_id": unknown.program_id.to_string(),
                "program": unknown.program,
                "undecodable": unknown.reason,
                "data": hex::encode(&unknown.data),
                "accounts": accounts_json(&unknown.accounts),
            }),
        };
        match value {
            Json::Object(map) => map,
            _ => Map::new(),
        }
    }
}

impl fmt::Display for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let accounts = match self {
            Self::Call(call) => {
                write!(f, "{} {}({})", call.program, call.name, call.arguments)?;
                &call.accounts
            }
            Self::Undecodable(unknown) => {
                let program = unknown.program.as_deref().unwrap_or("program");
                write!(
                    f,
                    "UNDECODABLE: {program} {} with data 0x{} ({})",
                    unknown.program_id,
                    hex::encode(&unknown.data),
                    unknown.reason
                )?;
                &unknown.accounts
            }
        };
        for (at, account) in accounts.iter().enumerate() {
            let separator = if at == 0 { " on" } else { "," };
            write!(f, "{separator} {account}")?;
        }
        Ok(())
    }
}

impl fmt::Display for NamedAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(address) = self.address else {
            return write!(f, "{} none", self.name);
        };
        write!(f, "{} {address}", self.name)?;
        match (self.signer, self.writable) {
            (true, true) => write!(f, " (signs, is changed)"),
            (true, false) => write!(f, " (signs)"),
            (false, true) => write!(f, " (is changed)"),
            (false, false) => Ok(()),
        }
    }
}

fn accounts_json(accounts: &[NamedAccount]) -> Json {
    let account = |account: &NamedAccount| {
        json!({
            "name": account.name,
            "address": account.address.map(|address| address.to_string()),
            "signer": account.signer,
            "writable": account.writable,
        })
    };
    accounts.iter().map(account).collect()
}
