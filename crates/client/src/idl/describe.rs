//! An instruction with names: its program's, its own, its arguments' and its accounts'.

use super::{
    loader, suite, system, token,
    value::{Fields, Value},
};
use serde_json::{json, Map, Value as Json};
use solana_address::Address;
use solana_instruction::{AccountMeta, Instruction};
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

/// Says what `instruction` does, if its program is known and its data is exactly an instruction of it.
pub fn describe(instruction: &Instruction) -> Described {
    let id = &instruction.program_id;
    let (program, parsed) = if let Some(program) = suite::Program::find(id) {
        (program.name(), from_idl(program, instruction))
    } else if let Some(name) = token::program_name(id) {
        (name, token::parse(instruction))
    } else if let Some(name) = system::program_name(id) {
        (name, system::parse(instruction))
    } else if *id == loader::ID {
        (loader::NAME, loader::parse(instruction))
    } else {
        let reason = "its program is not one this client knows".to_owned();
        return undecodable(instruction, None, reason);
    };
    let named = parsed.and_then(|parsed| Ok((name_accounts(instruction, &parsed)?, parsed)));
    match named {
        Ok((accounts, parsed)) => Described::Call(Call {
            program_id: *id,
            program: program.to_owned(),
            name: parsed.name,
            arguments: parsed.arguments,
            accounts,
        }),
        Err(reason) => undecodable(instruction, Some(program.to_owned()), reason),
    }
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

/// What a program's own decoder makes of an instruction, or why it refuses it.
pub(super) type Outcome = Result<Parsed, String>;

/// An instruction's name, arguments, and the names of its accounts.
pub(super) struct Parsed {
    name: String,
    arguments: Fields,
    accounts: Vec<Role>,
}

struct Role {
    name: String,
    optional: bool,
}

impl Parsed {
    /// An instruction whose first accounts have these names, all of which it needs.
    pub(super) fn new<const N: usize>(name: &str, arguments: [(&str, Value); N], accounts: &[&str]) -> Self {
        let role = |name: &&str| Role {
            name: (*name).to_owned(),
            optional: false,
        };
        Self {
            name: name.to_owned(),
            arguments: Fields::from_iter(arguments),
            accounts: accounts.iter().map(role).collect(),
        }
    }
}

fn from_idl(program: &suite::Program, instruction: &Instruction) -> Outcome {
    let (definition, arguments) = program
        .instruction(&instruction.data)
        .ok_or("its data begins like no instruction of the program")?;
    let arguments =
        arguments.map_err(|error| format!("it begins like `{}`, but {error}", definition.name))?;
    let roles = suite::accounts(definition).into_iter().map(|account| Role {
        name: account.name.clone(),
        optional: account.optional,
    });
    Ok(Parsed {
        name: definition.name.clone(),
        arguments,
        accounts: roles.collect(),
    })
}

fn name_accounts(instruction: &Instruction, parsed: &Parsed) -> Result<Vec<NamedAccount>, String> {
    let (given, roles) = (&instruction.accounts, &parsed.accounts);
    if given.len() < roles.len() {
        let (name, needed) = (&parsed.name, roles.len());
        return Err(format!(
            "`{name}` needs {needed} accounts, and {} are given",
            given.len()
        ));
    }
    let named = given.iter().enumerate().map(|(at, meta)| match roles.get(at) {
        // Anchor's way to leave an account out is the program's own address in its place.
        Some(role) if role.optional && meta.pubkey == instruction.program_id => NamedAccount {
            address: None,
            ..named(role.name.clone(), meta)
        },
        Some(role) => named(role.name.clone(), meta),
        None => named(format!("remaining {}", at - roles.len()), meta),
    });
    Ok(named.collect())
}

fn named(name: String, meta: &AccountMeta) -> NamedAccount {
    NamedAccount {
        name,
        address: Some(meta.pubkey),
        signer: meta.is_signer,
        writable: meta.is_writable,
    }
}

fn undecodable(instruction: &Instruction, program: Option<String>, reason: String) -> Described {
    let accounts = instruction.accounts.iter().enumerate();
    Described::Undecodable(Undecodable {
        program_id: instruction.program_id,
        program,
        reason,
        data: instruction.data.clone(),
        accounts: accounts
            .map(|(at, meta)| named(format!("account {at}"), meta))
            .collect(),
    })
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
