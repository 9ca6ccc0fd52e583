//! Every way a job ends.

use super::{JobRef, Party, World};
use crate::{Chain, Claim, Sent, Status, Verdict};

impl<C: Chain> World<C> {
    pub fn cancel(&mut self, job: &JobRef) -> Sent {
        let client = self.client.clone();
        let instruction = self.market.cancel(client.address(), job.address);
        self.send(&[instruction], &[&client.authority])
    }

    pub fn settle(&mut self, job: &JobRef) -> Sent {
        let instruction = self.market.settle(job.address, self.provider.address());
        self.send(&[instruction], &[])
    }

    pub fn accept_result(&mut self, job: &JobRef) -> Sent {
        let client = self.client.clone();
        let provider = self.provider.address();
        let instruction = self.market.accept_result(client.address(), job.address, provider);
        self.send(&[instruction], &[&client.authority])
    }

    /// Pays the verifier at `seat`.
    #[track_caller]
    pub fn pay_verifier(&mut self, job: &JobRef, seat: u8) -> Sent {
        let verifier = self.seated(job, seat);
        let instruction = self.market.pay_verifier(job.address, verifier.address(), seat);
        self.send(&[instruction], &[])
    }

    pub fn abort(&mut self, job: &JobRef) -> Sent {
        let client = self.client.clone();
        let provider = self.provider.address();
        let instruction = self.market.abort(client.address(), job.address, provider);
        self.send(&[instruction], &[&client.authority])
    }

    pub fn expire(&mut self, job: &JobRef) -> Sent {
        let (client, provider) = (self.client.address(), self.provider.address());
        let instruction = self.market.expire(job.address, client, provider);
        self.send(&[instruction], &[])
    }

    pub fn expire_open(&mut self, job: &JobRef) -> Sent {
        let instruction = self.market.expire_open(job.address, self.client.address());
        self.send(&[instruction], &[])
    }

    pub fn expire_unattested(&mut self, job: &JobRef) -> Sent {
        let (client, provider) = (self.client.address(), self.provider.address());
        let instruction = self.market.expire_unattested(job.address, client, provider);
        self.send(&[instruction], &[])
    }

    pub fn close_job(&mut self, job: &JobRef) -> Sent {
        let client = self.client.clone();
        let instruction = self.market.close_job(client.address(), job.address);
        self.send(&[instruction], &[&client.authority])
    }

    /// The challenger convicts with the evidence it wrote under `nonce`.
    pub fn convict(&mut self, job: &JobRef, challenger: &Party, nonce: u64) -> Sent {
        let (client, provider) = (self.client.address(), self.provider.address());
        let challenger = challenger.address();
        let instruction = self
            .market
            .convict(job.address, client, provider, challenger, nonce);
        self.send(&[instruction], &[])
    }

    /// Slashes the verifier at `seat`, to whom the conviction is due.
    #[track_caller]
    pub fn punish_verifier(&mut self, job: &JobRef, seat: u8) -> Sent {
        let verifier = self.seated(job, seat);
        let state = self.job(job);
        let instruction = self
            .market
            .punish_verifier((job.address, &state), verifier.address(), seat);
        self.send(&[instruction], &[])
    }

    /// Moves the clock to the first second in which the job can be settled.
    #[track_caller]
    pub fn warp_past_window(&mut self, job: &JobRef) {
        let until = self.job(job).settleable_from();
        self.warp_to(until);
    }

    /// A new job of `tier` in this state, the provider's result `claim`. What it takes to get there is played.
    ///
    /// # Panics
    /// When a step is refused.
    #[track_caller]
    pub fn job_in(&mut self, status: Status, tier: u8, claim: &Claim) -> JobRef {
        let job = self.post(|request| request.tier = tier);
        self.play_to(&job, status, claim);
        assert_eq!(self.status(&job), status);
        job
    }

    #[track_caller]
    fn play_to(&mut self, job: &JobRef, status: Status, claim: &Claim) {
        match status {
            Status::Open => return,
            Status::Cancelled => {
                self.cancel(job).expect("cancels");
                return;
            }
            Status::Expired => {
                let until = self.job(job).accept_by;
                self.warp_to(until + 1);
                self.expire_open(job).expect("expires");
                return;
            }
            _ => {}
        }
        self.accept(job).expect("accepts");
        if status == Status::Running {
            return;
        }
        self.commit(job, claim).expect("commits");
        if status == Status::Committed {
            return;
        }
        self.reveal(job, claim).expect("reveals");
        match status {
            Status::Settled => {
                if self.job(job).tier == 1 {
                    self.draw(job);
                    self.attest_all(job, Verdict::Accept);
                }
                self.warp_past_window(job);
                self.settle(job).expect("settles");
            }
            Status::Convicted => {
                self.convict_first_wrong(job, claim);
            }
            _ => {}
        }
    }
}
