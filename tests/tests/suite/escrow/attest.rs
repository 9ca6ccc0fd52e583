use crate::support::{number, refused, seven, two, who, TestWorld};
use assay_client::{
    escrow::Attestation,
    stake::{BondLedger, Operator},
};
use assay_proof::pov::Commitment;
use assay_tests::{key, JobRef, Verdict, World, BOND};
use escrow::error::EscrowError;
use solana_signer::Signer;
use stake::error::StakeError;

/// A job whose committee sits.
fn seated(world: &mut TestWorld) -> JobRef {
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    job
}

#[test]
fn each_verdict_is_counted_and_bonded() {
    let mut world = seven();
    let job = seated(&mut world);
    let verdicts = [
        Verdict::Accept,
        Verdict::Reject,
        Verdict::Unavailable,
        Verdict::Accept,
    ];
    for (seat, verdict) in (0..).zip(verdicts) {
        let verifier = world.seated(&job, seat);
        let before = world.balances();
        let sent = world.attest(&job, seat, verdict).expect("attests");
        world.assert_moved(&before, &[]);
        let ledger: BondLedger = world.state(&verifier.ledger);
        assert_eq!(
            (ledger.locks[0].job, ledger.locks[0].amount),
            (job.address, 250_007)
        );
        let event = sent.event("Attested");
        assert_eq!(who(&event, "operator"), verifier.operator);
        let accepts = [1, 1, 1, 2][usize::from(seat)];
        assert_eq!(
            ["seat", "verdict", "accepts"].map(|field| number(&event, field)),
            [u64::from(seat), u64::from(u8::from(verdict)), accepts]
        );
    }
    let state = world.job(&job);
    assert_eq!(state.seats.map(|seat| seat.verdict), [1, 2, 3, 1, 0, 0, 0]);
    assert_eq!((state.open_locks, state.accepts()), (5, 2));
    assert!(!state.has_quorum());
}

#[test]
fn once_per_seat() {
    let mut world = seven();
    let job = seated(&mut world);
    world.attest(&job, 0, Verdict::Accept).expect("attests");
    refused(
        world.attest(&job, 0, Verdict::Accept),
        EscrowError::AlreadyAttested,
    );
    refused(
        world.attest(&job, 0, Verdict::Reject),
        EscrowError::AlreadyAttested,
    );
}

#[test]
fn only_on_ones_own_seat() {
    let mut world = two().with_verifiers(6);
    let job = seated(&mut world);
    let seats = world.job(&job).seats;
    let first = world.seated(&job, 0);
    let outside = world
        .verifiers
        .iter()
        .find(|verifier| seats.iter().all(|seat| seat.operator != verifier.operator))
        .expect("six for five seats")
        .clone();
    for (verifier, seat) in [
        (&first, 1),
        (&first, 5),
        (&first, 7),
        (&first, 255),
        (&outside, 0),
        (&outside, 5),
    ] {
        refused(
            world.attest_by(verifier, &job, seat, Verdict::Accept),
            EscrowError::NotOnCommittee,
        );
    }
}

#[test]
fn until_the_last_second() {
    let mut world = seven();
    let job = seated(&mut world);
    let attest_by = world.job(&job).attest_by;
    world.warp_to(attest_by - 1);
    world.attest(&job, 0, Verdict::Accept).expect("a second before");
    world.warp_to(attest_by);
    world
        .attest(&job, 1, Verdict::Accept)
        .expect("in the last second");
    world.warp_to(attest_by + 1);
    refused(
        world.attest(&job, 2, Verdict::Accept),
        EscrowError::DeadlinePassed,
    );
}

