//! Fraud proofs on the chain.

use super::{JobRef, Party, World};
use crate::{Chain, Claim, Sent};
use assay_client::escrow::EVIDENCE_CHUNK;
use escrow::constants::EVIDENCE_STEP;

impl<C: Chain> World<C> {
    pub fn open_evidence(&mut self, owner: &Party, nonce: u64, capacity: u32) -> Sent {
        let instruction = self.market.open_evidence(owner.address(), nonce, capacity);
        self.send(&[instruction], &[&owner.authority])
    }

    pub fn extend_evidence(&mut self, owner: &Party, nonce: u64, more: u32) -> Sent {
        let instruction = self.market.extend_evidence(owner.address(), nonce, more);
        self.send(&[instruction], &[&owner.authority])
    }

    pub fn write_evidence(&mut self, owner: &Party, nonce: u64, offset: u32, bytes: &[u8]) -> Sent {
        let instruction = self.market.write_evidence(owner.address(), nonce, offset, bytes);
        self.send(&[instruction], &[&owner.authority])
    }

    pub fn close_evidence(&mut self, owner: &Party, nonce: u64) -> Sent {
        let instruction = self.market.close_evidence(owner.address(), nonce);
        self.send(&[instruction], &[&owner.authority])
    }

    /// Writes `evidence` into a new buffer of `owner`.
    ///
    /// # Panics
    /// When a step is refused.
    #[track_caller]
    pub fn put_evidence(&mut self, owner: &Party, nonce: u64, evidence: &[u8]) {
        let len = evidence.len() as u32;
        let mut capacity = len.min(EVIDENCE_STEP);
        self.open_evidence(owner, nonce, capacity).expect("opens");
        while capacity < len {
            let more = (len - capacity).min(EVIDENCE_STEP);
            self.extend_evidence(owner, nonce, more).expect("extends");
            capacity += more;
        }
        for (index, chunk) in evidence.chunks(EVIDENCE_CHUNK).enumerate() {
            let offset = (index * EVIDENCE_CHUNK) as u32;
            self.write_evidence(owner, nonce, offset, chunk).expect("writes");
        }
    }

    /// Convicts with evidence about the first wrong number of `claim`, by a challenger of that name.
    ///
    /// # Panics
    /// When `claim` is right.
    #[track_caller]
    pub fn convict_first_wrong(&mut self, job: &JobRef, claim: &Claim) -> Party {
        let (op, position) = self.work.first_wrong(claim).expect("a wrong number");
        let evidence = self.work.evidence(claim, op, position);
        let challenger = self.add_wallet("challenger");
        self.put_evidence(&challenger, job.nonce, &evidence);
        self.convict(job, &challenger, job.nonce).expect("convicts");
        challenger
    }
}
