use crate::support::{number, refused, TestWorld};
use assay_client::stake::{Pool, ROLE_VERIFIER};
use assay_tests::{key, Key, Sent, World, BOND};
use solana_signer::Signer;
use stake::{
    constants::{PAUSE_ALL, PAUSE_BACK, PAUSE_STAKE},
    error::StakeError,
};

fn pause(world: &mut TestWorld, by: &Key, mask: u8) -> Sent {
    let instruction = world.pool.set_pause(by.pubkey(), mask);
    world.send(&[instruction], &[by])
}

#[test]
fn the_authority_pauses_entries() {
    let mut world: TestWorld = World::new();
    let authority = world.authority.clone();
    pause(&mut world, &authority, 2).expect("pauses deposits");
    let sent = pause(&mut world, &authority, PAUSE_ALL).expect("pauses all");
    let pool: Pool = world.state(&world.pool.address.clone());
    assert_eq!(pool.pause_mask, PAUSE_ALL);
    let event = sent.event("PoolPauseSet");
    assert_eq!(
        (number(&event, "mask_before"), number(&event, "mask_after")),
        (2, u64::from(PAUSE_ALL))
    );
}

#[test]
fn nobody_else_pauses() {
    let mut world: TestWorld = World::new();
    refused(
        pause(&mut world, &key("stranger"), 1),
        StakeError::NotPoolAuthority,
    );
}

#[test]
fn there_is_no_bit_for_an_exit() {
    let mut world: TestWorld = World::new();
    let authority = world.authority.clone();
    for bit in 6..8 {
        refused(pause(&mut world, &authority, 1 << bit), StakeError::BadParameter);
    }
}

#[test]
fn with_everything_paused_every_exit_is_open() {
    let mut world: TestWorld = World::new().with_verifiers(1);
    let authority = world.authority.clone();
    pause(&mut world, &authority, PAUSE_ALL).expect("pauses all");
    let verifier = world.verifiers[0].clone();

    refused(world.deposit(&verifier, 1), StakeError::Paused);
    let newcomer = world.add_wallet("newcomer");
    refused(world.register(&newcomer, ROLE_VERIFIER), StakeError::Paused);

    world.begin_unbond(&verifier, 0, 1).expect("unbonds");
    world.cancel_unbond(&verifier, 0).expect("cancels");
    world.leave(&verifier).expect("leaves");
    refused(world.join(&verifier, 0), StakeError::Paused);
    world.begin_unbond(&verifier, 1, BOND).expect("unbonds all");
    world.retire(&verifier).expect("retires");
    let now = world.now();
    world.warp_to(now + 7 * 86_400);
    world.withdraw(&verifier, 1).expect("withdraws");
    world.close_operator(&verifier).expect("closes");
}

#[test]
fn with_everything_paused_stake_comes_out_and_earns() {
    let (mut world, ann) = super::backed(100_000_000, 0);
    let provider = world.provider.clone();
    let (idle, sent) = world.open(&ann.owner, 1_000, 0);
    sent.expect("opens");
    let (other, sent) = world.split(&ann, 10);
    sent.expect("splits");
    world.next_epoch();
    let now = world.now();
    world.warp_to(now + 3_600);
    world.pause_pool(PAUSE_ALL).expect("pauses all");

    refused(world.open(&ann.owner, 1, 0).1, StakeError::Paused);
    refused(world.add(&ann, 1), StakeError::Paused);
    refused(world.back(&idle, &provider), StakeError::Paused);
    let vesting = assay_client::stake::Vesting {
        amount: 1,
        start: 1,
        cliff: 1,
        end: 2,
    };
    let owner = ann.owner.clone();
    refused(world.open_vesting(&owner, &owner, vesting).1, StakeError::Paused);

    world.claim(&ann).expect("claims");
    world.warp_to(now + 7_200);
    world.compound(&ann).expect("compounds");
    world.claim_operator(&provider).expect("claims");
    world.sync(&provider).expect("syncs");
    world.merge(&ann, &other).expect("merges");
    world.set_lock(&ann, 10).expect("locks");
    world.release_lock(&ann).expect("releases");
    world.warp_to(now + 7_210);
    world.begin_unstake(&ann, 0, 5).expect("unstakes");
    world.cancel_unstake(&ann, 0).expect("cancels");
    world.begin_unstake(&ann, 0, 5).expect("unstakes");
    world.leave_operator(&ann, &provider).expect("leaves");
    world.next_epoch();
    world.warp_to(now + 7_210 + 7 * 86_400);
    world.end_leave(&ann, &provider).expect("left");
    world.withdraw_stake(&ann, 0).expect("withdraws");
    let rest = world.value(&ann);
    world.begin_unstake(&ann, 1, rest).expect("unstakes all");
    let now = world.now();
    world.warp_to(now + 7 * 86_400);
    world.withdraw_stake(&ann, 1).expect("withdraws");
    world.claim(&ann).expect("claims");
    world.close_position(&ann).expect("closes");
}

#[test]
fn each_bit_pauses_its_own_entries() {
    let (mut world, ann) = super::staked(1_000, 0);
    let provider = world.provider.clone();
    world.pause_pool(PAUSE_STAKE).expect("pauses staking");
    refused(world.add(&ann, 1), StakeError::Paused);
    world.back(&ann, &provider).expect("backing is not staking");
    world.pause_pool(PAUSE_BACK).expect("pauses backing");
    let (other, sent) = world.open(&ann.owner, 10, 0);
    sent.expect("staking is not backing");
    refused(world.back(&other, &provider), StakeError::Paused);
    world.pause_pool(0).expect("resumes");
    world.back(&other, &provider).expect("backs");
}
