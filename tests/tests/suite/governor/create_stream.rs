use super::{governed, TestRealm, BEGAN, DAY};
use crate::support::{number, refused, who, with, ALREADY_THERE, INSUFFICIENT_FUNDS};
use anchor_lang::prelude::ProgramError;
use assay_client::{address, stake::Vesting, token};
use assay_tests::{
    governance::{rent, rent_of},
    Party,
};
use governor::{error::GovernorError, state::Stream};
use solana_address::Address;
use solana_instruction::Instruction;
use stake::error::StakeError;

/// When something harmless that is proposed at the start is executed.
pub const MADE: i64 = BEGAN + 5 * DAY;
/// Lamports that a token account costs.
pub const ACCOUNT: i128 = rent_of(165) as i128;

pub fn vesting() -> Vesting {
    Vesting {
        amount: 1_000,
        start: MADE + 1_000,
        cliff: MADE + 1_200,
        end: MADE + 2_000,
    }
}

/// A treasury with 5,000 tokens, and an auditor who has none.
pub fn funded() -> (TestRealm, Party) {
    let mut realm = governed();
    realm.fill_treasury(5_000);
    let auditor = realm.add_wallet("auditor");
    realm.watch_stream(1);
    (realm, auditor)
}

pub fn creation(realm: &TestRealm, recipient: Address, vesting: Vesting) -> Instruction {
    realm.gov.create_stream(1, &realm.currency(), recipient, vesting)
}

/// A stream of [`vesting`] to the auditor.
pub fn streaming() -> (TestRealm, Party) {
    let (mut realm, auditor) = funded();
    let create = creation(&realm, auditor.address(), vesting());
    let proposal = realm.executable(&[create]);
    realm.execute(&proposal, 0).expect("a stream");
    assert_eq!(realm.now(), MADE);
    (realm, auditor)
}

#[test]
fn a_vote_pays_bit_by_bit() {
    let (mut realm, auditor) = funded();
    let create = creation(&realm, auditor.address(), vesting());
    let proposal = realm.executable(&[create]);
    let (purses, tokens) = (realm.purses(), realm.world.balances());
    let sent = realm.execute(&proposal, 0).expect("a stream");
    realm
        .world
        .assert_moved(&tokens, &[("treasury", -1_000), ("stream", 1_000)]);
    realm.assert_paid(&purses, &[("treasury", -i128::from(rent::<Stream>()) - ACCOUNT)]);
    let state = realm.stream(1).expect("there");
    assert_eq!(
        (state.realm, state.recipient, state.mint, state.token_program),
        (
            realm.gov.realm,
            auditor.address(),
            realm.currency().mint,
            token::TOKEN_PROGRAM
        )
    );
    assert_eq!(
        (state.id, state.vesting, state.claimed, state.decimals),
        (1, vesting(), 0, 6)
    );
    let event = sent.event("StreamCreated");
    for (field, address) in [
        ("realm", realm.gov.realm),
        ("stream", address::stream(&realm.gov.realm, 1)),
        ("recipient", auditor.address()),
        ("mint", realm.currency().mint),
    ] {
        assert_eq!(who(&event, field), address, "{field}");
    }
    for (field, value) in [
        ("amount", 1_000),
        ("start", MADE + 1_000),
        ("cliff", MADE + 1_200),
        ("end", MADE + 2_000),
    ] {
        assert_eq!(number(&event, field), value as u64, "{field}");
    }
}

#[test]
fn something_to_somebody_over_some_time() {
    let (realm, auditor) = funded();
    let good = vesting();
    let to = auditor.address();
    for (recipient, vesting, error) in [
        (
            Address::default(),
            good,
            ProgramError::from(GovernorError::BadParameter),
        ),
        (
            to,
            Vesting { amount: 0, ..good },
            GovernorError::BadParameter.into(),
        ),
        (to, Vesting { start: 0, ..good }, StakeError::BadVesting.into()),
        (
            to,
            Vesting {
                cliff: good.start - 1,
                ..good
            },
            StakeError::BadVesting.into(),
        ),
        (
            to,
            Vesting {
                cliff: good.end + 1,
                ..good
            },
            StakeError::BadVesting.into(),
        ),
        (
            to,
            Vesting {
                amount: 5_001,
                ..good
            },
            INSUFFICIENT_FUNDS,
        ),
    ] {
        let mut realm = realm.clone();
        let create = creation(&realm, recipient, vesting);
        let proposal = realm.executable(&[create]);
        refused(realm.execute(&proposal, 0), error);
        assert!(realm.stream(1).is_none());
    }
    let mut realm = realm;
    let whole = Vesting {
        amount: 5_000,
        ..good
    };
    let all = [creation(&realm, to, whole), creation(&realm, to, good)];
    let proposal = realm.executable(&all);
    realm.execute(&proposal, 0).expect("everything");
    refused(realm.execute(&proposal, 1), ALREADY_THERE);
}

#[test]
fn the_mint_is_one_of_the_token_program() {
    let (realm, auditor) = funded();
    for program in [token::TOKEN_2022_PROGRAM, stake::ID] {
        let mut realm = realm.clone();
        let create = creation(&realm, auditor.address(), vesting());
        let create = with(create, &token::TOKEN_PROGRAM, &program);
        let proposal = realm.executable(&[create]);
        refused(realm.execute(&proposal, 0), GovernorError::WrongStream);
    }
}

/// Lamports that somebody sends to a stream's addresses before it is made do not hinder it.
#[test]
fn addresses_that_have_lamports_already_are_no_hindrance() {
    let (mut realm, auditor) = funded();
    let stream = address::stream(&realm.gov.realm, 1);
    for address in [stream, address::stream_vault(&stream)] {
        assay_tests::Chain::fund(&mut realm.world.chain, address, 1_000_000);
    }
    let create = creation(&realm, auditor.address(), vesting());
    let proposal = realm.executable(&[create]);
    let purses = realm.purses();
    realm.execute(&proposal, 0).expect("a stream");
    realm.assert_paid(
        &purses,
        &[("treasury", 2_000_000 - i128::from(rent::<Stream>()) - ACCOUNT)],
    );
}
