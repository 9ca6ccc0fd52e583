//! Programs are replaced by votes, and whoever is against it can leave before that.

use crate::support::{refused, TestRealm};
use assay_tests::{
    governance::{Governed, ProposalRef, AGAINST, FOR},
    key, market_params, program_elf, Chain,
};
use governor::{error::GovernorError, state::Status};
use solana_account::Account;
use solana_address::Address;
use solana_instruction::Instruction;
use solana_loader_v3_interface::{get_program_data_address, instruction::upgrade};
use solana_sdk_ids::bpf_loader_upgradeable as loader;
use solana_signer::Signer;
use stake::error::StakeError;

const DAY: i64 = 86_400;
/// Bytes before the ELF file in a buffer and in a program's data.
const BUFFER_HEADER: usize = 37;
const DATA_HEADER: usize = 45;

fn loaded(header: Vec<u8>, elf: &[u8], room: usize) -> Account {
    let mut data = header;
    data.extend_from_slice(elf);
    data.resize(data.len().max(room), 0);
    Account {
        lamports: 10_000_000_000,
        data,
        owner: loader::ID,
        ..Account::default()
    }
}

fn buffer(authority: Address, elf: &[u8]) -> Account {
    let mut header = vec![1, 0, 0, 0, 1];
    header.extend(authority.to_bytes());
    assert_eq!(header.len(), BUFFER_HEADER);
    loaded(header, elf, 0)
}

/// At the escrow program's address another program runs; the treasury may replace it. The buffer holds the escrow
/// program, and belongs to `owner`.
fn staged(mut realm: TestRealm, owner: Address) -> (TestRealm, Instruction, Address) {
    let (treasury, at) = (realm.gov.treasury, key("buffer").pubkey());
    let [old, new] = ["amm", "escrow"].map(program_elf);
    let mut header = vec![3, 0, 0, 0];
    header.extend(0u64.to_le_bytes());
    header.push(1);
    header.extend(treasury.to_bytes());
    assert_eq!(header.len(), DATA_HEADER);
    let room = DATA_HEADER + new.len().max(old.len());
    let chain = &mut realm.world.chain;
    chain.set_account(get_program_data_address(&escrow::ID), loaded(header, &old, room));
    // Put there again, so that what it runs is read again.
    let program = chain.account(&escrow::ID).expect("the escrow program");
    assert_eq!(program.owner, loader::ID);
    chain.set_account(escrow::ID, program);
    chain.set_account(at, buffer(owner, &new));
    let action = upgrade(&escrow::ID, &at, &treasury, &treasury);
    (realm, action, at)
}

fn proposed(realm: &mut TestRealm, action: &Instruction, at: Address) -> ProposalRef {
    let ann = realm.ann.clone();
    let proposal = realm.draft(&ann);
    let bytes = assay_client::governor::stage(action).expect("fits");
    realm
        .add_bytes(&proposal, 0, &bytes, Some(at))
        .expect("the treasury's buffer");
    realm.submit(&proposal).expect("a vote");
    proposal
}

/// The runtime's own loader does it: before, the program at the escrow's address does not know its instructions; after
/// the vote it makes a market.
#[test]
fn a_vote_replaces_a_program() {
    let realm = crate::support::realm();
    let treasury = realm.gov.treasury;
    let (mut realm, action, at) = staged(realm, treasury);
    assert!(
        realm.clone().world.initialize_market(market_params()).is_err(),
        "another program runs there"
    );
    let proposal = proposed(&mut realm, &action, at);
    realm.pass(&proposal);
    let state = realm.proposal(&proposal);
    assert_eq!(state.critical, 1);
    realm.warp_to(state.executable_at - 1);
    refused(realm.execute(&proposal, 0), GovernorError::TimeLocked);
    realm.warp_to(state.executable_at);
    let bounty = realm.world.lamports(&at);
    let before = realm.purses();
    realm.execute(&proposal, 0).expect("replaces it");
    let spilled = realm.world.lamports(&treasury) - 10_000_000_000;
    assert!(
        spilled > 0 && spilled <= 2 * bounty,
        "the buffer's rent is the treasury's"
    );
    realm.assert_paid(&before, &[("treasury", spilled.into())]);
    let data = realm
        .world
        .chain
        .account(&get_program_data_address(&escrow::ID))
        .expect("there")
        .data;
    let new = program_elf("escrow");
    assert_eq!(data[DATA_HEADER..DATA_HEADER + new.len()], new);
    // What was deployed in a slot runs from the next one on.
    realm.later(1);
    realm
        .world
        .initialize_market(market_params())
        .expect("the new program answers");
    assert_eq!(realm.status(&proposal), Status::Executed);
}

