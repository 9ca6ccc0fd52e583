//! Turns a failed transaction into the sentence of the program that refused it.

use solana_address::Address;
use solana_instruction::{error::InstructionError, Instruction};
use solana_transaction_error::TransactionError;

pub use assay_quotes::{ErrorTable, AMM_ERRORS, ESCROW_ERRORS, GOVERNOR_ERRORS, JUDGE_ERRORS, STAKE_ERRORS};

/// The framework's own codes that a caller can provoke; the rest are ordinary `ProgramError`s.
const FRAMEWORK_ERRORS: ErrorTable = &[
    (2000, "ConstraintMut", "An account that must be writable is not"),
    (
        2001,
        "ConstraintHasOne",
        "An account does not belong with the others named",
    ),
    (
        2003,
        "ConstraintRaw",
        "An account breaks a rule of this instruction",
    ),
    (
        2005,
        "ConstraintRentExempt",
        "An account holds too little to be rent-exempt",
    ),
    (
        2006,
        "ConstraintSeeds",
        "An account is not at the address it must have",
    ),
    (
        2012,
        "ConstraintAddress",
        "An account is not the one this instruction requires",
    ),
    (
        2040,
        "ConstraintDuplicateMutableAccount",
        "The same account is given twice",
    ),
];

/// The SPL Token errors users meet.
const TOKEN_ERRORS: ErrorTable = &[
    (
        1,
        "InsufficientFunds",
        "The token account holds less than the amount",
    ),
    (3, "MintMismatch", "The token account is of another mint"),
    (4, "OwnerMismatch", "The token account belongs to somebody else"),
    (17, "AccountFrozen", "The token account is frozen"),
];

/// The system program's errors users meet.
const SYSTEM_ERRORS: ErrorTable = &[
    (
        0,
        "AccountAlreadyInUse",
        "An account that was to be made is there already",
    ),
    (
        1,
        "ResultWithNegativeLamports",
        "The payer has too few SOL for the transfer or for the rent",
    ),
];

/// What refused a transaction, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{program_name} refused instruction {index}: {sentence}{}{}", name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default(), detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default())]
pub struct ProgramFailure {
    /// The program that refused, which may be one that was called by another.
    pub program: Option<Address>,
    pub program_name: String,
    /// Which instruction of the transaction, counted from zero.
    pub index: u8,
    /// The error's name, where the program has one.
    pub name: Option<String>,
    /// What is wrong and what to do.
    pub sentence: String,
    /// The numbers the program logged with it, for example how much bond is missing.
    pub detail: Option<String>,
    /// The transaction's logs, where they are known.
    pub logs: Vec<String>,
}

impl ProgramFailure {
    /// Explains `error`, or returns it when no program is to blame.
    ///
    /// # Errors
    /// The error itself, when the runtime refused the transaction before any program ran.
    pub fn explain(
        error: TransactionError,
        instructions: &[Instruction],
        logs: Vec<String>,
    ) -> Result<Self, TransactionError> {
        let TransactionError::InstructionError(index, reason) = error else {
            return Err(error);
        };
        let outer = instructions
            .get(usize::from(index))
            .map(|instruction| instruction.program_id);
        let program = innermost_failure(&logs).or(outer);
        let (name, sentence) = match &reason {
            InstructionError::Custom(code) => lookup(program, *code),
            other => (None, other.to_string()),
        };
        Ok(Self {
            program,
            program_name: program.map_or_else(|| "a program".to_owned(), program_name),
            index,
            detail: last_words(&logs),
            name,
            sentence,
            logs,
        })
    }
}

/// The program whose `failed:` line comes first is the one that raised the error; its callers
/// only pass it on.
fn innermost_failure(logs: &[String]) -> Option<Address> {
    logs.iter().find_map(|line| {
        let (program, rest) = line.strip_prefix("Program ")?.split_once(' ')?;
        rest.starts_with("failed:").then(|| program.parse().ok())?
    })
}

/// What the program that raised the error logged last, if it logged anything in that call.
fn last_words(logs: &[String]) -> Option<String> {
    let failed = logs.iter().position(|line| line.contains(" failed:"))?;
    logs[..failed]
        .iter()
        .rev()
        .take_while(|line| !line.contains(" invoke ["))
        .filter_map(|line| line.strip_prefix("Program log: "))
        .find(|line| !line.starts_with("Instruction:"))
        .map(str::to_owned)
}

fn lookup(program: Option<Address>, code: u32) -> (Option<String>, String) {
    let own: ErrorTable = match program {
        Some(id) if id == stake::ID => STAKE_ERRORS,
        Some(id) if id == escrow::ID => ESCROW_ERRORS,
        Some(id) if id == amm::ID => AMM_ERRORS,
        Some(id) if id == governor::ID => GOVERNOR_ERRORS,
        Some(id) if id == judge::ID => JUDGE_ERRORS,
        Some(id) if id == crate::token::TOKEN_PROGRAM || id == crate::token::TOKEN_2022_PROGRAM => {
            TOKEN_ERRORS
        }
        Some(id) if id == solana_sdk_ids::system_program::ID => SYSTEM_ERRORS,
        _ => &[],
    };
    // The others apply rules of the stake program's crate and return its errors.
    let borrowed: ErrorTable = match program {
        Some(id) if id == escrow::ID || id == amm::ID || id == governor::ID => STAKE_ERRORS,
        _ => &[],
    };
    own.iter()
        .chain(borrowed)
        .chain(FRAMEWORK_ERRORS)
        .find(|(known, ..)| *known == code)
        .map_or_else(
            || (None, format!("error {code} without a description")),
            |(_, name, sentence)| (Some((*name).to_owned()), (*sentence).to_owned()),
        )
}

