//! Every way a job ends, and who is paid by it.

use super::{build, EscrowMarket};
use escrow::{accounts as metas, instruction};
use solana_address::Address;
use solana_instruction::Instruction;

impl EscrowMarket {
    /// Refunds to the client's associated token account.
    pub fn cancel(&self, client: Address, job: Address) -> Instruction {
        build(
            metas::Cancel {
                client,
                escrowed: self.escrowed(job),
                client_token: self.payment_account(&client),
            },
            instruction::Cancel {},
        )
    }

    /// Pays the provider whose operator account belongs to `provider`.
    pub fn settle(&self, job: Address, provider: Address) -> Instruction {
        build(self.settle_metas(job, provider), instruction::Settle {})
    }

    /// The client settles before the window closes.
    pub fn accept_result(&self, client: Address, job: Address, provider: Address) -> Instruction {
        build(
            metas::AcceptResult {
                client,
                settle: self.settle_metas(job, provider),
            },
            instruction::AcceptResult {},
        )
    }

    fn settle_metas(&self, job: Address, provider: Address) -> metas::Settle {
        metas::Settle {
            market: self.address,
            escrowed: self.escrowed(job),
            bonded: self.bonded(self.pool.operator(&provider)),
            provider_token: self.payment_account(&provider),
            treasury: self.treasury,
            reward_mint: self.pool.reward_mint,
        }
    }

    /// Pays the verifier whose operator account belongs to `verifier`.
    pub fn pay_verifier(&self, job: Address, verifier: Address, seat: u8) -> Instruction {
        build(
            metas::PayVerifier {
                escrowed: self.escrowed(job),
                bonded: self.bonded(self.pool.operator(&verifier)),
                verifier_token: self.payment_account(&verifier),
            },
            instruction::PayVerifier { seat },
        )
    }

    /// The client ends a job whose provider missed a deadline or a heartbeat.
    pub fn abort(&self, client: Address, job: Address, provider: Address) -> Instruction {
        build(
            metas::Abort {
                client,
                fail: self.fail_metas(job, client, provider),
            },
            instruction::Abort {},
        )
    }

    /// Ends a job whose provider missed its deadline to commit or reveal.
    pub fn expire(&self, job: Address, client: Address, provider: Address) -> Instruction {
        build(self.fail_metas(job, client, provider), instruction::Expire {})
    }

    fn fail_metas(&self, job: Address, client: Address, provider: Address) -> metas::Fail {
        metas::Fail {
            market: self.address,
            escrowed: self.escrowed(job),
            bonded: self.bonded(self.pool.operator(&provider)),
            slashed: self.slashed(&client),
            client_token: self.payment_account(&client),
        }
    }

    /// Ends a job that nobody accepted in time.
    pub fn expire_open(&self, job: Address, client: Address) -> Instruction {
        build(
            metas::ExpireOpen {
                market: self.address,
                escrowed: self.escrowed(job),
                client_token: self.payment_account(&client),
            },
            instruction::ExpireOpen {},
        )
    }

    /// Ends a job whose committees never reached a quorum.
    pub fn expire_unattested(&self, job: Address, client: Address, provider: Address) -> Instruction {
        build(
            metas::ExpireUnattested {
                market: self.address,
                escrowed: self.escrowed(job),
                bonded: self.bonded(self.pool.operator(&provider)),
                client_token: self.payment_account(&client),
            },
            instruction::ExpireUnattested {},
        )
    }

    pub fn close_job(&self, client: Address, job: Address) -> Instruction {
        build(
            metas::CloseJob {
                client,
                escrowed: self.escrowed(job),
                client_token: self.payment_account(&client),
            },
            instruction::CloseJob {},
        )
    }
}
