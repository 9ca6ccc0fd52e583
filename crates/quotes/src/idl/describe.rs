//! An instruction with names: its program's, its own, its arguments' and its accounts'.

use super::{
    described::{Call, Described, NamedAccount, Undecodable},
    loader, suite, system, token,
    value::{Fields, Value},
};
use solana_instruction::{AccountMeta, Instruction};

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
