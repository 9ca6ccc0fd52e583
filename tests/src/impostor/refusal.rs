//! How a transaction was refused, and whether that is an answer a caller can act on.

use super::idl::Interface;
use crate::chain::Failure;
use assay_client::{program_name, token};
use solana_instruction::error::InstructionError;
use solana_sdk_ids::system_program;

/// A refusal that says what was wrong.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Refusal {
    /// An error of the IDLs.
    Ours(String),
    /// A constraint of the framework.
    Framework(u32),
    /// A token program or the system program, called by ours.
    Called(String),
    /// The runtime, about an account.
    Runtime(String),
}

impl Refusal {
    /// The typed refusal in `failure`, or what is untyped about it: a panic, exhausted compute units, an unknown
    /// code, or a transaction that did not even run.
    pub fn of(failure: &Failure, interfaces: &[Interface]) -> Result<Self, String> {
        let Some((_, error)) = failure.instruction() else {
            return Err(format!("{:?}", failure.error));
        };
        let InstructionError::Custom(code) = error else {
            return if is_about_accounts(&error) {
                Ok(Self::Runtime(format!("{error:?}")))
            } else {
                Err(format!("{error:?}"))
            };
        };
        let ours = interfaces.iter().find_map(|interface| interface.error(code));
        let program = failure.program();
        let called = [
            system_program::ID,
            token::TOKEN_PROGRAM,
            token::TOKEN_2022_PROGRAM,
            token::ASSOCIATED_TOKEN_PROGRAM,
        ];
        match (program, ours) {
            (Some(program), _) if called.contains(&program) => {
                Ok(Self::Called(format!("{} {code}", program_name(program))))
            }
            (_, Some(name)) => Ok(Self::Ours(name.to_owned())),
            _ if (2_000..3_000).contains(&code) => Ok(Self::Framework(code)),
            _ => Err(format!("unknown code {code}")),
        }
    }
}

/// Errors by which the runtime, or a program in the runtime's words, says that an account is not what it must be.
fn is_about_accounts(error: &InstructionError) -> bool {
    use InstructionError as E;
    matches!(
        error,
        E::MissingRequiredSignature
            | E::InvalidAccountOwner
            | E::IllegalOwner
            | E::InvalidAccountData
            | E::AccountDataTooSmall
            | E::InvalidSeeds
            | E::InvalidArgument
            | E::IncorrectProgramId
            | E::UninitializedAccount
            | E::AccountAlreadyInitialized
            | E::AccountNotExecutable
            | E::AccountBorrowFailed
            | E::MissingAccount
            | E::PrivilegeEscalation
            | E::Immutable
            | E::InsufficientFunds
            | E::UnsupportedSysvar
            | E::UnsupportedProgramId
            | E::ReadonlyDataModified
            | E::ReadonlyLamportChange
            | E::ExternalAccountDataModified
            | E::ExternalAccountLamportSpend
    )
}
