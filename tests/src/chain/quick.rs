use super::{Chain, Sent, SvmChain, MAX_CU};
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_signer::Signer;
use solana_transaction::{Message, Transaction};

/// The light chain without signatures, which are most of its work: whoever must sign, has signed.
#[derive(Clone)]
pub struct QuickChain(SvmChain);

impl Chain for QuickChain {
    fn start() -> Self {
        let SvmChain(svm) = SvmChain::start();
        Self(SvmChain(svm.with_sigverify(false)))
    }

    fn account(&mut self, address: &Address) -> Option<Account> {
        self.0.account(address)
    }

    fn set_account(&mut self, address: Address, account: Account) {
        self.0.set_account(address, account);
    }

    fn clock(&mut self) -> Clock {
        self.0.clock()
    }

    fn set_clock(&mut self, clock: Clock) {
        self.0.set_clock(clock);
    }

    fn process(&mut self, transaction: Transaction) -> Sent {
        self.0.process(transaction)
    }

    fn latest_blockhash(&mut self) -> [u8; 32] {
        self.0.latest_blockhash()
    }

    fn send(&mut self, instructions: &[Instruction], payer: &Keypair, _signers: &[&Keypair]) -> Sent {
        let mut all = vec![ComputeBudgetInstruction::set_compute_unit_limit(MAX_CU)];
        all.extend_from_slice(instructions);
        let blockhash = self.latest_blockhash().into();
        let message = Message::new_with_blockhash(&all, Some(&payer.pubkey()), &blockhash);
        self.process(Transaction::new_unsigned(message))
    }
}
