use crate::support::{refused, two};
use anchor_lang::prelude::ProgramError;
use assay_tests::Status;
use escrow::error::EscrowError;

/// The same nonce after a close is another job with nothing of the first one, at the same address.
#[test]
fn a_job_posted_again_starts_from_nothing() {
    let mut world = two();
    let claim = world.work.honest();
    let mut request = world.request();
    request.tier = 0;
    let job = assay_tests::JobRef::new(&world.client.address(), request.nonce);
    world.try_post(request.clone()).expect("posts");
    world.accept(&job).expect("accepts");
    world.commit(&job, &claim).expect("commits");
    world.reveal(&job, &claim).expect("reveals");
    world.accept_result(&job).expect("settles");
    world.close_job(&job).expect("closes");

    request.price = 5;
    world.try_post(request).expect("posts again");
    let state = world.job(&job);
    assert_eq!(
        (state.status(), state.price, state.vault_balance),
        (Status::Open, 5, 5)
    );
    assert_eq!((state.trace_root, state.commitment), ([0; 32], [0; 32]));
    assert_eq!((state.open_locks, state.per_seat), (0, 0));
    refused(world.settle(&job), EscrowError::JobNotChallengeable);
    // The opening of the old commitment opens nothing here.
    refused(world.reveal(&job, &claim), EscrowError::WrongOperator);
    world.accept(&job).expect("accepts");
    refused(world.reveal(&job, &claim), EscrowError::JobNotCommitted);
}

/// A bond locked for a job cannot outlive it, so a job of the same address never meets an old lock.
#[test]
fn a_job_cannot_close_while_a_bond_names_it() {
    let mut world = two();
    let job = world.post(|_| {});
    world.accept(&job).expect("accepts");
    refused(world.close_job(&job), EscrowError::JobNotFinal);
    let until = world.job(&job).commit_by;
    world.warp_to(until + 1);
    world.expire(&job).expect("expires");
    assert_eq!(world.job(&job).open_locks, 0);
    world.close_job(&job).expect("closes");
    refused(world.close_job(&job), ProgramError::UninitializedAccount);
}
