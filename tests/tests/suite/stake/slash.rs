use super::bonds::{job, Bonds, Cut, BOND};
use crate::support::{number, refused, who};
use assay_client::stake::{Operator, Pool, VerifierRegistry};
use assay_tests::key;
use solana_signer::Signer;
use stake::{constants::NOT_REGISTERED, error::StakeError};

const JAIL: i64 = 30 * 86_400;

/// A verifier in the lottery with 300 locked for job 1, and accounts for who is paid.
fn ready() -> Bonds {
    let mut bonds = Bonds::new(3);
    for name in ["challenger", "client"] {
        bonds.world.add_wallet(name);
    }
    let operator = bonds.operator.clone();
    bonds.world.join(&operator, 0).expect("joins");
    bonds.lock(0, job(1), 300).expect("locks");
    bonds
}

fn operator(bonds: &mut Bonds) -> Operator {
    let address = bonds.operator.operator;
    bonds.world.state(&address)
}

#[test]
fn a_conviction_pays_burns_jails_and_frees_the_rest() {
    let mut bonds = ready();
    let before = bonds.world.balances();
    let now = bonds.world.now();
    let sent = bonds.slash(0, job(1), Cut::conviction(101)).expect("slashes");
    // 50 % and 25 % of 101 rounded down; the burn takes the rest.
    bonds.world.assert_moved(
        &before,
        &[
            ("challenger", 50),
            ("client", 25),
            ("stake vault", -101),
            ("supply", -26),
        ],
    );
    let state = operator(&mut bonds);
    assert_eq!(
        (state.own_bond, state.locked, state.open_locks),
        (BOND - 101, 0, 0)
    );
    assert_eq!(
        (state.convictions, state.failed_jobs, state.reputation_points),
        (1, 0, 0)
    );
    assert_eq!(
        (state.jailed_until, state.registry_index),
        (now + JAIL, NOT_REGISTERED)
    );
    let registry: VerifierRegistry = bonds.world.state(&bonds.world.pool.registry.clone());
    assert_eq!((registry.count, registry.total_weight), (0, 0));
    let pool: Pool = bonds.world.state(&bonds.world.pool.address.clone());
    assert_eq!(
        (
            pool.total_bond,
            pool.total_locked,
            pool.total_slashed,
            pool.total_burnt
        ),
        (BOND - 101, 0, 101, 26)
    );
    let event = sent.event("BondSlashed");
    assert_eq!(who(&event, "job"), job(1));
    let fields = [
        "amount",
        "to_challenger",
        "to_client",
        "burnt",
        "bond_before",
        "bond_after",
        "jailed_until",
    ];
    assert_eq!(
        fields.map(|field| number(&event, field)),
        [101, 50, 25, 26, BOND, BOND - 101, (now + JAIL) as u64]
    );
}

#[test]
fn a_missed_deadline_does_not_jail() {
    let mut bonds = ready();
    let cut = Cut {
        amount: 100,
        challenger_bps: 0,
        client_bps: 8_000,
        conviction: false,
    };
    let before = bonds.world.balances();
    bonds.slash(0, job(1), cut).expect("slashes");
    bonds
        .world
        .assert_moved(&before, &[("client", 80), ("stake vault", -100), ("supply", -20)]);
    let state = operator(&mut bonds);
    assert_eq!(
        (state.failed_jobs, state.convictions, state.jailed_until),
        (1, 0, 0)
    );
    let registry: VerifierRegistry = bonds.world.state(&bonds.world.pool.registry.clone());
    assert_eq!(registry.entries[0].weight, BOND - 100);
}

#[test]
fn below_the_minimum_a_slashed_verifier_leaves_the_lottery() {
    let mut bonds = Bonds::with(3, |params| params.min_bond = BOND);
    bonds.world.add_wallet("challenger");
    bonds.world.add_wallet("client");
    let party = bonds.operator.clone();
    bonds.world.join(&party, 0).expect("joins");
    bonds.lock(0, job(1), 300).expect("locks");
    let cut = Cut {
        conviction: false,
        ..Cut::conviction(1)
    };
    bonds.slash(0, job(1), cut).expect("slashes");
    let registry: VerifierRegistry = bonds.world.state(&bonds.world.pool.registry.clone());
    assert_eq!(registry.count, 0);
}

#[test]
fn a_slash_never_exceeds_the_lock_of_its_job() {
    let mut bonds = ready();
    bonds.lock(1, job(2), 500).expect("locks");
    refused(
        bonds.slash(0, job(1), Cut::conviction(301)),
        StakeError::SlashAboveLock,
    );
    refused(
        bonds.slash(0, job(1), Cut::conviction(u64::MAX)),
        StakeError::SlashAboveLock,
    );
    refused(bonds.slash(0, job(2), Cut::conviction(1)), StakeError::NoSuchLock);
    refused(bonds.slash(2, job(1), Cut::conviction(1)), StakeError::NoSuchLock);
    bonds.slash(0, job(1), Cut::conviction(300)).expect("all of it");
    refused(bonds.slash(0, job(1), Cut::conviction(1)), StakeError::NoSuchLock);
    let state = operator(&mut bonds);
    assert_eq!((state.own_bond, state.locked), (BOND - 300, 500));
}

#[test]
fn one_unit_is_all_burnt_and_nothing_moves_nothing() {
    let mut bonds = ready();
    bonds.lock(1, job(2), 1).expect("locks");
    let before = bonds.world.balances();
    bonds.slash(1, job(2), Cut::conviction(1)).expect("slashes");
    bonds
        .world
        .assert_moved(&before, &[("stake vault", -1), ("supply", -1)]);
    let before = bonds.world.balances();
    bonds.slash(0, job(1), Cut::conviction(0)).expect("takes nothing");
    bonds.world.assert_moved(&before, &[]);
    assert_eq!(operator(&mut bonds).locked, 0);
}

#[test]
fn at_least_a_fifth_is_burnt() {
    let mut bonds = ready();
    let cut = |challenger_bps, client_bps| Cut {
        challenger_bps,
        client_bps,
        ..Cut::conviction(300)
    };
    for (challenger, client) in [(5_001, 3_000), (8_001, 0), (0, 8_001), (u16::MAX, u16::MAX)] {
        refused(
            bonds.slash(0, job(1), cut(challenger, client)),
            StakeError::BadSplit,
        );
    }
    let before = bonds.world.balances();
    bonds.slash(0, job(1), cut(5_000, 3_000)).expect("burns a fifth");
    bonds.world.assert_moved(
        &before,
        &[
            ("challenger", 150),
            ("client", 90),
            ("stake vault", -300),
            ("supply", -60),
        ],
    );
}

#[test]
fn nobody_but_the_escrow_slashes() {
    let mut bonds = ready();
    for by in [bonds.world.authority.clone(), key("stranger")] {
        let mut instruction = bonds.slash_instruction(0, job(1), Cut::conviction(1));
        instruction.accounts[0].pubkey = by.pubkey();
        refused(bonds.send_as(instruction, &by), StakeError::NotEscrow);
    }
}

#[test]
fn a_ticket_is_out_of_reach_but_the_lock_was_covered_without_it() {
    let mut bonds = ready();
    let party = bonds.operator.clone();
    // 300 locked needs 375 at 80 %.
    refused(
        bonds.world.begin_unbond(&party, 0, BOND - 374),
        StakeError::InsufficientBond,
    );
    bonds
        .world
        .begin_unbond(&party, 0, BOND - 375)
        .expect("leaves 375");
    bonds.slash(0, job(1), Cut::conviction(300)).expect("slashes all");
    assert_eq!(operator(&mut bonds).own_bond, 75);
}
