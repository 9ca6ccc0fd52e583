use crate::support::{number, refused, TestWorld};
use assay_client::stake::{Pool, ROLE_VERIFIER};
use assay_tests::{key, Key, Sent, World, BOND};
use solana_signer::Signer;
use stake::{constants::PAUSE_ALL, error::StakeError};

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
    for bit in 5..8 {
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