/// What people call the program at `id`.
pub fn program_name(id: Address) -> String {
    if id == stake::ID {
        "stake".to_owned()
    } else if id == escrow::ID {
        "escrow".to_owned()
    } else if id == amm::ID {
        "amm".to_owned()
    } else if id == governor::ID {
        "governor".to_owned()
    } else if id == judge::ID {
        "judge".to_owned()
    } else if id == crate::token::TOKEN_PROGRAM || id == crate::token::TOKEN_2022_PROGRAM {
        "the token program".to_owned()
    } else if id == solana_sdk_ids::system_program::ID {
        "the system program".to_owned()
    } else {
        format!("program {id}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instruction(program_id: Address) -> Instruction {
        Instruction {
            program_id,
            accounts: Vec::new(),
            data: Vec::new(),
        }
    }

    #[test]
    fn the_program_that_raised_the_error_is_named_not_its_caller() {
        let logs = [
            format!("Program {} invoke [1]", escrow::ID),
            format!("Program {} invoke [2]", stake::ID),
            format!("Program {} failed: custom program error: 0x1b58", stake::ID),
            format!("Program {} failed: custom program error: 0x1b58", escrow::ID),
        ];
        let error = TransactionError::InstructionError(1, InstructionError::Custom(7_000));
        let failure = ProgramFailure::explain(
            error,
            &[instruction(escrow::ID), instruction(escrow::ID)],
            logs.to_vec(),
        )
        .expect("a program's failure");
        assert_eq!(failure.program, Some(stake::ID));
        assert_eq!(failure.name.as_deref(), Some(STAKE_ERRORS[0].1));
        assert_eq!(
            failure.to_string(),
            format!(
                "stake refused instruction 1: {} ({})",
                STAKE_ERRORS[0].2, STAKE_ERRORS[0].1
            )
        );
    }

    #[test]
    fn the_escrow_names_the_bond_rules_it_applies() {
        let logs = [format!(
            "Program {} failed: custom program error: 0x0",
            escrow::ID
        )];
        let jailed = STAKE_ERRORS
            .iter()
            .find(|row| row.1 == "Jailed")
            .expect("an error");
        let error = TransactionError::InstructionError(0, InstructionError::Custom(jailed.0));
        let failure = ProgramFailure::explain(error, &[instruction(escrow::ID)], logs.to_vec())
            .expect("a program's failure");
        assert_eq!(failure.name.as_deref(), Some("Jailed"));
    }

    #[test]
    fn the_numbers_a_program_logged_are_part_of_the_sentence() {
        let logs = [
            format!("Program {} invoke [1]", escrow::ID),
            "Program log: Instruction: Accept".to_owned(),
            "Program log: 250 missing".to_owned(),
            format!("Program {} consumed 900 of 1000 compute units", escrow::ID),
            format!("Program {} failed: custom program error: 0x1770", escrow::ID),
        ];
        let error = TransactionError::InstructionError(0, InstructionError::Custom(6_000));
        let failure = ProgramFailure::explain(error, &[instruction(escrow::ID)], logs.to_vec())
            .expect("a program's failure");
        assert_eq!(failure.detail.as_deref(), Some("250 missing"));
        assert!(failure.to_string().ends_with(": 250 missing"), "{failure}");
    }

    #[test]
    fn every_error_of_the_programs_has_a_sentence_at_its_own_code() {
        let judge = judge::error::JudgeError::EvidenceHonest as u32;
        for (table, offset, known, at_code) in [
            (
                STAKE_ERRORS,
                7_000,
                "Overflow",
                stake::error::StakeError::Overflow as u32,
            ),
            (
                ESCROW_ERRORS,
                6_000,
                "Overflow",
                escrow::error::EscrowError::Overflow as u32,
            ),
            (
                AMM_ERRORS,
                8_000,
                "Overflow",
                amm::error::AmmError::Overflow as u32,
            ),
            (
                GOVERNOR_ERRORS,
                9_000,
                "Overflow",
                governor::error::GovernorError::Overflow as u32,
            ),
            (JUDGE_ERRORS, 10_000, "EvidenceHonest", judge),
        ] {
            for (at, (code, name, sentence)) in table.iter().enumerate() {
                assert_eq!(*code as usize, offset + at);
                assert!(sentence.len() > name.len(), "{name} says: {sentence}");
            }
            let row = table.iter().find(|(_, name, _)| *name == known);
            assert_eq!(row.map(|row| row.0), Some(offset as u32 + at_code));
        }
    }

    #[test]
    fn what_the_runtime_refuses_is_nobodys_failure() {
        let error = TransactionError::BlockhashNotFound;
        assert_eq!(
            ProgramFailure::explain(error.clone(), &[], Vec::new()),
            Err(error)
        );
    }
}
