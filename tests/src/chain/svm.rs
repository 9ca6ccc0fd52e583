use super::{Chain, Failure, Outcome, Sent};
use crate::program_elf;
use litesvm::LiteSVM;
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_transaction::Transaction;
use std::sync::{Mutex, PoisonError};

/// The light chain: quick, and a clone is a snapshot.
#[derive(Clone)]
pub struct SvmChain(pub LiteSVM);

impl SvmChain {
    fn load() -> Self {
        let mut svm = LiteSVM::new().with_transaction_history(0);
        for (id, name) in [
            (stake::ID, "stake"),
            (escrow::ID, "escrow"),
            (amm::ID, "amm"),
            (governor::ID, "governor"),
            (judge::ID, "judge"),
        ] {
            svm.add_program(id, &program_elf(name))
                .unwrap_or_else(|error| panic!("{name}.so cannot be loaded: {error:?}"));
        }
        Self(svm)
    }
}

impl Chain for SvmChain {
    /// Loading the programs takes most of a test's time, so it is done once.
    fn start() -> Self {
        static STARTED: Mutex<Option<SvmChain>> = Mutex::new(None);
        let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
        started.get_or_insert_with(Self::load).clone()
    }

    fn account(&mut self, address: &Address) -> Option<Account> {
        // A closed account stays behind without lamports.
        self.0.get_account(address).filter(|account| account.lamports > 0)
    }

    fn set_account(&mut self, address: Address, account: Account) {
        self.0
            .set_account(address, account)
            .expect("an account the chain can hold");
    }

    fn clock(&mut self) -> Clock {
        self.0.get_sysvar()
    }

    fn set_clock(&mut self, clock: Clock) {
        self.0.set_sysvar(&clock);
    }

    fn process(&mut self, transaction: Transaction) -> Sent {
        match self.0.send_transaction(transaction) {
            Ok(meta) => Ok(Outcome {
                cu: meta.compute_units_consumed,
                logs: meta.logs,
                returned: meta.return_data.data,
            }),
            Err(failed) => Err(Failure {
                error: failed.err,
                cu: failed.meta.compute_units_consumed,
                logs: failed.meta.logs,
            }),
        }
    }

    fn latest_blockhash(&mut self) -> [u8; 32] {
        self.0.latest_blockhash().to_bytes()
    }
}
