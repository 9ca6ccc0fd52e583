//! Posting, running and judging a job.

use super::{build, Attestation, EscrowMarket, JobRequest, SYSTEM_PROGRAM};
use crate::{
    address,
    amm::{AmmPool, Limits},
};
use escrow::{__client_accounts_sold::Sold, accounts as metas, instruction};
use solana_address::Address;
use solana_instruction::Instruction;

const SLOT_HASHES: Address = solana_sdk_ids::sysvar::slot_hashes::ID;

/// What opens a commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    pub trace_root: [u8; 32],
    pub output_root: [u8; 32],
    pub salt: [u8; 32],
}

impl EscrowMarket {
    /// Pays from the client's associated token account.
    pub fn post_job(&self, client: Address, request: JobRequest) -> Instruction {
        let job = address::job(&client, request.nonce);
        build(
            metas::PostJob {
                client,
                market: self.address,
                job,
                vault: address::vault(&job),
                client_token: self.payment_account(&client),
                payment_mint: self.payment_mint,
                token_program: self.token_program,
                system_program: SYSTEM_PROGRAM,
            },
            instruction::PostJob { request },
        )
    }

    /// Pays with at most `maximum` of the other token of `pool`, which trades it for the payment mint, from the client's
    /// associated token account. `None` when the pool does not trade the payment mint.
    pub fn post_job_with_swap(
        &self,
        client: Address,
        request: JobRequest,
        pool: &AmmPool,
        maximum: u64,
        limits: Limits,
    ) -> Option<Instruction> {
        let bought = pool.side_of(&self.payment_mint)?;
        let sold = bought.other();
        let job = address::job(&client, request.nonce);
        Some(build(
            metas::PostJobWithSwap {
                client,
                market: self.address,
                job,
                vault: address::vault(&job),
                payment_mint: self.payment_mint,
                token_program: self.token_program,
                system_program: SYSTEM_PROGRAM,
                sold: Sold {
                    sold_token: pool.account(&client, sold),
                    sold_mint: pool.mints[sold as usize].address,
                    sold_token_program: pool.mints[sold as usize].token_program,
                    amm_pool: pool.address,
                    amm_config: pool.config,
                    amm_sold_vault: pool.vaults[sold as usize],
                    amm_payment_vault: pool.vaults[bought as usize],
                    amm_program: amm::ID,
                },
            },
            instruction::PostJobWithSwap {
                request,
                maximum,
                limits,
            },
        ))
    }

    /// `lock_slot` names a free slot of the operator's ledger.
    pub fn accept(&self, agent: Address, operator: Address, job: Address, lock_slot: u8) -> Instruction {
        build(
            metas::Accept {
                agent,
                market: self.address,
                job,
                bonded: self.bonded(operator),
            },
            instruction::Accept { lock_slot },
        )
    }

    pub fn heartbeat(&self, agent: Address, operator: Address, job: Address) -> Instruction {
        build(
            metas::Heartbeat { agent, operator, job },
            instruction::Heartbeat {},
        )
    }

    pub fn commit(
        &self,
        agent: Address,
        operator: Address,
        job: Address,
        commitment: [u8; 32],
    ) -> Instruction {
        build(
            metas::Heartbeat { agent, operator, job },
            instruction::Commit { commitment },
        )
    }

    pub fn reveal(&self, agent: Address, operator: Address, job: Address, opening: Opening) -> Instruction {
        let Opening {
            trace_root,
            output_root,
            salt,
        } = opening;
        build(
            metas::Heartbeat { agent, operator, job },
            instruction::Reveal {
                trace_root,
                output_root,
                salt,
            },
        )
    }

    /// Anybody may draw. The client's seed is needed until its time is over.
    pub fn draw_committee(&self, job: Address, seed: Option<[u8; 32]>) -> Instruction {
        build(
            metas::DrawCommittee {
                market: self.address,
                job,
                registry: self.pool.registry,
                slot_hashes: SLOT_HASHES,
            },
            instruction::DrawCommittee { seed },
        )
    }

    /// The attestation names a free slot of the verifier's ledger.
    pub fn attest(
        &self,
        agent: Address,
        operator: Address,
        job: Address,
        seat: u8,
        attestation: Attestation,
    ) -> Instruction {
        build(
            metas::Attest {
                agent,
                job,
                bonded: self.bonded(operator),
            },
            instruction::Attest {
                seat,
                verdict: attestation.verdict.into(),
                lock_slot: attestation.lock_slot,
                verification_root: attestation.verification_root,
            },
        )
    }
}
