//! A vote upgrades two programs of the suite, the governor among them, on a real local chain that looks at signatures:
//! the treasury signs by what was voted, and by nothing else.

mod deployer;
mod world;

use anchor_lang::Discriminator;
use assay_client::{
    address,
    events::{decode_logs, governor_events, stake_events, Event},
    governor::{Proposal, Status},
    stake::{Pool, Position},
    ClientError, Receipt,
};
use solana_address::Address;
use solana_instruction::Instruction;
use solana_loader_v3_interface::{get_program_data_address, instruction::upgrade};
use solana_signer::Signer;
use std::time::Duration;
use world::{Staker, World, STAKE};

/// What the new builds are longer by; nothing that runs.
const GROWTH: usize = 4_096;

/// A second build of a program, which says one thing otherwise and is a bit longer.
fn rebuilt(elf: &[u8], what: &[u8], otherwise: &[u8]) -> Vec<u8> {
    assert_eq!(what.len(), otherwise.len());
    let places: Vec<_> = elf
        .windows(what.len())
        .enumerate()
        .filter(|(_, bytes)| bytes == &what)
        .map(|(at, _)| at)
        .collect();
    let [at] = places[..] else {
        panic!("the program says it {} times", places.len());
    };
    let mut elf = elf.to_vec();
    elf[at..at + what.len()].copy_from_slice(otherwise);
    // What follows the sections of an ELF file is nobody's.
    elf.resize(elf.len() + GROWTH, 0);
    elf
}

/// The instruction that loads an event's name, without its beginning: eight bytes in two halves.
fn loading(name: &[u8]) -> Vec<u8> {
    [&name[..4], &[0; 4], &name[4..]].concat()
}

fn refused(result: Result<Receipt, ClientError>) -> String {
    let error = result.expect_err("it is refused");
    error.program_error().map_or(error.to_string(), str::to_owned)
}

/// The upgrade as the treasury has it done: it signs, and gets what is left of the buffer's rent.
fn upgrade_by_vote(world: &World, program: &Address, buffer: &Address) -> Instruction {
    upgrade(program, buffer, &world.gov.treasury, &world.gov.treasury)
}