#[test]
fn a_market_may_ask_who_accepts_what_it_computed() {
    let mut world = World::builder()
        .market(|params| params.require_proof_of_verification = 1)
        .start()
        .with_client()
        .with_provider()
        .with_verifiers(5);
    let job = seated(&mut world);
    refused(
        world.attest(&job, 0, Verdict::Accept),
        EscrowError::ProofOfVerificationMissing,
    );
    let state = world.job(&job);
    assert_eq!((state.seats[0].verdict, state.open_locks), (0, 1));
    let verifier = world.seated(&job, 0);
    let free: Operator = world.state(&verifier.operator);
    assert_eq!(free.locked, 0);
    for (seat, verdict) in [(0, Verdict::Reject), (1, Verdict::Unavailable)] {
        world.attest(&job, seat, verdict).expect("nothing to prove");
    }
    let seed = world.seed_of(&job, 2);
    let said = Commitment::new(world.work.vectors(&world.work.honest(), &seed));
    world.attest_with(&job, 2, &said).expect("says what it computed");
    let state = world.job(&job);
    assert_eq!((state.accepts(), state.open_locks), (1, 4));
    assert_eq!(state.seats[2].verification_root, said.root());
}

#[test]
fn what_a_verifier_says_it_computed_is_kept() {
    let mut world = seven();
    let job = seated(&mut world);
    let verifier = world.seated(&job, 0);
    let attestation = Attestation {
        verification_root: [5; 32],
        ..Attestation::bare(Verdict::Accept, 3)
    };
    let attest = world.market.attest(
        verifier.agent.pubkey(),
        verifier.operator,
        job.address,
        0,
        attestation,
    );
    let sent = world.send(&[attest], &[&verifier.agent]).expect("attests");
    let seat = world.job(&job).seats[0];
    assert_eq!((seat.verification_root, seat.lock_slot), ([5; 32], 3));
    assert_eq!(sent.event("Attested")["verification_root"], "05".repeat(32));
    world.attest(&job, 1, Verdict::Accept).expect("attests");
    assert_eq!(
        world.job(&job).seats[1].verification_root,
        [0; 32],
        "nothing said"
    );
}

#[test]
fn a_verdict_is_one_of_three() {
    let mut world = seven();
    let job = seated(&mut world);
    let verifier = world.seated(&job, 0);
    for verdict in [0, 4, 255] {
        let mut instruction = world.market.attest(
            verifier.agent.pubkey(),
            verifier.operator,
            job.address,
            0,
            Attestation::bare(Verdict::Accept, 0),
        );
        // Discriminator, seat, verdict, lock slot.
        instruction.data[9] = verdict;
        refused(
            world.send(&[instruction], &[&verifier.agent]),
            EscrowError::BadVerdict,
        );
    }
}

#[test]
fn only_by_the_agent() {
    let mut world = seven();
    let job = seated(&mut world);
    let verifier = world.seated(&job, 0);
    for by in [verifier.authority.clone(), key("stranger")] {
        let instruction = world.market.attest(
            by.pubkey(),
            verifier.operator,
            job.address,
            0,
            Attestation::bare(Verdict::Accept, 0),
        );
        refused(world.send(&[instruction], &[&by]), EscrowError::NotAgent);
    }
}

#[test]
fn only_with_a_bond_and_a_free_slot_for_it() {
    let mut world = seven();
    let job = seated(&mut world);
    let verifier = world.seated(&job, 0);
    let taken = |world: &TestWorld, slot| {
        world.market.attest(
            verifier.agent.pubkey(),
            verifier.operator,
            job.address,
            0,
            Attestation::bare(Verdict::Accept, slot),
        )
    };
    let instruction = taken(&world, 250);
    refused(
        world.send(&[instruction], &[&verifier.agent]),
        StakeError::SlotTaken,
    );
    // 80 % of 312,507 is 250,005.
    world
        .begin_unbond(&verifier, 0, BOND - 312_507)
        .expect("takes nearly all out");
    let instruction = taken(&world, 0);
    refused(
        world.send(&[instruction], &[&verifier.agent]),
        StakeError::InsufficientBond,
    );
    world.deposit(&verifier, 2).expect("deposits");
    let instruction = taken(&world, 0);
    world
        .send(&[instruction], &[&verifier.agent])
        .expect("just enough");
    let operator: Operator = world.state(&verifier.operator);
    assert_eq!(operator.locked, 250_007);
}

#[test]
fn not_before_there_is_a_committee() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    let verifier = world.verifiers[0].clone();
    refused(
        world.attest_by(&verifier, &job, 0, Verdict::Accept),
        EscrowError::NotOnCommittee,
    );
}
