//! Every instruction of an operator while it is active, retired or jailed.

use crate::support::{refused, two, TestWorld};
use anchor_lang::prelude::ProgramError;
use assay_client::stake::{Operator, ROLE_PROVIDER, ROLE_VERIFIER};
use assay_tests::{JobRef, Sent, Verdict, BOND};
use stake::error::StakeError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Active,
    Retired,
    Jailed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Update,
    Deposit,
    BeginUnbond,
    CancelUnbond,
    Withdraw,
    Join,
    Leave,
    Retire,
    Close,
    Accept,
    Heartbeat,
    Commit,
    Reveal,
    Attest,
}

const STEPS: [Step; 14] = [
    Step::Update,
    Step::Deposit,
    Step::BeginUnbond,
    Step::CancelUnbond,
    Step::Withdraw,
    Step::Join,
    Step::Leave,
    Step::Retire,
    Step::Close,
    Step::Accept,
    Step::Heartbeat,
    Step::Commit,
    Step::Reveal,
    Step::Attest,
];

/// The table: nothing when the step is allowed, otherwise its error. Work at hand is finished and what is owned comes
/// out in every state; only new work and new bonds are refused.
fn expected(state: State, step: Step) -> Option<ProgramError> {
    let error = match (state, step) {
        (State::Retired, Step::Deposit | Step::Join | Step::Retire | Step::Accept) => StakeError::Retired,
        (State::Retired, Step::Leave) => StakeError::NotInRegistry,
        (State::Jailed, Step::Join | Step::Accept) => StakeError::Jailed,
        // Something is bonded.
        (_, Step::Close) => StakeError::OperatorInUse,
        _ => return None,
    };
    Some(error.into())
}

/// The provider, who is a verifier too, in this state, made ready for `step`: it may hold a ticket, run a job of its
/// own, or sit on the committee of another's.
struct Play {
    world: TestWorld,
    job: Option<JobRef>,
}

impl Play {
    fn new(state: State, step: Step) -> Self {
        let mut world = two();
        let provider = world.provider.clone();
        world.edit::<Operator>(&provider.operator, |operator| {
            operator.roles = ROLE_PROVIDER | ROLE_VERIFIER;
        });
        let job = Self::prepare(&mut world, step);
        match state {
            State::Active => {}
            State::Retired => drop(world.retire(&provider).expect("retires")),
            State::Jailed => {
                let until = world.now() + 90 * 86_400;
                world.edit::<Operator>(&provider.operator, |operator| operator.jailed_until = until);
            }
        }
        if step == Step::Withdraw {
            let now = world.now();
            world.warp_to(now + 7 * 86_400);
        }
        Self { world, job }
    }

    fn prepare(world: &mut TestWorld, step: Step) -> Option<JobRef> {
        let provider = world.provider.clone();
        let claim = world.work.honest();
        match step {
            Step::CancelUnbond | Step::Withdraw => {
                world.begin_unbond(&provider, 0, 5).expect("unbonds");
                None
            }
            Step::Leave => {
                world.join(&provider, 0).expect("joins");
                None
            }
            Step::Accept => Some(world.post(|_| {})),
            Step::Heartbeat | Step::Commit | Step::Reveal => {
                let job = world.post(|_| {});
                world.accept(&job).expect("accepts");
                if step == Step::Reveal {
                    world.commit(&job, &claim).expect("commits");
                }
                Some(job)
            }
            Step::Attest => Some(Self::seat(world)),
            _ => None,
        }
    }

    /// The provider on the committee of a job that another one ran.
    fn seat(world: &mut TestWorld) -> JobRef {
        let verifier = world.provider.clone();
        world.join(&verifier, 0).expect("joins");
        world.verifiers = vec![verifier.clone()];
        for index in 1..3 {
            let other = world.add_operator(&format!("verifier {index}"), ROLE_VERIFIER, BOND);
            world.join(&other, index).expect("joins");
            world.verifiers.push(other);
        }
        world.provider = world.add_operator("other", ROLE_PROVIDER, BOND);
        let claim = world.work.honest();
        let job = world.revealed(&claim, |request| request.tier = 1);
        world.draw(&job);
        world.provider = verifier;
        job
    }

    fn step(&mut self, step: Step) -> Sent {
        let world = &mut self.world;
        let provider = world.provider.clone();
        let claim = world.work.honest();
        let job = self.job;
        let job = || job.expect("made ready");
        match step {
            Step::Update => {
                let update = world.pool.update_operator(provider.address(), provider.profile());
                world.send(&[update], &[&provider.authority])
            }
            Step::Deposit => world.deposit(&provider, 1),
            Step::BeginUnbond => world.begin_unbond(&provider, 0, BOND),
            Step::CancelUnbond => world.cancel_unbond(&provider, 0),
            Step::Withdraw => world.withdraw(&provider, 0),
            Step::Join => world.join(&provider, 0),
            Step::Leave => world.leave(&provider),
            Step::Retire => world.retire(&provider),
            Step::Close => world.close_operator(&provider),
            Step::Accept => world.accept(&job()),
            Step::Heartbeat => world.heartbeat(&job()),
            Step::Commit => world.commit(&job(), &claim),
            Step::Reveal => world.reveal(&job(), &claim),
            Step::Attest => {
                let seats = world.job(&job()).seats;
                let seat = seats.iter().position(|seat| seat.operator == provider.operator);
                let seat = seat.expect("three verifiers for three seats at least") as u8;
                world.attest_by(&provider, &job(), seat, Verdict::Accept)
            }
        }
    }
}

fn row(state: State) {
    for step in STEPS {
        let mut play = Play::new(state, step);
        let sent = play.step(step);
        println!("{state:?}: {step:?}");
        match expected(state, step) {
            None => drop(sent.unwrap_or_else(|failure| panic!("{step:?} while {state:?}: {failure:#?}"))),
            Some(error) => drop(refused(sent, error)),
        }
    }
}

#[test]
fn active() {
    row(State::Active);
}

#[test]
fn retired() {
    row(State::Retired);
}

#[test]
fn jailed() {
    row(State::Jailed);
}
