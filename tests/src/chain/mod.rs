//! The chains that tests run on: the runtime of a validator and a light one, behind one trait.

mod program;
mod quick;
mod svm;
mod upgradeable;

pub use program::ProgramChain;
pub use quick::QuickChain;
pub use svm::SvmChain;
pub use upgradeable::{set_buffer, set_program, upgrade_authority};

use anchor_lang::prelude::ProgramError;
use assay_client::events::{decode_logs, Event};
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_instruction::{error::InstructionError, Instruction};
use solana_keypair::Keypair;
use solana_sha256_hasher::hashv;
use solana_signer::Signer;
use solana_transaction::Transaction;
use solana_transaction_error::TransactionError;
use std::sync::atomic::{AtomicU32, Ordering};

/// Slots whose hashes the sysvar keeps.
const SLOT_HASHES: u64 = 512;
/// What the compute budget instruction of [`Chain::send`] costs.
const BUDGET_INSTRUCTION_CU: u64 = 150;
/// The most a transaction may use.
const MAX_CU: u32 = 1_400_000;

/// Result of a transaction.
pub type Sent = Result<Outcome, Failure>;

/// A transaction that went through.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Compute units of the instructions given, all calls included.
    pub cu: u64,
    pub logs: Vec<String>,
    /// What the last program to return something returned.
    pub returned: Vec<u8>,
}

impl Outcome {
    /// The suite's events, in order.
    pub fn events(&self) -> Vec<Event> {
        decode_logs(&self.logs)
    }

    /// The one event of this name, as `{"program", "event", ...fields}`.
    ///
    /// # Panics
    /// When there is none, or more than one.
    #[track_caller]
    pub fn event(&self, name: &str) -> serde_json::Value {
        let events = self.events();
        let found: Vec<_> = events.iter().filter(|event| event.name() == name).collect();
        match found.as_slice() {
            [event] => event.to_json(),
            _ => panic!(
                "{} events {name} among {:?}",
                found.len(),
                events.iter().map(Event::name).collect::<Vec<_>>()
            ),
        }
    }
}

/// A transaction that was refused.
#[derive(Debug, Clone)]
pub struct Failure {
    pub error: TransactionError,
    pub cu: u64,
    pub logs: Vec<String>,
}

impl Failure {
    /// Which of the instructions given failed, and how; `None` when the transaction did not get that far.
    pub fn instruction(&self) -> Option<(u8, InstructionError)> {
        match &self.error {
            // The compute budget instruction goes first.
            TransactionError::InstructionError(index, error) => {
                Some((index.saturating_sub(1), error.clone()))
            }
            _ => None,
        }
    }

    /// The program's own error code.
    pub fn code(&self) -> Option<u32> {
        match self.instruction()? {
            (_, InstructionError::Custom(code)) => Some(code),
            _ => None,
        }
    }

    /// The program that raised the error, which may be one that was called by another.
    pub fn program(&self) -> Option<Address> {
        self.logs.iter().find_map(|line| {
            let (program, rest) = line.strip_prefix("Program ")?.split_once(' ')?;
            rest.starts_with("failed:").then(|| program.parse().ok())?
        })
    }

    /// Whether this is exactly `error`.
    pub fn is(&self, error: impl Into<ProgramError>) -> bool {
        let expected = InstructionError::from(u64::from(error.into()));
        self.instruction().is_some_and(|(_, found)| found == expected)
    }
}

/// A chain with the suite's programs on it, the tokens' programs, and a clock that stands still until it is set.
pub trait Chain: Sized {
    /// A fresh chain.
    fn start() -> Self;

    fn account(&mut self, address: &Address) -> Option<Account>;

    /// Creates or replaces an account.
    fn set_account(&mut self, address: Address, account: Account);

    fn clock(&mut self) -> Clock;

    /// Sets the clock alone; [`Chain::warp`] also brings the slot hashes along.
    fn set_clock(&mut self, clock: Clock);

    /// Sends a signed transaction as it is.
    fn process(&mut self, transaction: Transaction) -> Sent;

    fn latest_blockhash(&mut self) -> [u8; 32];

    /// Sends `instructions` in one transaction. Only those of `signers` that the instructions require sign.
    fn send(&mut self, instructions: &[Instruction], payer: &Keypair, signers: &[&Keypair]) -> Sent {
        // Differs from transaction to transaction, so that equal instructions can be sent twice.
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        let limit = MAX_CU - SERIAL.fetch_add(1, Ordering::Relaxed) % (MAX_CU / 2);
        let mut all = vec![ComputeBudgetInstruction::set_compute_unit_limit(limit)];
        all.extend_from_slice(instructions);
        let required: Vec<Address> = instructions
            .iter()
            .flat_map(|instruction| &instruction.accounts)
            .filter(|meta| meta.is_signer)
            .map(|meta| meta.pubkey)
            .collect();
        let mut signing = vec![payer];
        for signer in signers {
            let known = signing.iter().any(|other| other.pubkey() == signer.pubkey());
            if required.contains(&signer.pubkey()) && !known {
                signing.push(signer);
            }
        }
        let blockhash = self.latest_blockhash().into();
        let transaction =
            Transaction::new_signed_with_payer(&all, Some(&payer.pubkey()), &signing, blockhash);
        let less = |cu: u64| cu.saturating_sub(BUDGET_INSTRUCTION_CU);
        match self.process(transaction) {
            Ok(outcome) => Ok(Outcome {
                cu: less(outcome.cu),
                ..outcome
            }),
            Err(failure) => Err(Failure {
                cu: less(failure.cu),
                ..failure
            }),
        }
    }

    /// Gives `address` exactly this many lamports, as a wallet.
    fn fund(&mut self, address: Address, lamports: u64) {
        let account = Account {
            lamports,
            rent_epoch: u64::MAX,
            ..Account::default()
        };
        self.set_account(address, account);
    }

    /// Sets slot and time, with the hashes of the 512 slots before.
    fn warp(&mut self, slot: u64, unix_timestamp: i64) {
        let mut clock = self.clock();
        clock.slot = slot;
        clock.unix_timestamp = unix_timestamp;
        self.set_clock(clock);
        let slots = slot.saturating_sub(SLOT_HASHES)..slot;
        self.set_slot_hashes(slots.rev().map(|slot| (slot, slot_hash(slot))));
    }

    /// Sets the slot hashes, newest first.
    fn set_slot_hashes(&mut self, hashes: impl Iterator<Item = (u64, [u8; 32])>) {
        let mut entries = Vec::new();
        let mut count = 0u64;
        for (slot, hash) in hashes {
            entries.extend_from_slice(&slot.to_le_bytes());
            entries.extend_from_slice(&hash);
            count += 1;
        }
        let mut data = count.to_le_bytes().to_vec();
        data.extend_from_slice(&entries);
        data.resize(8 + 40 * SLOT_HASHES as usize, 0);
        let account = Account {
            lamports: 1,
            data,
            owner: solana_sdk_ids::sysvar::ID,
            ..Account::default()
        };
        self.set_account(solana_sdk_ids::sysvar::slot_hashes::ID, account);
    }
}

/// Hash of a slot on these chains.
pub fn slot_hash(slot: u64) -> [u8; 32] {
    hashv(&[b"slot", &slot.to_le_bytes()]).to_bytes()
}
