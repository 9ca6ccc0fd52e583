use crate::support::{number, pause_market, refused, seven, TestWorld};
use assay_client::escrow::Market;
use assay_tests::{key, Status, Verdict, World};
use escrow::{constants::PAUSE_ALL, error::EscrowError};
use solana_signer::Signer;

#[test]
fn the_authority_pauses_and_resumes() {
    let mut world: TestWorld = World::new();
    pause_market(&mut world, 1).expect("pauses posting");
    let sent = pause_market(&mut world, PAUSE_ALL).expect("pauses all");
    let market: Market = world.state(&world.market.address.clone());
    assert_eq!(market.pause_mask, PAUSE_ALL);
    let event = sent.event("MarketPauseSet");
    assert_eq!(
        (number(&event, "mask_before"), number(&event, "mask_after")),
        (1, u64::from(PAUSE_ALL))
    );
}

#[test]
fn there_is_no_bit_for_an_exit() {
    let mut world: TestWorld = World::new();
    for bit in 2..8 {
        refused(pause_market(&mut world, 1 << bit), EscrowError::BadParameter);
    }
}

#[test]
fn nobody_else_pauses() {
    let mut world: TestWorld = World::new();
    let stranger = key("stranger");
    let instruction = world.market.set_market_pause(stranger.pubkey(), 1);
    refused(
        world.send(&[instruction], &[&stranger]),
        EscrowError::NotMarketAuthority,
    );
}

#[test]
fn a_job_under_way_runs_to_its_end() {
    let mut world = seven();
    let claim = world.work.honest();
    let wrong = world.work.cheat(2, (0, 0));
    let job = world.post(|request| request.tier = 1);
    let condemned = world.post(|_| {});
    let late = world.post(|_| {});
    let open = world.post(|_| {});
    for job in [&job, &condemned, &late] {
        world.accept(job).expect("accepts");
    }
    pause_market(&mut world, PAUSE_ALL).expect("pauses all");

    world.heartbeat(&job).expect("beats");
    world.commit(&job, &claim).expect("commits");
    world.reveal(&job, &claim).expect("reveals");
    world.draw(&job);
    world.attest_all(&job, Verdict::Accept);
    world.warp_past_window(&job);
    world.settle(&job).expect("settles");
    for seat in 0..5 {
        world.pay_verifier(&job, seat).expect("pays");
    }
    world.close_job(&job).expect("closes");
    world.expire_open(&open).expect("expires");
    world.commit(&condemned, &wrong).expect("commits");
    world.reveal(&condemned, &wrong).expect("reveals");
    world.convict_first_wrong(&condemned, &wrong);
    let until = world.job(&late).commit_by;
    world.warp_to(until + 1);
    world.expire(&late).expect("expires");
    assert_eq!(world.status(&late), Status::Expired);
}
