use super::REQUIRED_BOND;
use crate::support::{number, other_pool, pause_market, refused, says, seven, two, who, TestWorld};
use assay_client::stake::{BondLedger, Operator, ROLE_PROVIDER};
use assay_tests::{key, Status, World, BOND, START};
use escrow::{constants::PAUSE_ACCEPT, error::EscrowError};
use solana_signer::Signer;
use stake::error::StakeError;

#[test]
fn the_bond_is_locked_and_the_clock_runs() {
    let mut world = two();
    let job = world.post(|_| {});
    world.warp_to(START + 7);
    let before = world.balances();
    let sent = world.accept(&job).expect("accepts");
    world.assert_moved(&before, &[]);
    let provider = world.provider.clone();
    let state = world.job(&job);
    assert_eq!(
        (state.status(), state.operator),
        (Status::Running, provider.operator)
    );
    assert_eq!((state.commit_by, state.last_heartbeat), (START + 607, START + 7));
    assert_eq!((state.lock_slot, state.open_locks), (0, 1));
    let ledger: BondLedger = world.state(&provider.ledger);
    assert_eq!(
        (ledger.locks[0].job, ledger.locks[0].amount),
        (job.address, REQUIRED_BOND)
    );
    let operator: Operator = world.state(&provider.operator);
    assert_eq!(operator.locked, REQUIRED_BOND);
    let event = sent.event("JobAccepted");
    assert_eq!(who(&event, "operator"), provider.operator);
    assert_eq!(
        (number(&event, "bond"), number(&event, "commit_by")),
        (REQUIRED_BOND, (START + 607) as u64)
    );
}

#[test]
fn until_the_last_second() {
    let mut world = two();
    let (late, last) = (world.post(|_| {}), world.post(|_| {}));
    world.warp_to(START + 119);
    let early = world.post(|_| {});
    world.accept(&early).expect("long before its end");
    world.warp_to(START + 120);
    world.accept(&last).expect("in the last second");
    world.warp_to(START + 121);
    refused(world.accept(&late), EscrowError::DeadlinePassed);
}

#[test]
fn by_one_provider_only() {
    let mut world = two();
    let job = world.post(|_| {});
    let other = world.add_operator("other", ROLE_PROVIDER, BOND);
    world.accept(&job).expect("accepts");
    refused(world.accept_by(&other, &job), EscrowError::JobNotOpen);
}

#[test]
fn only_with_the_agents_key() {
    let mut world = two();
    let job = world.post(|_| {});
    let provider = world.provider.clone();
    for by in [provider.authority.clone(), key("stranger")] {
        let instruction = world
            .market
            .accept(by.pubkey(), provider.operator, job.address, 0);
        refused(world.send(&[instruction], &[&by]), EscrowError::NotAgent);
    }
}

/// Anybody can make a pool of a mint that is worth nothing, and bond there.
#[test]
fn not_with_a_bond_in_another_pool() {
    let mut world = two();
    let job = world.post(|_| {});
    let theirs = other_pool(&mut world, "worthless mint");
    let provider = world.provider.clone();
    world.edit::<Operator>(&provider.operator, |operator| operator.pool = theirs.address);
    let mut market = world.market;
    market.pool = theirs;
    let accept = market.accept(provider.agent.pubkey(), provider.operator, job.address, 0);
    refused(
        world.send(&[accept], &[&provider.agent]),
        EscrowError::WrongMarket,
    );
}

#[test]
fn a_replaced_agent_is_out_at_once() {
    let mut world = two();
    let job = world.post(|_| {});
    let provider = world.provider.clone();
    let mut profile = provider.profile();
    profile.agent = key("new agent").pubkey();
    let update = world.pool.update_operator(provider.address(), profile);
    world.send(&[update], &[&provider.authority]).expect("updates");
    refused(world.accept(&job), EscrowError::NotAgent);
    world.provider.agent = key("new agent");
    world.accept(&job).expect("the new one may");
}

#[test]
fn verifiers_and_the_jailed_take_no_jobs() {
    let mut world = seven();
    let job = world.post(|_| {});
    let verifier = world.verifiers[0].clone();
    refused(world.accept_by(&verifier, &job), StakeError::WrongRole);
    let provider = world.provider.clone();
    world.edit::<Operator>(&provider.operator, |operator| operator.jailed_until = START + 50);
    refused(world.accept(&job), StakeError::Jailed);
    world.warp_to(START + 49);
    refused(world.accept(&job), StakeError::Jailed);
    world.warp_to(START + 50);
    world.accept(&job).expect("free again");
}

#[test]
fn the_jobs_demands_on_class_and_reputation() {
    let mut world = two();
    let provider = world.provider.operator;
    world.edit::<Operator>(&provider, |operator| operator.class = 3);
    let strong = world.post(|request| request.min_class = 4);
    refused(world.accept(&strong), EscrowError::BelowClass);
    let fitting = world.post(|request| request.min_class = 3);
    world.accept(&fitting).expect("its class");
    let known = world.post(|request| request.min_reputation = 1);
    refused(world.accept(&known), EscrowError::BelowReputation);
}

#[test]
fn reputation_decays_until_it_is_too_little() {
    let mut world = two();
    let provider = world.provider.clone();
    world.edit::<Operator>(&provider.operator, |operator| {
        operator.reputation_points = 1_000;
        operator.reputation_at = START;
    });
    world.warp_to(START + 15 * 86_400);
    let job = world.post(|request| request.min_reputation = 751);
    refused(world.accept(&job), EscrowError::BelowReputation);
    let job = world.post(|request| request.min_reputation = 750);
    world.accept(&job).expect("half-way to a half");
}

#[test]
fn the_log_says_how_much_bond_is_missing() {
    let mut world: TestWorld = World::new().with_client().with_provider_bond(1_875_005);
    let job = world.post(|_| {});
    // 80 % of 1,875,005 is 1,500,004.
    let failure = refused(world.accept(&job), EscrowError::InsufficientBond);
    says(&failure, "base units of bond that are missing: 1");
    let provider = world.provider.clone();
    world.deposit(&provider, 2).expect("deposits");
    world.accept(&job).expect("just enough");
}

#[test]
fn what_is_locked_for_one_job_does_not_cover_another() {
    let mut world: TestWorld = World::new().with_client().with_provider_bond(3_700_000);
    let (first, second) = (world.post(|_| {}), world.post(|_| {}));
    world.accept(&first).expect("accepts");
    let failure = refused(world.accept(&second), EscrowError::InsufficientBond);
    says(&failure, "base units of bond that are missing: 40010");
}

#[test]
fn a_taken_ledger_slot_is_refused() {
    let mut world = two();
    let (first, second) = (world.post(|_| {}), world.post(|_| {}));
    world.accept(&first).expect("accepts");
    let (agent, operator) = (world.provider.agent.clone(), world.provider.operator);
    for slot in [0, 250] {
        let instruction = world
            .market
            .accept(agent.pubkey(), operator, second.address, slot);
        refused(world.send(&[instruction], &[&agent]), StakeError::SlotTaken);
    }
}

#[test]
fn not_while_accepting_is_paused() {
    let mut world = two();
    let job = world.post(|_| {});
    pause_market(&mut world, PAUSE_ACCEPT).expect("pauses");
    refused(world.accept(&job), EscrowError::Paused);
    pause_market(&mut world, 0).expect("resumes");
    world.accept(&job).expect("accepts");
}
