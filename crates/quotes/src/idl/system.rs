//! The system program, the associated token program and the memo program.

use super::describe::{Outcome, Parsed};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_system_interface::instruction::SystemInstruction;

const SYSTEM_PROGRAM: Address = solana_sdk_ids::system_program::ID;
const MEMO_PROGRAM: Address = Address::from_str_const("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

/// What people call these programs.
pub(super) fn program_name(id: &Address) -> Option<&'static str> {
    match *id {
        SYSTEM_PROGRAM => Some("system"),
        crate::token::ASSOCIATED_TOKEN_PROGRAM => Some("associated-token"),
        MEMO_PROGRAM => Some("memo"),
        _ => None,
    }
}

pub(super) fn parse(instruction: &Instruction) -> Outcome {
    match instruction.program_id {
        SYSTEM_PROGRAM => system(&instruction.data),
        MEMO_PROGRAM => memo(&instruction.data),
        _ => associated_token(&instruction.data),
    }
}

fn system(data: &[u8]) -> Outcome {
    Ok(match exact(data)? {
        SystemInstruction::Transfer { lamports } => {
            Parsed::new("transfer", [("lamports", lamports.into())], &["from", "to"])
        }
        SystemInstruction::CreateAccount {
            lamports,
            space,
            owner,
        } => Parsed::new(
            "create_account",
            [
                ("lamports", lamports.into()),
                ("space", space.into()),
                ("owner", owner.into()),
            ],
            &["from", "new"],
        ),
        SystemInstruction::CreateAccountWithSeed {
            base,
            seed,
            lamports,
            space,
            owner,
        } => Parsed::new(
            "create_account_with_seed",
            [
                ("base", base.into()),
                ("seed", seed.as_str().into()),
                ("lamports", lamports.into()),
                ("space", space.into()),
                ("owner", owner.into()),
            ],
            &["from", "new"],
        ),
        SystemInstruction::Assign { owner } => Parsed::new("assign", [("owner", owner.into())], &["account"]),
        SystemInstruction::Allocate { space } => {
            Parsed::new("allocate", [("space", space.into())], &["account"])
        }
        _ => return Err("it is an instruction of the system program that is not described here".to_owned()),
    })
}

fn memo(data: &[u8]) -> Outcome {
    let text = std::str::from_utf8(data).map_err(|_| "a memo is UTF-8, and this is not")?;
    Ok(Parsed::new("memo", [("text", text.into())], &[]))
}

fn associated_token(data: &[u8]) -> Outcome {
    let opens = [
        "payer",
        "account",
        "owner",
        "mint",
        "system_program",
        "token_program",
    ];
    match data {
        // The program's first version had one instruction, without data.
        [] | [0] => Ok(Parsed::new("create", [], &opens)),
        [1] => Ok(Parsed::new("create_idempotent", [], &opens)),
        [2] => Ok(Parsed::new(
            "recover_nested",
            [],
            &[
                "nested_account",
                "nested_mint",
                "to",
                "account",
                "mint",
                "owner",
                "token_program",
            ],
        )),
        _ => Err("its data is no instruction of the program".to_owned()),
    }
}

/// Decodes data that is exactly what encoding the result gives: bincode alone would pass over what follows.
pub(super) fn exact<T>(data: &[u8]) -> Result<T, String>
where
    T: serde::Serialize + serde::de::DeserializeOwned,
{
    let refused = || "its data is no instruction of the program, or has too many bytes or too few".to_owned();
    let decoded: T = bincode::deserialize(data).map_err(|_| refused())?;
    match bincode::serialize(&decoded) {
        Ok(encoded) if encoded == data => Ok(decoded),
        _ => Err(refused()),
    }
}
