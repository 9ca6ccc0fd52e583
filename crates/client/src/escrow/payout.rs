//! Every way a job ends, and who is paid by it.

use super::{build, EscrowMarket};
use crate::{address, amm::AmmPool, token};
use escrow::{__client_accounts_buyback::Buyback, accounts as metas, instruction};
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

    /// Pays the provider whose operator account belongs to `provider`, and buys reward tokens for the fee where the market
    /// does.
    pub fn settle(&self, job: Address, provider: Address) -> Instruction {
        let settle = self.settle_metas(job, provider);
        match &self.buyback {
            None => build(settle, instruction::Settle {}),
            Some(pool) => build(self.with_buyback(settle, pool), instruction::SettleWithBuyback {}),
        }
    }

    /// The client settles before the window closes.
    pub fn accept_result(&self, client: Address, job: Address, provider: Address) -> Instruction {
        let settle = self.settle_metas(job, provider);
        match &self.buyback {
            None => build(
                metas::AcceptResult { client, settle },
                instruction::AcceptResult {},
            ),
            Some(pool) => build(
                metas::AcceptResultWithBuyback {
                    client,
                    settlement: self.with_buyback(settle, pool),
                },
                instruction::AcceptResultWithBuyback {},
            ),
        }
    }

    fn with_buyback(&self, settle: metas::Settle, pool: &AmmPool) -> metas::SettleWithBuyback {
        let vault = |mint: &Address| address::amm_vault(&pool.address, mint);
        metas::SettleWithBuyback {
            settle,
            buyback: Buyback {
                amm_pool: pool.address,
                amm_config: pool.config,
                amm_payment_vault: vault(&self.payment_mint),
                amm_reward_vault: vault(&self.pool.reward_mint),
                reward_token_program: token::TOKEN_PROGRAM,
                amm_program: amm::ID,
            },
        }
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
