//! The upgradeable loader: deploying and upgrading programs, and who may.

use super::{
    describe::{Outcome, Parsed},
    system::exact,
    value::{Fields, Value},
    DecodedAccount,
};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_loader_v3_interface::{
    instruction::UpgradeableLoaderInstruction as LoaderInstruction, state::UpgradeableLoaderState,
};

pub(super) const ID: Address = solana_sdk_ids::bpf_loader_upgradeable::ID;
pub(super) const NAME: &str = "upgradeable-loader";

pub(super) fn parse(instruction: &Instruction) -> Outcome {
    // Both are said by the accounts that are named, and both decide what the instruction does.
    let optional = |at: usize| Value::from(instruction.accounts.get(at).map(|meta| meta.pubkey));
    Ok(match exact(&instruction.data)? {
        LoaderInstruction::Upgrade => Parsed::new(
            "upgrade",
            [],
            &[
                "programdata",
                "program",
                "buffer",
                "spill",
                "rent",
                "clock",
                "authority",
            ],
        ),
        // Without a new authority, nobody can change the account ever again.
        LoaderInstruction::SetAuthority => Parsed::new(
            "set_authority",
            [("new_authority", optional(2))],
            &["account", "authority"],
        ),
        LoaderInstruction::SetAuthorityChecked => Parsed::new(
            "set_authority_checked",
            [],
            &["account", "authority", "new_authority"],
        ),
        // With a program, the program is closed for good.
        LoaderInstruction::Close => Parsed::new(
            "close",
            [("program", optional(3))],
            &["account", "recipient", "authority"],
        ),
        LoaderInstruction::ExtendProgram { additional_bytes } => Parsed::new(
            "extend_program",
            [("additional_bytes", u64::from(additional_bytes).into())],
            &["programdata", "program"],
        ),
        LoaderInstruction::InitializeBuffer => Parsed::new("initialize_buffer", [], &["buffer", "authority"]),
        LoaderInstruction::Write { offset, bytes } => Parsed::new(
            "write",
            [
                ("offset", u64::from(offset).into()),
                ("bytes", Value::Bytes(bytes)),
            ],
            &["buffer", "authority"],
        ),
        LoaderInstruction::DeployWithMaxDataLen { max_data_len } => Parsed::new(
            "deploy_with_max_data_len",
            [("max_data_len", (max_data_len as u64).into())],
            &[
                "payer",
                "programdata",
                "program",
                "buffer",
                "rent",
                "clock",
                "system_program",
                "authority",
            ],
        ),
    })
}

/// A program, its data with the ELF as the rest, or a buffer.
pub(super) fn account(owner: &Address, data: &[u8]) -> Option<DecodedAccount> {
    if *owner != ID {
        return None;
    }
    let state = bincode::deserialize(data).ok()?;
    let (name, fields, len) = match state {
        UpgradeableLoaderState::Uninitialized => return None,
        UpgradeableLoaderState::Buffer { authority_address } => (
            "Buffer",
            Fields::from_iter([("authority", authority_address.into())]),
            UpgradeableLoaderState::size_of_buffer_metadata(),
        ),
        UpgradeableLoaderState::Program { programdata_address } => (
            "Program",
            Fields::from_iter([("programdata", programdata_address.into())]),
            UpgradeableLoaderState::size_of_program(),
        ),
        UpgradeableLoaderState::ProgramData {
            slot,
            upgrade_authority_address,
        } => (
            "ProgramData",
            Fields::from_iter([
                ("slot", Value::from(slot)),
                ("upgrade_authority", upgrade_authority_address.into()),
            ]),
            UpgradeableLoaderState::size_of_programdata_metadata(),
        ),
    };
    Some(DecodedAccount {
        program: NAME.to_owned(),
        name: name.to_owned(),
        fields,
        rest: data.get(len..)?.to_vec(),
    })
}
