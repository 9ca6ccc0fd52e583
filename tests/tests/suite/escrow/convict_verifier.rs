use super::{PER_SEAT, PRICE};
use crate::support::{number, refused, says, seven, who, TestWorld};
use assay_client::stake::Operator;
use assay_proof::pov::{Commitment, Fault, Kind, Vector};
use assay_tests::{Claim, JobRef, Party, Status, Verdict, BOND};
use escrow::error::EscrowError;
use judge::error::JudgeError;

/// What a verifier locks: 50 % and 25 % of it go to the challenger and the client, the rest is burnt.
const LOCKED: u64 = 250_007;
const TO_CHALLENGER: i128 = 125_003;
const TO_CLIENT: i128 = 62_501;
const BURNT: i128 = 62_503;
/// A wrong entry of `z` of the first op, shown by its row of `A`.
const FAULT: Fault = Fault {
    kind: Kind::Product,
    op: 0,
    vector: Vector::Z,
    index: 2,
};

struct Case {
    world: TestWorld,
    job: JobRef,
    claim: Claim,
    challenger: Party,
}

impl Case {
    /// A job with a right result whose committee sits.
    fn new() -> Self {
        let mut world = seven();
        let claim = world.work.honest();
        let job = world.revealed(&claim, |request| request.tier = 1);
        world.draw(&job);
        let challenger = world.add_wallet("challenger");
        Self {
            world,
            job,
            claim,
            challenger,
        }
    }

    /// What the verifier on a seat computes when it is honest, with one entry changed when it is not.
    fn said(&mut self, seat: u8, honest: bool) -> Commitment {
        let seed = self.world.seed_of(&self.job, seat);
        let mut vectors = self.world.work.vectors(&self.claim, &seed);
        if !honest {
            let first = vectors[0].as_mut().expect("a product");
            first.get_mut(FAULT.vector)[FAULT.index as usize] ^= 1;
        }
        Commitment::new(vectors)
    }

    /// The verifier on a seat attests, and evidence about it is in the buffer of the seat's number.
    fn accused(&mut self, seat: u8, honest: bool) -> Party {
        let said = self.said(seat, honest);
        self.world.attest_with(&self.job, seat, &said).expect("attests");
        let evidence = self.world.accuse(&self.job, seat, &self.claim, &said, &FAULT);
        let challenger = self.challenger.clone();
        self.world.put_evidence(&challenger, seat.into(), &evidence);
        self.world.seated(&self.job, seat)
    }

    fn convict(&mut self, seat: u8, verifier: &Party) -> assay_tests::Sent {
        let challenger = self.challenger.clone();
        self.world
            .convict_verifier(&self.job, (seat, verifier), &challenger, seat.into())
    }
}

#[test]
fn one_wrong_entry_costs_the_bond_and_the_seat() {
    let mut case = Case::new();
    let verifier = case.accused(1, false);
    let before = case.world.balances();
    let sent = case.convict(1, &verifier).expect("convicts");
    case.world.assert_moved(
        &before,
        &[
            ("challenger", TO_CHALLENGER),
            ("client", TO_CLIENT),
            ("supply", -BURNT),
            ("stake vault", -i128::from(LOCKED)),
        ],
    );
    let state = case.world.job(&case.job);
    assert_eq!((state.status(), state.accepts()), (Status::Challengeable, 0));
    assert!(state.seats[1].is_empty(), "somebody else can be drawn");
    assert_eq!(state.open_locks, 1, "the provider's");
    let operator: Operator = case.world.state(&verifier.operator);
    assert_eq!(
        (operator.own_bond, operator.locked, operator.convictions),
        (BOND - LOCKED, 0, 1)
    );
    let event = sent.event("SeatConvicted");
    assert_eq!(who(&event, "operator"), verifier.operator);
    assert_eq!(who(&event, "challenger"), case.challenger.address());
    assert_eq!(
        ["seat", "kind", "op", "vector", "index", "slashed", "refund"].map(|field| number(&event, field)),
        [1, Kind::Product as u64, 0, 3, 2, LOCKED, 0]
    );
    assert_eq!(number(&event, "claimed") ^ 1, number(&event, "expected"));
    refused(case.convict(1, &verifier), EscrowError::NotOnCommittee);
}

