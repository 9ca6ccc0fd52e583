use crate::support::{number, refused, two, who};
use assay_client::{escrow::Opening, stake::ROLE_PROVIDER};
use assay_tests::{key, Status, BOND, START, START_SLOT};
use escrow::error::EscrowError;
use solana_signer::Signer;

#[test]
fn an_optimistic_job_opens_its_window() {
    let mut world = two();
    let claim = world.work.honest();
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    world.commit(&job, &claim).expect("commits");
    let sent = world.reveal(&job, &claim).expect("reveals");
    let state = world.job(&job);
    assert_eq!(state.status(), Status::Challengeable);
    assert_eq!(
        (state.trace_root, state.output_root),
        (claim.trace_root, claim.output_root)
    );
    assert_eq!(
        (state.challenge_until, state.draw_slot, state.seed_by),
        (START + 600, 0, 0)
    );
    let event = sent.event("JobRevealed");
    assert_eq!(who(&event, "operator"), world.provider.operator);
    assert_eq!(
        (number(&event, "challenge_until"), number(&event, "draw_slot")),
        ((START + 600) as u64, 0)
    );
}

#[test]
fn a_committee_job_fixes_the_slot_of_its_draw() {
    let mut world = two();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    let state = world.job(&job);
    assert_eq!((state.challenge_until, state.seed_by), (START + 300, START + 30));
    assert_eq!((state.draw_slot, state.round), (START_SLOT + 2, 0));
    // Three rounds of 30 s for the seed and 60 s to attest.
    assert_eq!(state.final_by, START + 300 + 3 * 90);
}

#[test]
fn until_the_last_second_and_once() {
    for (at, late) in [(59, false), (60, false), (61, true)] {
        let mut world = two();
        let claim = world.work.honest();
        let job = world.post(|_| {});
        world.accept(&job).expect("accepts");
        world.commit(&job, &claim).expect("commits");
        world.warp_to(START + at);
        if late {
            refused(world.reveal(&job, &claim), EscrowError::DeadlinePassed);
        } else {
            world.reveal(&job, &claim).expect("in time");
            refused(world.reveal(&job, &claim), EscrowError::JobNotCommitted);
        }
    }
}

#[test]
fn only_what_was_committed_to() {
    let mut world = two();
    let claim = world.work.honest();
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    world.commit(&job, &claim).expect("commits");
    let right = claim.opening();
    let wrong = [
        Opening {
            trace_root: [1; 32],
            ..right
        },
        Opening {
            output_root: [1; 32],
            ..right
        },
        Opening {
            salt: [1; 32],
            ..right
        },
        Opening {
            trace_root: right.output_root,
            output_root: right.trace_root,
            ..right
        },
    ];
    let (agent, operator) = (world.provider.agent.clone(), world.provider.operator);
    for opening in wrong {
        let instruction = world
            .market
            .reveal(agent.pubkey(), operator, job.address, opening);
        refused(world.send(&[instruction], &[&agent]), EscrowError::WrongOpening);
    }
    world.reveal(&job, &claim).expect("the right opening");
}

#[test]
fn anothers_commitment_cannot_be_copied() {
    let mut world = two();
    let claim = world.work.honest();
    let (first, second) = (world.post(|_| {}), world.post(|_| {}));
    world.accept(&first).expect("accepts");
    world.commit(&first, &claim).expect("commits");
    let copied = world.job(&first).commitment;

    let copycat = world.add_operator("copycat", ROLE_PROVIDER, BOND);
    world.accept_by(&copycat, &second).expect("accepts");
    let commit = world
        .market
        .commit(copycat.agent.pubkey(), copycat.operator, second.address, copied);
    world.send(&[commit], &[&copycat.agent]).expect("commits blindly");
    // Now the first opens, and the opening is of no use to the copycat.
    world.reveal(&first, &claim).expect("reveals");
    let reveal = world.market.reveal(
        copycat.agent.pubkey(),
        copycat.operator,
        second.address,
        claim.opening(),
    );
    refused(
        world.send(&[reveal], &[&copycat.agent]),
        EscrowError::WrongOpening,
    );
}

#[test]
fn only_by_the_agent() {
    let mut world = two();
    let claim = world.work.honest();
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    world.commit(&job, &claim).expect("commits");
    let stranger = key("stranger");
    let instruction = world.market.reveal(
        stranger.pubkey(),
        world.provider.operator,
        job.address,
        claim.opening(),
    );
    refused(world.send(&[instruction], &[&stranger]), EscrowError::NotAgent);
}