#[test]
fn whoever_can_still_write_to_the_buffer_proposes_nothing() {
    let realm = crate::support::realm();
    let ann = realm.ann.clone();
    let (mut realm, action, at) = staged(realm, ann.owner.address());
    let proposal = realm.draft(&ann);
    let bytes = assay_client::governor::stage(&action).expect("fits");
    refused(
        realm.add_bytes(&proposal, 0, &bytes, Some(at)),
        GovernorError::BadBuffer,
    );
}

/// Ann has the majority and upgrades a program to one that robs everybody. Bob votes against, claims the exit and is
/// gone with everything a day and three quarters later; Cyd, who stayed away, begins to leave at once and is gone too, by
/// the ordinary cooldown, before Ann's program runs.
#[test]
fn everybody_can_leave_before_it_runs() {
    let realm = crate::support::realm();
    let treasury = realm.gov.treasury;
    let (mut realm, action, at) = staged(realm, treasury);
    let (ann, bob, cyd) = (realm.ann.clone(), realm.bob.clone(), realm.cyd.clone());
    let proposal = proposed(&mut realm, &action, at);
    realm.cast(&proposal, &ann, FOR).expect("votes");
    realm.cast(&proposal, &bob, AGAINST).expect("votes");
    realm.warp_to_end(&proposal);
    let tokens = realm.world.balances();
    realm.finalize(&proposal).expect("decides");
    let decided = realm.now();
    let runs = realm.proposal(&proposal).executable_at;
    assert_eq!(runs, decided + 8 * DAY + 7);
    realm.claim_exit(&proposal, &bob).expect("may leave");
    realm.world.begin_unstake(&bob, 0, 300_000).expect("leaves");
    realm.world.begin_unstake(&cyd, 0, 100_000).expect("leaves");
    realm.warp_to(decided + 7 * DAY / 4 - 1);
    refused(realm.world.withdraw_stake(&bob, 0), StakeError::CooldownNotOver);
    realm.warp_to(decided + 7 * DAY / 4);
    realm.world.withdraw_stake(&bob, 0).expect("is gone");
    refused(realm.world.withdraw_stake(&cyd, 0), StakeError::CooldownNotOver);
    realm.warp_to(decided + 7 * DAY);
    realm.world.withdraw_stake(&cyd, 0).expect("is gone");
    assert!(realm.now() < runs);
    refused(realm.execute(&proposal, 0), GovernorError::TimeLocked);
    realm.world.assert_moved(
        &tokens,
        &[("stake vault", -400_000), ("bob", 300_000), ("cyd", 100_000)],
    );
    realm.warp_to(runs);
    realm.execute(&proposal, 0).expect("robs nobody but Ann");
}

/// Whoever hears of it only at the end of the day that is left for it, makes it with the ordinary cooldown still.
#[test]
fn there_is_a_day_to_hear_of_it() {
    let realm = crate::support::realm();
    let treasury = realm.gov.treasury;
    let (mut realm, action, at) = staged(realm, treasury);
    let cyd = realm.cyd.clone();
    let proposal = proposed(&mut realm, &action, at);
    realm.pass(&proposal);
    let runs = realm.proposal(&proposal).executable_at;
    realm.warp_to(runs - 7 * DAY);
    realm.world.begin_unstake(&cyd, 0, 100_000).expect("leaves");
    realm.warp_to(runs);
    realm
        .world
        .withdraw_stake(&cyd, 0)
        .expect("in the second in which it can be done");
}

/// A longer cooldown, decided before, makes the time lock longer.
#[test]
fn the_time_lock_follows_the_cooldown() {
    let mut realm: TestRealm = Governed::builder()
        .pool(|params| params.cooldown_seconds = 30 * DAY)
        .params(|params| params.exit_seconds = 30 * 86_400)
        .start();
    let (bob, action) = (realm.bob.clone(), realm.gov.set_guardian(None));
    let ann = realm.ann.clone();
    let proposal = realm.propose(&ann, &[action]);
    realm.cast(&proposal, &bob, AGAINST).expect("votes");
    realm.pass(&proposal);
    let now = realm.now();
    assert_eq!(realm.proposal(&proposal).executable_at, now + 60 * DAY);
    realm.claim_exit(&proposal, &bob).expect("for all of it");
    assert_eq!(realm.world.position(&bob).exit_until, now + 60 * DAY);
}