/// Whether the transaction logs that a position was opened, as the programs of the first build do.
fn says_opened(receipt: &Receipt) -> bool {
    let opened = |event: &Event| matches!(event, Event::Stake(stake_events::Event::PositionOpened(_)));
    decode_logs(&receipt.logs).iter().any(opened)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_upgrades_programs_and_nobody_else_can() {
    let world = World::new().await;
    let (ann, bob) = (world.staker(1).await, world.staker(2).await);
    assert!(
        says_opened(&ann.opened),
        "as the first build of the stake program does"
    );
    world.hand_over().await;
    let treasury = world.gov.treasury;
    let mine = deployer::can_do_nothing_more(&world).await;

    // Two builds that can be told from the ones that run.
    let stake_elf = rebuilt(
        world.elf("stake"),
        &loading(stake::event::PositionOpened::DISCRIMINATOR),
        &loading(b"REBUILT!"),
    );
    let governor_elf = rebuilt(
        world.elf("governor"),
        b"the proposal is Executed",
        b"THE PROPOSAL IS EXECUTED",
    );
    let buffers = [
        world.buffer("stake", &stake_elf, &treasury).await,
        world.buffer("governor", &governor_elf, &treasury).await,
    ];
    let actions = [
        upgrade_by_vote(&world, &stake::ID, &buffers[0]),
        upgrade_by_vote(&world, &governor::ID, &buffers[1]),
    ];

    // The draft takes buffers of the treasury's only: nobody can change those after the vote.
    let proposal = world.draft(&ann, "A second build of stake and governor").await;
    let of_deployer = upgrade_by_vote(&world, &stake::ID, &mine);
    let added = world.add(&ann, proposal, 0, &of_deployer, mine).await;
    assert_eq!(refused(added), "BadBuffer");
    let added = world.add(&ann, proposal, 0, &actions[0], buffers[1]).await;
    assert_eq!(refused(added), "BadBuffer", "it is not the one that is named");
    for (index, action) in actions.iter().enumerate() {
        let added = world
            .add(&ann, proposal, index as u8, action, buffers[index])
            .await;
        added.expect("added");
    }

    vote_and_wait(&world, &ann, &bob, proposal, &actions).await;
    let voters = [&ann, &bob];
    let states = world.states(&voters, &proposal).await;
    let rents = [
        world.lamports(&buffers[0]).await,
        world.lamports(&buffers[1]).await,
    ];
    let programdata = [stake::ID, governor::ID].map(|id| get_program_data_address(&id));

    // Out of order, or before there is room for it, nothing is done; and it can be tried again.
    let early = world.execute(&bob.key, proposal, 1, &actions[1]).await;
    assert_eq!(refused(early), "OutOfOrder");
    let cramped = world.execute(&bob.key, proposal, 0, &actions[0]).await;
    let cramped = refused(cramped);
    assert!(cramped.contains("too small"), "{cramped}");
    for (id, elf) in [(stake::ID, &stake_elf), (governor::ID, &governor_elf)] {
        let made = world.loader().make_room(&id, elf.len()).await;
        assert!(made.expect("anyone may"));
    }
    let mut before = world.lamports(&treasury).await;
    for (index, action) in actions.iter().enumerate() {
        let held = world.lamports(&programdata[index]).await;
        let done = world
            .execute(&bob.key, proposal, index as u8, action)
            .await
            .expect("done");
        assert!(decode_logs(&done.logs).iter().any(|event| matches!(
            event,
            Event::Governor(governor_events::Event::ActionExecuted(event)) if event.index == index as u64
        )));
        // The buffer is used up; beyond what the program's data needs, its rent is the treasury's.
        assert_eq!(world.lamports(&buffers[index]).await, 0);
        let after = world.lamports(&treasury).await;
        let kept = world.lamports(&programdata[index]).await;
        assert_eq!(after + kept, before + held + rents[index]);
        before = after;
    }
    let state: Proposal = world.read(&proposal).await;
    assert_eq!((state.status(), state.next_action), (Status::Executed, 2));

    // The new programs run at the old addresses, on accounts of which not one byte has changed.
    assert_eq!(world.states(&voters, &proposal).await, states);
    for (id, elf) in [(stake::ID, &stake_elf), (governor::ID, &governor_elf)] {
        let deployed = world.loader().programdata(&id).await.expect("asked");
        let deployed = deployed.expect("a program");
        assert!(deployed.holds(elf));
        assert_eq!(deployed.authority, Some(treasury));
    }
    let again = world.execute(&bob.key, proposal, 1, &actions[1]).await;
    let Err(ClientError::Program(again)) = again else {
        panic!("{again:?}");
    };
    assert_eq!(again.name.as_deref(), Some("NotQueued"));
    assert!(
        again
            .logs
            .iter()
            .any(|line| line.contains("THE PROPOSAL IS EXECUTED")),
        "the new governor refuses it: {:?}",
        again.logs
    );
    the_new_programs_work(&world, &ann, &bob, proposal).await;
}

/// Both vote, and time passes until the proposal can be executed, and not before.
async fn vote_and_wait(
    world: &World,
    ann: &Staker,
    bob: &Staker,
    proposal: Address,
    actions: &[Instruction],
) {
    let submit = world.gov.submit(&ann.holding, proposal);
    world.send(&ann.key, vec![submit]).await.expect("submitted");
    for voter in [ann, bob] {
        world.vote_for(voter, proposal).await;
    }
    let state: Proposal = world.read(&proposal).await;
    assert!(state.is_critical(), "it could touch stake");
    assert_eq!(
        (state.tally.for_weight, state.total_weight),
        (2 * STAKE, 2 * STAKE)
    );
    let finalize = vec![world.gov.finalize(proposal)];
    let refusal = refused(world.send(&bob.key, finalize.clone()).await);
    assert_eq!(refusal, "StillVoting");
    world.chain.set_clock(state.ends_at).await.expect("it moves");
    world.send(&bob.key, finalize).await.expect("decided");

    let state: Proposal = world.read(&proposal).await;
    assert_eq!(state.status(), Status::Queued);
    let pool: Pool = world.read(&world.pool.address).await;
    assert!(
        state.executable_at - state.ends_at >= pool.cooldown_seconds,
        "whoever is against has time to leave"
    );
    let early = world.execute(&bob.key, proposal, 0, &actions[0]).await;
    assert_eq!(refused(early), "TimeLocked");
    world
        .chain
        .set_clock(state.executable_at)
        .await
        .expect("it moves");
}

/// The new governor closes the votes, for which the new stake program lets go of the positions; and stake comes and goes.
async fn the_new_programs_work(world: &World, ann: &Staker, bob: &Staker, proposal: Address) {
    for voter in [ann, bob] {
        let (owner, position) = (voter.key.pubkey(), voter.holding.position);
        let close = world.gov.close_vote(proposal, position, owner);
        world.send(&bob.key, vec![close]).await.expect("closed");
        assert_eq!(world.read::<Position>(&position).await.votes, 0);
    }
    let open = world.pool.open_position(ann.key.pubkey(), 3, STAKE, 0);
    let opened = world.send(&ann.key, vec![open]).await.expect("staked");
    assert!(!says_opened(&opened), "it says so otherwise now");
    let data = opened
        .logs
        .iter()
        .filter(|line| line.starts_with("Program data: "));
    assert_eq!(data.count(), 1, "{:?}", opened.logs);
    let out = world.pool.begin_unstake(&ann.holding, 1, STAKE);
    world.send(&ann.key, vec![out]).await.expect("unstaking");
    assert_eq!(world.read::<Position>(&ann.holding.position).await.votes, 0);
    let pool: Pool = world.read(&world.pool.address).await;
    let wait = Duration::from_secs(pool.cooldown_seconds.unsigned_abs() + 1);
    world.chain.advance_clock(wait).await.expect("it moves");
    let account = world.pool.reward_account(&ann.key.pubkey());
    assert_eq!(world.rpc.token_balance(&account).await.expect("asked"), 0);
    let back = world
        .pool
        .withdraw(ann.key.pubkey(), ann.holding.position, None, 1);
    world.send(&ann.key, vec![back]).await.expect("paid out");
    assert_eq!(world.rpc.token_balance(&account).await.expect("asked"), STAKE);
    let ticket = address::ticket(&ann.holding.position, 1);
    assert_eq!(world.rpc.account(&ticket).await.expect("asked"), None);
}
