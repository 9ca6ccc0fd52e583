//! Every way a job ends, and who is paid by it.

use super::{build, EscrowMarket};
use crate::address;
use escrow::{accounts as metas, instruction};
use solana_address::Address;
use solana_instruction::Instruction;

impl EscrowMarket {
    /// Refunds to the client's associated token account.
    pub fn cancel(&self, client: Address, job: Address) -> Instruction {
        build(
            metas::Cancel {
                client,
                market: self.address,
                job,
                vault: address::vault(&job),
                client_token: self.payment_account(&client),
                payment_mint: self.payment_mint,
                token_program: self.token_program,
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
        let operator = self.pool.operator(&provider);
        metas::Settle {
            market: self.address,
            job,
            pool: self.pool.address,
            operator,
            ledger: address::ledger(&operator),
            vault: address::vault(&job),
            provider_token: self.payment_account(&provider),
            treasury: self.treasury,
            payment_mint: self.payment_mint,
            token_program: self.token_program,
            escrow_signer: self.signer,
            stake_program: stake::ID,
        }
    }

    /// Pays the verifier whose operator account belongs to `verifier`.
    pub fn pay_verifier(&self, job: Address, verifier: Address, seat: u8) -> Instruction {
        let operator = self.pool.operator(&verifier);
        build(
            metas::PayVerifier {
                market: self.address,
                job,
                pool: self.pool.address,
                operator,
                ledger: address::ledger(&operator),
                vault: address::vault(&job),
                verifier_token: self.payment_account(&verifier),
                payment_mint: self.payment_mint,
                token_program: self.token_program,
                escrow_signer: self.signer,
                stake_program: stake::ID,
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
        let operator = self.pool.operator(&provider);
        metas::Fail {
            market: self.address,
            job,
            pool: self.pool.address,
            operator,
            ledger: address::ledger(&operator),
            registry: self.pool.registry,
            stake_vault: self.pool.vault,
            vault: address::vault(&job),
            payment_mint: self.payment_mint,
            reward_mint: self.pool.reward_mint,
            client_token: self.payment_account(&client),
            client_reward_token: self.pool.reward_account(&client),
            token_program: self.token_program,
            reward_token_program: crate::token::TOKEN_PROGRAM,
            escrow_signer: self.signer,
            stake_program: stake::ID,
        }
    }

    /// Ends a job that nobody accepted in time.
    pub fn expire_open(&self, job: Address, client: Address) -> Instruction {
        build(
            metas::ExpireOpen {
                market: self.address,
                job,
                vault: address::vault(&job),
                client_token: self.payment_account(&client),
                payment_mint: self.payment_mint,
                token_program: self.token_program,
            },
            instruction::ExpireOpen {},
        )
    }

    /// Ends a job whose committees never reached a quorum.
    pub fn expire_unattested(&self, job: Address, client: Address, provider: Address) -> Instruction {
        let operator = self.pool.operator(&provider);
        build(
            metas::ExpireUnattested {
                market: self.address,
                job,
                pool: self.pool.address,
                operator,
                ledger: address::ledger(&operator),
                vault: address::vault(&job),
                client_token: self.payment_account(&client),
                payment_mint: self.payment_mint,
                token_program: self.token_program,
                escrow_signer: self.signer,
                stake_program: stake::ID,
            },
            instruction::ExpireUnattested {},
        )
    }

    pub fn close_job(&self, client: Address, job: Address) -> Instruction {
        build(
            metas::CloseJob {
                client,
                market: self.address,
                job,
                vault: address::vault(&job),
                client_token: self.payment_account(&client),
                payment_mint: self.payment_mint,
                token_program: self.token_program,
            },
            instruction::CloseJob {},
        )
    }
}
