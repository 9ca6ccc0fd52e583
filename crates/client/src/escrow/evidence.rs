//! Fraud proofs: the buffer they are written into, and what they do.

use super::{build, EscrowMarket, Job, SYSTEM_PROGRAM};
use crate::address;
use escrow::{accounts as metas, instruction};
use solana_address::Address;
use solana_instruction::Instruction;

/// Bytes of a fraud proof that fit into one transaction beside its accounts and signature.
pub const EVIDENCE_CHUNK: usize = 900;

impl EscrowMarket {
    pub fn open_evidence(&self, owner: Address, nonce: u64, capacity: u32) -> Instruction {
        build(
            metas::OpenEvidence {
                owner,
                evidence: address::evidence(&owner, nonce),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::OpenEvidence { nonce, capacity },
        )
    }

    pub fn extend_evidence(&self, owner: Address, nonce: u64, more: u32) -> Instruction {
        build(
            metas::ExtendEvidence {
                owner,
                evidence: address::evidence(&owner, nonce),
                system_program: SYSTEM_PROGRAM,
            },
            instruction::ExtendEvidence { more },
        )
    }

    pub fn write_evidence(&self, owner: Address, nonce: u64, offset: u32, bytes: &[u8]) -> Instruction {
        build(
            metas::WriteEvidence {
                owner,
                evidence: address::evidence(&owner, nonce),
            },
            instruction::WriteEvidence { offset, bytes },
        )
    }

    pub fn close_evidence(&self, owner: Address, nonce: u64) -> Instruction {
        build(
            metas::CloseEvidence {
                owner,
                evidence: address::evidence(&owner, nonce),
            },
            instruction::CloseEvidence {},
        )
    }

    /// Convicts the provider of `job` with the evidence that `challenger` wrote under `nonce`.
    /// Anybody may send it; the reward goes to the challenger.
    pub fn convict(
        &self,
        job: Address,
        client: Address,
        provider: Address,
        challenger: Address,
        nonce: u64,
    ) -> Instruction {
        build(
            metas::Convict {
                sentence: self.sentence(job, &client, &provider, &challenger),
                judged: self.judged(&challenger, nonce),
            },
            instruction::Convict {},
        )
    }

    /// Convicts the verifier on a seat, whose operator account belongs to `verifier`, with the evidence that `challenger`
    /// wrote under `nonce`. Anybody may send it; the reward goes to the challenger.
    pub fn convict_verifier(
        &self,
        (job_address, job): (Address, &Job),
        verifier: Address,
        seat: u8,
        challenger: Address,
        nonce: u64,
    ) -> Instruction {
        build(
            metas::ConvictVerifier {
                escrowed: self.escrowed(job_address),
                bonded: self.bonded(self.pool.operator(&verifier)),
                slashed: self.slashed(&job.client),
                judged: self.judged(&challenger, nonce),
                client_token: self.payment_account(&job.client),
                challenger_token: self.pool.reward_account(&challenger),
            },
            instruction::ConvictVerifier { seat },
        )
    }

    /// Slashes a verifier who attested that a convicted job was good. Anybody may send it; the
    /// reward goes to whoever convicted the job.
    pub fn punish_verifier(
        &self,
        (job_address, job): (Address, &Job),
        verifier: Address,
        seat: u8,
    ) -> Instruction {
        build(
            metas::PunishVerifier {
                job: job_address,
                bonded: self.bonded(self.pool.operator(&verifier)),
                slashed: self.slashed(&job.client),
                challenger_token: self.pool.reward_account(&job.challenger),
            },
            instruction::PunishVerifier { seat },
        )
    }
}
