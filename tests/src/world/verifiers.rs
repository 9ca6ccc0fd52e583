//! What verifiers say they computed, and whoever shows that they did not.

use super::{JobRef, Party, World};
use crate::{Chain, Claim, Sent, Verdict};
use assay_client::escrow::Attestation;
use assay_proof::pov::{self, Accusation, Commitment, Fault};
use solana_signer::Signer;

impl<C: Chain> World<C> {
    /// The seed of the verifier on a seat.
    #[track_caller]
    pub fn seed_of(&mut self, job: &JobRef, seat: u8) -> [u8; 32] {
        let state = self.job(job);
        let operator = state.seats[usize::from(seat)].operator;
        pov::seed(job.address.as_array(), &state.beacon, operator.as_array())
    }

    /// The verifier on a seat accepts, and says that it computed this.
    #[track_caller]
    pub fn attest_with(&mut self, job: &JobRef, seat: u8, said: &Commitment) -> Sent {
        let verifier = self.seated(job, seat);
        let lock_slot = self.free_slot(&verifier);
        let attestation = Attestation {
            verification_root: said.root(),
            ..Attestation::bare(Verdict::Accept, lock_slot)
        };
        let attest = self.market.attest(
            verifier.agent.pubkey(),
            verifier.operator,
            job.address,
            seat,
            attestation,
        );
        self.send(&[attest], &[&verifier.agent])
    }

    /// Evidence of `fault` in what the verifier on a seat said.
    #[track_caller]
    pub fn accuse(
        &mut self,
        job: &JobRef,
        seat: u8,
        claim: &Claim,
        said: &Commitment,
        fault: &Fault,
    ) -> Vec<u8> {
        let seed = self.seed_of(job, seat);
        let case = self.work.case(claim);
        let tensor = fault
            .tensor(&self.work.spec)
            .map(|source| self.work.tensor(claim, source));
        let accusation = Accusation::new(&case, seed, said);
        accusation.evidence(fault, tensor).expect("evidence")
    }

    /// The challenger convicts `verifier`, who is on this seat, with the evidence it wrote under `nonce`.
    pub fn convict_verifier(
        &mut self,
        job: &JobRef,
        (seat, verifier): (u8, &Party),
        challenger: &Party,
        nonce: u64,
    ) -> Sent {
        let state = self.job(job);
        let convict = self.market.convict_verifier(
            (job.address, &state),
            verifier.address(),
            seat,
            challenger.address(),
            nonce,
        );
        self.send(&[convict], &[])
    }
}
