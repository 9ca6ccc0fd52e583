use crate::support::{raw, refused, seven};
use assay_tests::{Chain, Status, Verdict};
use escrow::error::EscrowError;

/// Everything that pays, twice in one transaction: the second is refused and nothing moves.
#[test]
fn one_transaction_cannot_be_paid_twice() {
    let mut world = seven();
    let claim = world.work.honest();
    let job = world.revealed(&claim, |request| request.tier = 1);
    world.draw(&job);
    world.attest_all(&job, Verdict::Accept);
    world.warp_past_window(&job);
    let before = world.balances();
    let settle = world.market.settle(job.address, world.provider.address());
    refused(
        world.send(&[settle.clone(), settle.clone()], &[]),
        EscrowError::JobNotChallengeable,
    );
    world.assert_moved(&before, &[]);
    world.send(&[settle], &[]).expect("settles once");

    let before = world.balances();
    let verifier = world.seated(&job, 0).address();
    let pay = world.market.pay_verifier(job.address, verifier, 0);
    refused(world.send(&[pay.clone(), pay], &[]), EscrowError::SeatDone);
    world.assert_moved(&before, &[]);
}

#[test]
fn no_job_ends_in_two_ways() {
    let mut world = seven();
    let claim = world.work.cheat(0, (0, 0));
    let job = world.revealed(&claim, |_| {});
    let evidence = world.work.evidence(&claim, 0, (0, 0));
    let challenger = world.add_wallet("challenger");
    world.put_evidence(&challenger, 0, &evidence);
    let (client, provider) = (world.client.address(), world.provider.address());
    let convict = world
        .market
        .convict(job.address, client, provider, challenger.address(), 0);
    let settle = world.market.settle(job.address, provider);
    world.warp_past_window(&job);
    for both in [[settle.clone(), convict.clone()], [convict, settle]] {
        refused(world.send(&both, &[]), EscrowError::JobNotChallengeable);
    }
    assert_eq!(world.status(&job), Status::Challengeable);
}

/// A job closed and, in the same transaction, given lamports again stays closed: nothing can be done with it.
#[test]
fn a_closed_job_kept_alive_is_empty() {
    let mut world = seven();
    let job = world.post(|_| {});
    world.cancel(&job).expect("cancels");
    let client = world.client.clone();
    let close = world.market.close_job(client.address(), job.address);
    let revive = solana_system_interface::instruction::transfer(&client.address(), &job.address, 100_000_000);
    let payer = world.payer.clone();
    world
        .chain
        .send(&[close, revive], &payer, &[&client.authority])
        .expect("closes and revives");
    let left = world.chain.account(&job.address).expect("lamports");
    assert!(left.data.is_empty());
    assert_eq!(left.owner, solana_sdk_ids::system_program::ID);
    let again = world.market.cancel(client.address(), job.address);
    assert!(raw(&mut world, again, &[&client.authority]).is_err());
}
