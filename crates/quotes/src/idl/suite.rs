//! The suite's own programs, through their committed IDLs.

use super::{
    reader::{DecodeError, Reader},
    value::{Fields, Value},
    DecodedAccount,
};
use anchor_lang_idl_spec::{Idl, IdlInstruction, IdlInstructionAccount, IdlInstructionAccountItem};
use solana_address::Address;
use std::sync::LazyLock;

/// The IDLs as `cargo xtask idl` leaves them, less what nothing is decoded by. A program is decoded from here on once it has a line here.
const COMMITTED: [&str; 5] = [
    include_str!(concat!(env!("OUT_DIR"), "/stake.json")),
    include_str!(concat!(env!("OUT_DIR"), "/escrow.json")),
    include_str!(concat!(env!("OUT_DIR"), "/amm.json")),
    include_str!(concat!(env!("OUT_DIR"), "/governor.json")),
    include_str!(concat!(env!("OUT_DIR"), "/judge.json")),
];

static PROGRAMS: LazyLock<Vec<Program>> =
    LazyLock::new(|| COMMITTED.iter().map(|text| Program::parse(text)).collect());

/// A program with its IDL.
pub(super) struct Program {
    pub(super) id: Address,
    idl: Idl,
}

impl Program {
    /// The program of the suite at `id`.
    pub(super) fn find(id: &Address) -> Option<&'static Self> {
        PROGRAMS.iter().find(|program| program.id == *id)
    }

    fn parse(text: &str) -> Self {
        // The files are part of this crate, and a test reads every one of them.
        let idl: Idl = serde_json::from_str(text).expect("a committed IDL is one");
        let id = idl.address.parse().expect("a committed IDL names its program");
        Self { id, idl }
    }

    /// What people call it.
    pub(super) fn name(&self) -> &str {
        &self.idl.metadata.name
    }

    /// The instruction that `data` begins with, and its arguments.
    pub(super) fn instruction(&self, data: &[u8]) -> Option<(&IdlInstruction, Result<Fields, DecodeError>)> {
        let (instruction, body) = self.idl.instructions.iter().find_map(|instruction| {
            let body = data.strip_prefix(instruction.discriminator.as_slice())?;
            Some((instruction, body))
        })?;
        let mut reader = Reader::new(&self.idl.types, body);
        let arguments = reader.fields(&instruction.args);
        let arguments = arguments.and_then(|arguments| reader.finish().map(|()| arguments));
        Some((instruction, arguments))
    }

    /// An account of the program, or `None` when it is none of the IDL's.
    pub(super) fn account(&self, data: &[u8]) -> Option<DecodedAccount> {
        let (account, body) = self.idl.accounts.iter().find_map(|account| {
            let body = data.strip_prefix(account.discriminator.as_slice())?;
            Some((account, body))
        })?;
        let mut reader = Reader::new(&self.idl.types, body);
        let Ok(Value::Struct(fields)) = reader.defined(&account.name, &account.name) else {
            return None;
        };
        Some(DecodedAccount {
            program: self.name().to_owned(),
            name: account.name.clone(),
            fields,
            rest: reader.rest().to_vec(),
        })
    }
}

/// The accounts of an instruction in their order, those of groups included.
pub(super) fn accounts(instruction: &IdlInstruction) -> Vec<&IdlInstructionAccount> {
    fn add<'a>(items: &'a [IdlInstructionAccountItem], to: &mut Vec<&'a IdlInstructionAccount>) {
        for item in items {
            match item {
                IdlInstructionAccountItem::Single(account) => to.push(account),
                IdlInstructionAccountItem::Composite(group) => add(&group.accounts, to),
            }
        }
    }
    let mut accounts = Vec::new();
    add(&instruction.accounts, &mut accounts);
    accounts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::State;

    #[test]
    fn every_program_of_the_suite_has_its_idl() {
        let ids: Vec<Address> = PROGRAMS.iter().map(|program| program.id).collect();
        assert_eq!(ids, [stake::ID, escrow::ID, amm::ID, governor::ID, judge::ID]);
    }

    #[test]
    fn every_type_in_the_idls_is_one_that_is_decoded() {
        let zeros = vec![0; 1 << 16];
        for program in PROGRAMS.iter() {
            for instruction in &program.idl.instructions {
                let read = Reader::new(&program.idl.types, &zeros).fields(&instruction.args);
                assert_eq!(read.err(), None, "{} {}", program.name(), instruction.name);
            }
            for account in &program.idl.accounts {
                let read = Reader::new(&program.idl.types, &zeros).defined(&account.name, &account.name);
                assert_eq!(read.err(), None, "{} {}", program.name(), account.name);
            }
        }
    }

    /// Reads an all-zero account of `T` as its IDL says: as long as the struct in memory is, no more and no less.
    fn is_laid_out_as<T: State>() {
        let mut data = T::DISCRIMINATOR.to_vec();
        data.resize(data.len() + size_of::<T>(), 0);
        let program = Program::find(&T::PROGRAM).expect("a program of the suite");
        let account = program.account(&data);
        let account = account.unwrap_or_else(|| panic!("a {} is decoded", T::WHAT));
        assert_eq!(
            account.rest,
            [] as [u8; 0],
            "{} is longer than its IDL says",
            T::WHAT
        );
        assert_eq!(
            program.account(&data[..data.len() - 1]),
            None,
            "{} is shorter",
            T::WHAT
        );
    }

    #[test]
    fn accounts_lie_in_memory_as_their_idl_says() {
        is_laid_out_as::<stake::state::Pool>();
        is_laid_out_as::<stake::state::Operator>();
        is_laid_out_as::<stake::state::BondLedger>();
        is_laid_out_as::<stake::state::Position>();
        is_laid_out_as::<stake::state::Ticket>();
        is_laid_out_as::<stake::state::Farm>();
        is_laid_out_as::<stake::state::FarmStake>();
        is_laid_out_as::<stake::state::VerifierRegistry>();
        is_laid_out_as::<escrow::state::Market>();
        is_laid_out_as::<escrow::state::Job>();
        is_laid_out_as::<escrow::state::Evidence>();
        is_laid_out_as::<escrow::state::Demand>();
        is_laid_out_as::<amm::state::FeeConfig>();
        is_laid_out_as::<amm::state::LiquidityPool>();
        is_laid_out_as::<amm::state::LiquidityLock>();
        is_laid_out_as::<governor::state::Realm>();
        is_laid_out_as::<governor::state::Proposal>();
        is_laid_out_as::<governor::state::VoteRecord>();
        is_laid_out_as::<governor::state::Delegation>();
        is_laid_out_as::<governor::state::Stream>();
    }
}
