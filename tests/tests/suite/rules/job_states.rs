//! Every job instruction in every state: what is allowed works, everything else is refused with its error.

use crate::support::{refused, seven, TestWorld};
use anchor_lang::prelude::ProgramError;
use assay_client::stake::ROLE_PROVIDER;
use assay_proof::demand::LeafAt;
use assay_tests::{Claim, JobRef, Party, Sent, Status, Verdict, BOND};
use escrow::error::EscrowError;

const LEAF: LeafAt = LeafAt {
    op: 0,
    row: 1,
    leaf: 0,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Cancel,
    Accept,
    ExpireOpen,
    Heartbeat,
    Commit,
    Reveal,
    Draw,
    Attest,
    Settle,
    AcceptResult,
    Convict,
    Abort,
    Expire,
    ExpireUnattested,
    PayVerifier,
    PunishVerifier,
    DemandLeaf,
    AnswerDemand,
    ExpireDemand,
    CloseDemand,
    Close,
}

const STEPS: [Step; 21] = [
    Step::Cancel,
    Step::Accept,
    Step::ExpireOpen,
    Step::Heartbeat,
    Step::Commit,
    Step::Reveal,
    Step::Draw,
    Step::Attest,
    Step::Settle,
    Step::AcceptResult,
    Step::Convict,
    Step::Abort,
    Step::Expire,
    Step::ExpireUnattested,
    Step::PayVerifier,
    Step::PunishVerifier,
    Step::DemandLeaf,
    Step::AnswerDemand,
    Step::ExpireDemand,
    Step::CloseDemand,
    Step::Close,
];

/// The table: nothing when the step is allowed, otherwise its error.
fn expected(status: Status, step: Step) -> Option<ProgramError> {
    use Status::{Cancelled, Challengeable, Committed, Convicted, Expired, Open, Running, Settled};
    let unless = |allowed: bool, error: EscrowError| (!allowed).then(|| error.into());
    // Where nobody has accepted, nobody is the job's operator.
    let nobody = matches!(status, Open | Cancelled);
    let of_operator = |allowed: bool, error: EscrowError| match nobody {
        true => Some(EscrowError::WrongOperator.into()),
        false => unless(allowed, error),
    };
    match step {
        Step::Cancel | Step::Accept | Step::ExpireOpen => unless(status == Open, EscrowError::JobNotOpen),
        Step::Heartbeat | Step::Commit => of_operator(status == Running, EscrowError::JobNotRunning),
        Step::Reveal => of_operator(status == Committed, EscrowError::JobNotCommitted),
        Step::Draw | Step::Attest | Step::DemandLeaf | Step::ExpireDemand => {
            unless(status == Challengeable, EscrowError::JobNotChallengeable)
        }
        Step::Settle | Step::AcceptResult | Step::Convict | Step::ExpireUnattested => {
            unless(status == Challengeable, EscrowError::JobNotChallengeable)
        }
        Step::AnswerDemand => of_operator(status == Challengeable, EscrowError::JobNotChallengeable),
        Step::Abort | Step::Expire => {
            unless(matches!(status, Running | Committed), EscrowError::JobNotRunning)
        }
        Step::PayVerifier => match status {
            Settled => None,
            Convicted => Some(EscrowError::SeatMustBePunished.into()),
            Cancelled | Expired => Some(EscrowError::NotOnCommittee.into()),
            _ => Some(EscrowError::JobNotFinal.into()),
        },
        Step::PunishVerifier => unless(status == Convicted, EscrowError::SeatNotGuilty),
        Step::Close | Step::CloseDemand => unless(
            matches!(status, Settled | Cancelled | Expired | Convicted),
            EscrowError::JobNotFinal,
        ),
    }
}

struct Play {
    world: TestWorld,
    job: JobRef,
    claim: Claim,
    /// A second provider, who is free when the first is jailed.
    other: Party,
    challenger: Party,
}

impl Play {
    /// A committee job in this state. Where there is a committee, seat 0 has accepted what is wrong.
    fn new(status: Status) -> Self {
        let mut world = seven();
        let claim = world.work.cheat(0, (1, 2));
        let other = world.add_operator("other", ROLE_PROVIDER, BOND);
        let challenger = world.add_wallet("challenger");
        let evidence = world.work.evidence(&claim, 0, (1, 2));
        world.put_evidence(&challenger, 0, &evidence);
        let job = world.post(|request| request.tier = 1);
        let mut play = Self {
            world,
            job,
            claim,
            other,
            challenger,
        };
        play.lead_to(status);
        assert_eq!(play.world.status(&play.job), status);
        play
    }

    fn lead_to(&mut self, status: Status) {
        let path: &[Step] = match status {
            Status::Open => &[],
            Status::Cancelled => &[Step::Cancel],
            Status::Running => &[Step::Accept],
            Status::Expired => &[Step::Accept, Step::Expire],
            Status::Committed => &[Step::Accept, Step::Commit],
            Status::Challengeable => &[Step::Accept, Step::Commit, Step::Reveal],
            Status::Settled => &[
                Step::Accept,
                Step::Commit,
                Step::Reveal,
                Step::Attest,
                Step::AcceptResult,
            ],
            Status::Convicted => &[
                Step::Accept,
                Step::Commit,
                Step::Reveal,
                Step::Attest,
                Step::Convict,
            ],
        };
        for step in path {
            self.make_ready(*step);
            let sent = match step {
                // By the first provider; the table has it tried by the other.
                Step::Accept => self.world.accept(&self.job),
                _ => self.step(*step),
            };
            sent.unwrap_or_else(|failure| panic!("{step:?} on the way to {status:?}: {failure:#?}"));
        }
    }

