use super::{Chain, Failure, Outcome, Sent};
use crate::program_elf;
use solana_account::{Account, AccountSharedData};
use solana_address::Address;
use solana_clock::Clock;
use solana_program_test::{ProgramTest, ProgramTestContext};
use solana_transaction::Transaction;
use std::sync::Once;
use tokio::runtime::{Builder, Runtime};

/// The validator's own runtime, in-process.
pub struct ProgramChain {
    // Dropped before the runtime its tasks are on.
    context: ProgramTestContext,
    runtime: Runtime,
}

/// A program of the second loader, which needs no further account.
fn program(name: &str) -> Account {
    let data = program_elf(name);
    Account {
        lamports: 10_000_000_000,
        data,
        owner: solana_sdk_ids::bpf_loader::ID,
        executable: true,
        rent_epoch: 0,
    }
}

impl Chain for ProgramChain {
    fn start() -> Self {
        // The bank's own log is of no use here, and long.
        static QUIET: Once = Once::new();
        QUIET.call_once(|| {
            if std::env::var_os("RUST_LOG").is_none() {
                std::env::set_var("RUST_LOG", "off");
            }
        });
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let mut test = ProgramTest::default();
        test.add_account(stake::ID, program("stake"));
        test.add_account(escrow::ID, program("escrow"));
        test.add_account(amm::ID, program("amm"));
        test.add_account(governor::ID, program("governor"));
        test.add_account(judge::ID, program("judge"));
        let context = runtime.block_on(test.start_with_context());
        Self { context, runtime }
    }

    fn account(&mut self, address: &Address) -> Option<Account> {
        self.runtime
            .block_on(self.context.banks_client.get_account(*address))
            .expect("the bank answers")
    }

    fn set_account(&mut self, address: Address, account: Account) {
        self.context
            .set_account(&address, &AccountSharedData::from(account));
    }

    fn clock(&mut self) -> Clock {
        self.runtime
            .block_on(self.context.banks_client.get_sysvar())
            .expect("the bank has a clock")
    }

    fn set_clock(&mut self, clock: Clock) {
        self.context.set_sysvar(&clock);
    }

    fn process(&mut self, transaction: Transaction) -> Sent {
        let client = &self.context.banks_client;
        let result = self
            .runtime
            .block_on(client.process_transaction_with_metadata(transaction))
            .expect("the bank answers");
        let (cu, logs, returned) = match result.metadata {
            Some(metadata) => (
                metadata.compute_units_consumed,
                metadata.log_messages,
                metadata.return_data.map(|data| data.data).unwrap_or_default(),
            ),
            None => (0, Vec::new(), Vec::new()),
        };
        match result.result {
            Ok(()) => Ok(Outcome { cu, logs, returned }),
            Err(error) => Err(Failure { error, cu, logs }),
        }
    }

    fn latest_blockhash(&mut self) -> [u8; 32] {
        self.runtime
            .block_on(self.context.banks_client.get_latest_blockhash())
            .expect("the bank answers")
            .to_bytes()
    }
}