#[test]
fn an_honest_verifier_has_no_evidence_against_it() {
    let mut case = Case::new();
    let verifier = case.accused(0, true);
    refused(case.convict(0, &verifier), JudgeError::EvidenceHonest);
}

#[test]
fn the_vectors_of_one_verifier_convict_another_who_copies_them() {
    let mut case = Case::new();
    let copied = case.said(0, true);
    case.world.attest_with(&case.job, 1, &copied).expect("attests");
    let verifier = case.world.seated(&case.job, 1);
    // A row of B folded with a challenge that is its own of every verifier.
    let fault = Fault {
        kind: Kind::RowSum,
        op: 0,
        vector: Vector::T,
        index: 0,
    };
    let evidence = case.world.accuse(&case.job, 1, &case.claim, &copied, &fault);
    let challenger = case.challenger.clone();
    case.world.put_evidence(&challenger, 1, &evidence);
    case.convict(1, &verifier).expect("convicts");
}

#[test]
fn evidence_is_about_one_commitment() {
    let mut case = Case::new();
    let verifier = case.accused(0, false);
    let bare = case.world.seated(&case.job, 1);
    case.world
        .attest(&case.job, 1, Verdict::Accept)
        .expect("says nothing");
    let challenger = case.challenger.clone();
    refused(
        case.world.convict_verifier(&case.job, (1, &bare), &challenger, 0),
        EscrowError::SeatNotGuilty,
    );
    let other = case.accused(2, true);
    refused(
        case.world
            .convict_verifier(&case.job, (2, &other), &challenger, 0),
        JudgeError::EvidenceOfAnotherCommitment,
    );
    refused(case.convict(0, &other), EscrowError::NotOnCommittee);
    case.convict(0, &verifier).expect("its own");
}

#[test]
fn what_is_said_can_be_looked_at_before_the_job_settles_and_the_seat_is_paid() {
    let mut case = Case::new();
    let attest_by = case.world.job(&case.job).attest_by;
    case.world.warp_to(attest_by);
    let liar = case.accused(0, false);
    for seat in 1..5 {
        case.accused(seat, true);
    }
    assert_eq!(case.world.job(&case.job).held_until, attest_by + 60);
    case.world.accept_result(&case.job).expect("the client may");
    let failure = refused(case.world.pay_verifier(&case.job, 1), EscrowError::WindowOpen);
    says(&failure, &format!("until {}", attest_by + 60));
    let before = case.world.balances();
    let sent = case.convict(0, &liar).expect("convicts");
    case.world.assert_moved(
        &before,
        &[
            ("challenger", TO_CHALLENGER),
            ("client", TO_CLIENT + PER_SEAT),
            ("supply", -BURNT),
            ("stake vault", -i128::from(LOCKED)),
            ("vault 0", -PER_SEAT),
        ],
    );
    assert_eq!(number(&sent.event("SeatConvicted"), "refund") as i128, PER_SEAT);
    case.world.warp_to(attest_by + 60);
    for seat in 1..5 {
        case.world.pay_verifier(&case.job, seat).expect("pays");
    }
    case.world.close_job(&case.job).expect("nothing is left");
}

#[test]
fn a_quorum_of_liars_settles_nothing() {
    let mut case = Case::new();
    let liars: Vec<Party> = (0..3).map(|seat| case.accused(seat, false)).collect();
    for (seat, liar) in (0..).zip(&liars) {
        case.convict(seat, liar).expect("convicts");
    }
    case.world.warp_past_window(&case.job);
    refused(case.world.settle(&case.job), EscrowError::NoQuorum);
    let final_by = case.world.job(&case.job).final_by;
    case.world.warp_to(final_by + 1);
    let before = case.world.balances();
    case.world.expire_unattested(&case.job).expect("expires");
    case.world
        .assert_moved(&before, &[("client", PRICE), ("vault 0", -PRICE)]);
}

#[test]
fn a_seat_of_a_convicted_job_is_punished_for_that() {
    let mut world = seven();
    let claim = world.work.cheat(0, (1, 2));
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    let challenger = world.add_wallet("accuser");
    let mut case = Case {
        world,
        job,
        claim,
        challenger,
    };
    let verifier = case.accused(0, false);
    case.world.convict_first_wrong(&case.job, &case.claim);
    refused(case.convict(0, &verifier), EscrowError::SeatMustBePunished);
    case.world.punish_verifier(&case.job, 0).expect("punishes");
}