    /// Does what a step needs beside its state.
    fn make_ready(&mut self, step: Step) {
        let state = self.world.job(&self.job);
        let late = match (step, state.status()) {
            (Step::ExpireOpen, _) => state.accept_by + 1,
            (Step::Expire | Step::Abort, Status::Running) => state.commit_by + 1,
            (Step::Expire | Step::Abort, Status::Committed) => state.reveal_by + 1,
            (Step::ExpireUnattested, _) => state.final_by + 1,
            _ => 0,
        };
        let now = self.world.now();
        self.world.warp_to(late.max(now));
        match step {
            Step::AnswerDemand | Step::ExpireDemand => {
                self.world
                    .demand(&self.challenger, &self.job, LEAF)
                    .expect("demands");
                if step == Step::ExpireDemand {
                    self.world.warp_to(now + 61);
                }
            }
            Step::CloseDemand => self.world.plant_demand(&self.challenger, &self.job, LEAF),
            Step::Draw => self.world.warp_slots(3),
            Step::Attest => self.world.draw(&self.job),
            Step::Settle => {
                self.world.draw(&self.job);
                self.world.attest_all(&self.job, Verdict::Accept);
                self.world.warp_past_window(&self.job);
            }
            Step::Close if state.status() == Status::Settled => {
                self.world.pay_verifier(&self.job, 0).expect("pays the seat");
            }
            Step::Close if state.status() == Status::Convicted => {
                self.world
                    .punish_verifier(&self.job, 0)
                    .expect("punishes the seat");
            }
            _ => {}
        }
    }

    fn step(&mut self, step: Step) -> Sent {
        let (world, job) = (&mut self.world, &self.job);
        let seat = world.job(job).seats[0];
        let verifier = match seat.is_empty() {
            true => world.verifiers[0].clone(),
            false => world.verifier(&seat.operator),
        };
        match step {
            Step::Cancel => world.cancel(job),
            Step::Accept => world.accept_by(&self.other, job),
            Step::ExpireOpen => world.expire_open(job),
            Step::Heartbeat => world.heartbeat(job),
            Step::Commit => world.commit(job, &self.claim),
            Step::Reveal => world.reveal(job, &self.claim),
            Step::Draw => world.try_draw(job, Some(job.seed)),
            Step::Attest => world.attest_by(&verifier, job, 0, Verdict::Accept),
            Step::Settle => world.settle(job),
            Step::AcceptResult => world.accept_result(job),
            Step::Convict => world.convict(job, &self.challenger, 0),
            Step::Abort => world.abort(job),
            Step::Expire => world.expire(job),
            Step::ExpireUnattested => world.expire_unattested(job),
            Step::PayVerifier => {
                let pay = world.market.pay_verifier(job.address, verifier.address(), 0);
                world.send(&[pay], &[])
            }
            Step::PunishVerifier => {
                let state = world.job(job);
                let punish = world
                    .market
                    .punish_verifier((job.address, &state), verifier.address(), 0);
                world.send(&[punish], &[])
            }
            Step::DemandLeaf => world.demand(&self.challenger, job, LEAF),
            Step::AnswerDemand => {
                world.plant_demand(&self.challenger, job, LEAF);
                world.answer(job, &self.claim, LEAF)
            }
            Step::ExpireDemand => {
                world.plant_demand(&self.challenger, job, LEAF);
                world.expire_demand(job, LEAF)
            }
            Step::CloseDemand => {
                world.plant_demand(&self.challenger, job, LEAF);
                world.close_demand(job, LEAF)
            }
            Step::Close => world.close_job(job),
        }
    }
}

/// All steps of one row: the refused ones on one job, each allowed one on a job of its own.
fn row(status: Status) {
    let mut play = Play::new(status);
    for step in STEPS {
        if let Some(error) = expected(status, step) {
            println!("{status:?} refuses {step:?}");
            refused(play.step(step), error);
            assert_eq!(play.world.status(&play.job), status);
        }
    }
    for step in STEPS.into_iter().filter(|step| expected(status, *step).is_none()) {
        let mut play = Play::new(status);
        play.make_ready(step);
        play.step(step)
            .unwrap_or_else(|failure| panic!("{step:?} in {status:?}: {failure:#?}"));
    }
}

#[test]
fn open() {
    row(Status::Open);
}

#[test]
fn running() {
    row(Status::Running);
}

#[test]
fn committed() {
    row(Status::Committed);
}

#[test]
fn challengeable() {
    row(Status::Challengeable);
}

#[test]
fn settled() {
    row(Status::Settled);
}

#[test]
fn cancelled() {
    row(Status::Cancelled);
}

#[test]
fn expired() {
    row(Status::Expired);
}

#[test]
fn convicted() {
    row(Status::Convicted);
}
