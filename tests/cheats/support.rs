//! How a cheat is played, and what everybody has afterwards.

use anchor_lang::prelude::ProgramError;
use assay_client::stake::Operator;
use assay_proof::ConvictionKind;
use assay_tests::{Claim, JobRef, ProgramChain, Sent, Status, World, BOND};

pub type TestWorld = World<ProgramChain>;

/// 150 % of the price, rounded up against the provider.
pub const REQUIRED_BOND: u64 = 1_500_005;
/// What everybody has after a conviction that did not have before the job: of the bond, 50 % for the challenger, 25 % for
/// the client, the rest burnt. The price went into the vault and came back.
pub const CONVICTED: [(&str, i128); 4] = [
    ("challenger", 750_002),
    ("client", 375_001),
    ("stake vault", -1_500_005),
    ("supply", -375_002),
];
/// What everybody has after a deadline was missed: a tenth of the bond is lost, four fifths of that to the client.
pub const EXPIRED: [(&str, i128); 3] = [
    ("client", 120_000),
    ("stake vault", -150_000),
    ("supply", -30_000),
];
/// What is slashed of every verifier that accepted what was convicted.
pub const VERIFIER_BOND: i128 = 250_007;

/// A client, a provider, and a challenger with a wallet.
pub fn three() -> TestWorld {
    let mut world = World::new().with_client().with_provider();
    world.add_wallet("challenger");
    world
}

/// And a committee of five.
pub fn eight() -> TestWorld {
    three().with_verifiers(5)
}

/// What the chain found: kind, op, row, column.
pub type Found = (ConvictionKind, u64, u64, u64);

/// The provider answers with `claim`; the challenger shows `evidence`, and what the chain finds must be `found`. Every
/// balance is compared with that of before the job.
#[track_caller]
pub fn convicted(world: &mut TestWorld, claim: &Claim, evidence: &[u8], found: Found) {
    let before = world.balances();
    let job = world.revealed(claim, |_| {});
    let challenger = world.party("challenger");
    world.put_evidence(&challenger, job.nonce, evidence);
    let sent = world.convict(&job, &challenger, job.nonce).expect("convicts");
    world.assert_moved(&before, &CONVICTED);
    let event = sent.event("JobConvicted");
    let [kind, op, i, j] = ["kind", "op", "i", "j"].map(|field| event[field].as_u64().expect("a number"));
    assert_eq!((kind, op, i, j), (found.0 as u64, found.1, found.2, found.3));
    assert_sentenced(world, &job);
}

/// As [`convicted`], with evidence about the first number of `claim` that is not what the client's job gives.
#[track_caller]
pub fn convicted_of_a_number(world: &mut TestWorld, claim: &Claim) -> (u16, (u32, u32)) {
    let (op, (i, j)) = world.work.first_wrong(claim).expect("a wrong number");
    let evidence = world.work.evidence(claim, op, (i, j));
    let found = (ConvictionKind::Element, op.into(), i.into(), j.into());
    convicted(world, claim, &evidence, found);
    (op, (i, j))
}

/// The job is convicted, and its provider has lost its bond and cannot take another one.
#[track_caller]
pub fn assert_sentenced(world: &mut TestWorld, job: &JobRef) {
    assert_eq!(world.status(job), Status::Convicted);
    let provider: Operator = world.state(&world.provider.operator.clone());
    assert_eq!(
        (provider.own_bond, provider.locked, provider.convictions),
        (BOND - REQUIRED_BOND, 0, 1)
    );
    assert!(provider.jailed_until > world.now());
}

/// Asserts that this was refused with exactly this error.
#[track_caller]
pub fn refused(sent: Sent, error: impl Into<ProgramError>) {
    let error = error.into();
    let failure = sent.expect_err("went through");
    assert!(failure.is(error.clone()), "{error:?} expected: {failure:#?}");
}
