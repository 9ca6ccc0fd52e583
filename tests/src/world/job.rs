//! Steps of a job, from post to verdict.

use super::{Party, World, PRICE};
use crate::{Chain, Claim, Sent, Verdict};
use assay_client::{
    address,
    escrow::{Attestation, Job, JobRequest, Status},
    seed_commitment,
};
use escrow::constants::DRAW_DELAY_SLOTS;
use solana_address::Address;
use solana_sha256_hasher::hashv;

/// A job that was posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobRef {
    pub address: Address,
    pub vault: Address,
    pub nonce: u64,
    /// What opens the seed commitment.
    pub seed: [u8; 32],
}

impl JobRef {
    /// Where the job of `client` with this nonce is.
    pub fn new(client: &Address, nonce: u64) -> Self {
        let address = address::job(client, nonce);
        Self {
            address,
            vault: address::vault(&address),
            nonce,
            seed: hashv(&[b"seed", address.as_ref()]).to_bytes(),
        }
    }

    /// What its vault is called in balances.
    pub fn vault_name(&self) -> String {
        format!("vault {}", self.nonce)
    }
}

impl<C: Chain> World<C> {
    /// The next job that the client can post: tier 0, at [`PRICE`], for this world's work.
    pub fn request(&mut self) -> JobRequest {
        let nonce = self.next_nonce;
        self.next_nonce += 1;
        let job = JobRef::new(&self.client.address(), nonce);
        JobRequest {
            nonce,
            price: PRICE,
            max_external_value: 0,
            spec_root: self.work.spec_root(),
            input_root: self.work.input_root(),
            seed_commitment: seed_commitment(&job.seed),
            accept_seconds: 120,
            run_seconds: 600,
            heartbeat_seconds: 0,
            min_reputation: 0,
            min_class: 0,
            tier: 0,
            uri: "file:///tmp/job".into(),
        }
    }

    /// Posts `request` for the client.
    pub fn try_post(&mut self, request: JobRequest) -> Sent {
        let client = self.client.clone();
        let job = JobRef::new(&client.address(), request.nonce);
        self.tokens.insert(job.vault_name(), job.vault);
        self.jobs.insert(job.address);
        let instruction = self.market.post_job(client.address(), request);
        self.send(&[instruction], &[&client.authority])
    }

    /// Posts the next job, changed by `change`.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn post(&mut self, change: impl FnOnce(&mut JobRequest)) -> JobRef {
        let mut request = self.request();
        change(&mut request);
        let job = JobRef::new(&self.client.address(), request.nonce);
        self.try_post(request).expect("posts");
        job
    }

    /// The job's account.
    #[track_caller]
    pub fn job(&mut self, job: &JobRef) -> Job {
        self.state(&job.address)
    }

    #[track_caller]
    pub fn status(&mut self, job: &JobRef) -> Status {
        self.job(job).status()
    }

    pub fn accept(&mut self, job: &JobRef) -> Sent {
        let provider = self.provider.clone();
        self.accept_by(&provider, job)
    }

    /// `party` takes the job on.
    pub fn accept_by(&mut self, party: &Party, job: &JobRef) -> Sent {
        let slot = self.free_slot(party);
        let agent = party.agent.clone();
        let instruction = self.market.accept(
            solana_signer::Signer::pubkey(&agent),
            party.operator,
            job.address,
            slot,
        );
        self.send(&[instruction], &[&agent])
    }

    pub fn heartbeat(&mut self, job: &JobRef) -> Sent {
        let (agent, operator) = self.working();
        let instruction = self.market.heartbeat(agent, operator, job.address);
        self.send_as_agent(instruction)
    }

    pub fn commit(&mut self, job: &JobRef, claim: &Claim) -> Sent {
        let (agent, operator) = self.working();
        let commitment = claim.commitment(&job.address, &operator);
        let instruction = self.market.commit(agent, operator, job.address, commitment);
        self.send_as_agent(instruction)
    }

    pub fn reveal(&mut self, job: &JobRef, claim: &Claim) -> Sent {
        let (agent, operator) = self.working();
        let instruction = self.market.reveal(agent, operator, job.address, claim.opening());
        self.send_as_agent(instruction)
    }

    fn working(&self) -> (Address, Address) {
        let agent = solana_signer::Signer::pubkey(&self.provider.agent);
        (agent, self.provider.operator)
    }

    fn send_as_agent(&mut self, instruction: solana_instruction::Instruction) -> Sent {
        let agent = self.provider.agent.clone();
        self.send(&[instruction], &[&agent])
    }

    /// One call of `draw_committee`, with this seed.
    pub fn try_draw(&mut self, job: &JobRef, seed: Option<[u8; 32]>) -> Sent {
        let instruction = self.market.draw_committee(job.address, seed);
        self.send(&[instruction], &[])
    }

    /// Draws a committee with the client's seed, waiting for the slot that decides it.
    ///
    /// # Panics
    /// When no committee is drawn.
    #[track_caller]
    pub fn draw(&mut self, job: &JobRef) {
        let round = self.job(job).round;
        if self.job(job).draw_slot == 0 {
            self.try_draw(job, Some(job.seed)).expect("a slot is fixed");
        }
        self.warp_slots(DRAW_DELAY_SLOTS + 1);
        self.try_draw(job, Some(job.seed)).expect("a committee is drawn");
        assert_eq!(self.job(job).round, round + 1);
    }

    /// The verifier at a seat.
    #[track_caller]
    pub fn seated(&mut self, job: &JobRef, seat: u8) -> Party {
        let operator = self.job(job).seats[usize::from(seat)].operator;
        self.verifier(&operator)
    }

    /// The verifier at `seat` gives its verdict.
    #[track_caller]
    pub fn attest(&mut self, job: &JobRef, seat: u8, verdict: Verdict) -> Sent {
        let verifier = self.seated(job, seat);
        self.attest_by(&verifier, job, seat, verdict)
    }

    /// `verifier` gives a verdict for `seat`.
    pub fn attest_by(&mut self, verifier: &Party, job: &JobRef, seat: u8, verdict: Verdict) -> Sent {
        let slot = self.free_slot(verifier);
        let agent = verifier.agent.clone();
        let instruction = self.market.attest(
            solana_signer::Signer::pubkey(&agent),
            verifier.operator,
            job.address,
            seat,
            Attestation::bare(verdict, slot),
        );
        self.send(&[instruction], &[&agent])
    }

    /// Every seat that has not attested does.
    ///
    /// # Panics
    /// When one is refused.
    #[track_caller]
    pub fn attest_all(&mut self, job: &JobRef, verdict: Verdict) {
        let seats = self.job(job).seats;
        for (seat, entry) in seats.iter().enumerate() {
            if !entry.is_empty() && entry.verdict == 0 {
                self.attest(job, seat as u8, verdict).expect("attests");
            }
        }
    }

    /// Posts a job with `change` and plays it until the result is revealed.
    ///
    /// # Panics
    /// When a step is refused.
    #[track_caller]
    pub fn revealed(&mut self, claim: &Claim, change: impl FnOnce(&mut JobRequest)) -> JobRef {
        let job = self.post(change);
        self.accept(&job).expect("accepts");
        self.commit(&job, claim).expect("commits");
        self.reveal(&job, claim).expect("reveals");
        job
    }
}
