//! Running the program's ELF file, and the host's compilation of the same code beside it.

use std::{fmt, path::Path};

use conformance::{Operation, Record, RECORD_BYTES};
use litesvm::{types::TransactionMetadata, LiteSVM};
use solana_account::Account;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_instruction::{AccountMeta, Instruction};
use solana_keypair::Keypair;
use solana_message::Message;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction::Transaction;

use crate::cases;

/// Cases per instruction, so that the dearest operation stays below the limit of a transaction.
const BATCH: usize = 400;
const UNITS: u32 = 1_400_000;

/// A chain with the conformance program and one account for its cases.
pub struct Machine {
    svm: LiteSVM,
    payer: Keypair,
    program: Pubkey,
    buffer: Pubkey,
}

/// The case of the most compute units.
pub struct Dearest {
    pub units: u64,
    a: u128,
    b: u128,
}

impl fmt::Display for Dearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { units, a, b } = self;
        write!(f, "{units} CU at {a:#x}, {b:#x}")
    }
}

impl Machine {
    pub fn new() -> Self {
        let elf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/conformance/conformance.so");
        let mut svm = LiteSVM::new().with_log_bytes_limit(None);
        let (payer, program) = (Keypair::new(), Pubkey::new_unique());
        svm.add_program_from_file(program, &elf)
            .unwrap_or_else(|error| panic!("{}: {error:?}; run `cargo xtask build`", elf.display()));
        svm.airdrop(&payer.pubkey(), 1_000_000_000_000).unwrap();
        Self {
            svm,
            payer,
            program,
            buffer: Pubkey::new_unique(),
        }
    }

    /// Asserts that the machine and the host make the same of each case.
    pub fn compare(&mut self, operation: Operation, case_bytes: usize, cases: &[u8]) {
        self.compare_in_batches(operation, case_bytes, cases, BATCH);
    }

    /// The same with one case an instruction, for operations that fill the heap.
    pub fn compare_one_by_one(&mut self, operation: Operation, case_bytes: usize, cases: &[u8]) {
        self.compare_in_batches(operation, case_bytes, cases, 1);
    }

    fn compare_in_batches(&mut self, operation: Operation, case_bytes: usize, cases: &[u8], batch: usize) {
        assert!(!cases.is_empty() && cases.len().is_multiple_of(case_bytes));
        for batch in cases.chunks(batch * case_bytes) {
            let machine = self.run(operation, batch);
            let mut host = batch.to_vec();
            conformance::run(operation, &mut host);
            for ((before, machine), host) in batch
                .chunks(case_bytes)
                .zip(machine.chunks(case_bytes))
                .zip(host.chunks(case_bytes))
            {
                assert!(
                    machine == host,
                    "{operation:?}\n  of {before:02x?}\n  is {host:02x?}\n not {machine:02x?}"
                );
            }
        }
    }

    /// The most expensive of all pairs of extremes and `random` pairs more.
    pub fn dearest(&mut self, operation: Operation, random: usize) -> Dearest {
        let mut dearest = Dearest { units: 0, a: 0, b: 0 };
        for batch in cases::pairs(random).chunks(BATCH * RECORD_BYTES) {
            let logs = self.send(operation, batch).logs;
            let readings: Vec<_> = logs.iter().filter_map(|line| remaining(line)).collect();
            assert_eq!(readings.len(), 3 * batch.len() / RECORD_BYTES);
            for (readings, case) in readings.chunks(3).zip(batch.chunks(RECORD_BYTES)) {
                let reading = readings[0] - readings[1];
                let units = readings[1] - readings[2] - reading;
                if units > dearest.units {
                    let Record { a, b, .. } = Record::read(case);
                    dearest = Dearest { units, a, b };
                }
            }
        }
        dearest
    }

    fn run(&mut self, operation: Operation, cases: &[u8]) -> Vec<u8> {
        self.send(operation, cases);
        self.svm.get_account(&self.buffer).unwrap().data
    }

    fn send(&mut self, operation: Operation, cases: &[u8]) -> TransactionMetadata {
        let account = Account {
            lamports: 1_000_000_000,
            data: cases.to_vec(),
            owner: self.program,
            ..Account::default()
        };
        self.svm.set_account(self.buffer, account).unwrap();
        let instructions = [
            ComputeBudgetInstruction::set_compute_unit_limit(UNITS),
            Instruction {
                program_id: self.program,
                accounts: vec![AccountMeta::new(self.buffer, false)],
                data: vec![operation as u8],
            },
        ];
        let message = Message::new(&instructions, Some(&self.payer.pubkey()));
        self.svm.expire_blockhash();
        let transaction = Transaction::new(&[&self.payer], message, self.svm.latest_blockhash());
        self.svm
            .send_transaction(transaction)
            .unwrap_or_else(|failed| panic!("{operation:?}: {failed:?}"))
    }
}

/// The number in a line of the log that tells what is left of the compute units.
fn remaining(line: &str) -> Option<u64> {
    line.strip_prefix("Program consumption: ")?
        .strip_suffix(" units remaining")?
        .parse()
        .ok()
}
