//! `create_stream`, `claim_stream`, `cancel_stream` and `close_stream`.

use super::{governed, other_realm, TestRealm, BEGAN, DAY};
use crate::support::{number, refused, who, with, ALREADY_THERE, INSUFFICIENT_FUNDS};
use anchor_lang::prelude::ProgramError;
use assay_client::{address, governor::Currency, stake::Vesting, token};
use assay_tests::{
    governance::{rent, rent_of},
    Extension, Party, Payment,
};
use governor::{error::GovernorError, state::Stream};
use solana_address::Address;
use solana_instruction::Instruction;
use spl_token_2022_interface::extension::transfer_fee;
use stake::error::StakeError;

/// When something harmless that is proposed at the start is executed.
const MADE: i64 = BEGAN + 5 * DAY;
/// Token-2022's error for an account that still holds fees of its mint.
const FEES_WITHHELD: ProgramError = ProgramError::Custom(35);
/// Lamports that a token account costs.
const ACCOUNT: i128 = rent_of(165) as i128;

fn vesting() -> Vesting {
    Vesting {
        amount: 1_000,
        start: MADE + 1_000,
        cliff: MADE + 1_200,
        end: MADE + 2_000,
    }
}

/// A treasury with 5,000 tokens, and an auditor who has none.
fn funded() -> (TestRealm, Party) {
    let mut realm = governed();
    realm.fill_treasury(5_000);
    let auditor = realm.add_wallet("auditor");
    realm.watch_stream(1);
    (realm, auditor)
}

fn creation(realm: &TestRealm, recipient: Address, vesting: Vesting) -> Instruction {
    realm.gov.create_stream(1, &realm.currency(), recipient, vesting)
}

/// A stream of [`vesting`] to the auditor.
fn streaming() -> (TestRealm, Party) {
    let (mut realm, auditor) = funded();
    let create = creation(&realm, auditor.address(), vesting());
    let proposal = realm.executable(&[create]);
    realm.execute(&proposal, 0).expect("a stream");
    assert_eq!(realm.now(), MADE);
    (realm, auditor)
}

/// Ends the stream by a vote that is executed at `at`, which must be five days after what was done last.
fn cancelled_at(realm: &mut TestRealm, at: i64) -> assay_tests::Sent {
    let cancel = realm.gov.cancel_stream(1, &realm.currency());
    let proposal = realm.executable(&[cancel]);
    let now = realm.now();
    realm.warp_to(at.max(now));
    realm.execute(&proposal, 0)
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

#[test]
fn it_releases_evenly_from_its_cliff_to_its_end() {
    let (mut realm, auditor) = streaming();
    let tokens = realm.world.balances();
    for now in [MADE, MADE + 1_000, MADE + 1_199] {
        realm.warp_to(now);
        refused(realm.claim_stream(1, &auditor), GovernorError::NothingToClaim);
    }
    let mut claimed = 0;
    for (now, released) in [
        (MADE + 1_200, 200),
        (MADE + 1_201, 201),
        (MADE + 1_999, 999),
        (MADE + 2_000, 1_000),
    ] {
        realm.warp_to(now);
        let sent = realm.claim_stream(1, &auditor).expect("pays");
        let event = sent.event("StreamClaimed");
        assert_eq!(
            ["amount", "claimed"].map(|field| number(&event, field)),
            [released - claimed, released]
        );
        assert_eq!(
            (who(&event, "stream"), who(&event, "recipient")),
            (address::stream(&realm.gov.realm, 1), auditor.address())
        );
        claimed = released;
        let paid = i128::from(claimed);
        realm
            .world
            .assert_moved(&tokens, &[("stream", -paid), ("auditor", paid)]);
        refused(realm.claim_stream(1, &auditor), GovernorError::NothingToClaim);
    }
    realm.later(DAY);
    refused(realm.claim_stream(1, &auditor), GovernorError::NothingToClaim);
}

#[test]
fn what_is_released_is_the_recipients_and_nobody_elses() {
    let (mut realm, auditor) = streaming();
    realm.warp_to(MADE + 1_500);
    let claim = realm.gov.claim_stream(1, &realm.currency(), &auditor.address());
    let own = realm.world.pool.reward_account(&auditor.address());
    let bobs = realm.world.pool.reward_account(&realm.bob.owner.address());
    let treasurys = realm.gov.treasury_account(&realm.currency());
    for thief in [bobs, treasurys] {
        let swapped = with(claim.clone(), &own, &thief);
        refused(realm.send_freely(swapped), StakeError::WrongTokenAccount);
    }
    let vault = address::stream_vault(&address::stream(&realm.gov.realm, 1));
    let pool_vault = realm.world.pool.vault;
    for (ours, theirs) in [
        (vault, treasurys),
        (vault, pool_vault),
        (realm.currency().mint, bobs),
        (token::TOKEN_PROGRAM, token::TOKEN_2022_PROGRAM),
    ] {
        let swapped = with(claim.clone(), &ours, &theirs);
        refused(realm.send_freely(swapped), GovernorError::WrongStream);
    }
    assert_eq!(realm.stream(1).expect("there").claimed, 0);
}

#[test]
fn a_vote_ends_it_and_leaves_what_was_released() {
    let (mut realm, auditor) = funded();
    // Half of it is released when the vote that ends it is executed.
    let long = Vesting {
        amount: 1_001,
        start: MADE,
        cliff: MADE,
        end: MADE + 10 * DAY,
    };
    let create = creation(&realm, auditor.address(), long);
    let proposal = realm.executable(&[create]);
    realm.execute(&proposal, 0).expect("a stream");
    let tokens = realm.world.balances();
    let end = MADE + 5 * DAY;
    let sent = cancelled_at(&mut realm, end).expect("ends it");
    assert_eq!(realm.now(), end);
    let event = sent.event("StreamCancelled");
    assert_eq!(
        ["returned", "left"].map(|field| number(&event, field)),
        [501, 500],
        "what is not released is rounded up"
    );
    realm
        .world
        .assert_moved(&tokens, &[("stream", -501), ("treasury", 501)]);
    realm
        .claim_stream(1, &auditor)
        .expect("pays all that is left, at once");
    realm.later(30 * DAY);
    refused(realm.claim_stream(1, &auditor), GovernorError::NothingToClaim);
    realm.world.assert_moved(
        &tokens,
        &[("stream", -1_001), ("treasury", 501), ("auditor", 500)],
    );
    realm.close_stream(1).expect("closes");
}

#[test]
fn before_the_cliff_everything_returns_and_at_the_end_nothing() {
    let long = |cliff, end| Vesting {
        amount: 1_000,
        start: MADE,
        cliff: MADE + cliff,
        end: MADE + end,
    };
    for (vesting, returned) in [
        (long(5 * DAY + 1, 10 * DAY), Some(1_000)),
        (long(5 * DAY, 10 * DAY), Some(500)),
        (long(0, 5 * DAY + 1), Some(1)),
        (long(0, 5 * DAY), None),
    ] {
        let (mut realm, auditor) = funded();
        let create = creation(&realm, auditor.address(), vesting);
        let proposal = realm.executable(&[create]);
        realm.execute(&proposal, 0).expect("a stream");
        let sent = cancelled_at(&mut realm, MADE + 5 * DAY);
        match returned {
            Some(amount) => {
                assert_eq!(
                    number(&sent.expect("ends").event("StreamCancelled"), "returned"),
                    amount
                );
            }
            None => drop(refused(sent, GovernorError::NothingToReturn)),
        }
    }
}

#[test]
fn only_a_vote_makes_and_ends_streams() {
    let (mut realm, auditor) = streaming();
    let ann = realm.ann.owner.clone();
    let other = other_realm(&mut realm);
    let cancel = realm.gov.cancel_stream(1, &realm.currency());
    let create = realm
        .gov
        .create_stream(2, &realm.currency(), auditor.address(), vesting());
    for instruction in [create, cancel] {
        let mut unsigned = instruction.clone();
        unsigned.accounts[0].is_signer = false;
        refused(
            realm.send_freely(unsigned),
            ProgramError::MissingRequiredSignature,
        );
        let by_ann = with(instruction, &realm.gov.treasury, &ann.address());
        refused(realm.send(by_ann, &ann), GovernorError::NotTreasury);
    }
    // The treasury of this realm, and a stream of another one.
    realm
        .world
        .edit(&address::stream(&realm.gov.realm, 1), |stream: &mut Stream| {
            stream.realm = other.gov.realm
        });
    let cancel = realm.gov.cancel_stream(1, &realm.currency());
    let proposal = realm.executable(&[cancel]);
    refused(realm.execute(&proposal, 0), GovernorError::WrongRealm);
    refused(realm.close_stream(1), GovernorError::WrongRealm);
}

#[test]
fn what_is_ended_returns_to_the_treasury_only() {
    let (mut realm, auditor) = funded();
    let long = Vesting {
        end: MADE + 100 * DAY,
        ..vesting()
    };
    let create = creation(&realm, auditor.address(), long);
    let proposal = realm.executable(&[create]);
    realm.execute(&proposal, 0).expect("a stream");
    let cancel = realm.gov.cancel_stream(1, &realm.currency());
    let bobs = realm.world.pool.reward_account(&realm.bob.owner.address());
    let treasurys = realm.gov.treasury_account(&realm.currency());
    let proposal = realm.executable(&[with(cancel, &treasurys, &bobs)]);
    refused(realm.execute(&proposal, 0), StakeError::WrongTokenAccount);
}

#[test]
fn a_stream_that_is_paid_is_closed_and_its_cost_returns() {
    let (mut realm, auditor) = streaming();
    let purses = realm.purses();
    realm.warp_to(MADE + 1_999);
    realm.claim_stream(1, &auditor).expect("pays");
    refused(realm.close_stream(1), GovernorError::StreamInUse);
    realm.warp_to(MADE + 2_000);
    refused(realm.close_stream(1), GovernorError::StreamInUse);
    realm.claim_stream(1, &auditor).expect("pays");
    // What somebody sent past the program is the treasury's.
    let stream = address::stream(&realm.gov.realm, 1);
    let vault = address::stream_vault(&stream);
    realm.world.donate(&auditor, &vault, 33);
    let tokens = realm.world.balances();
    let close = realm.gov.close_stream(1, &realm.currency());
    let (treasury, bob) = (realm.gov.treasury, realm.bob.owner.address());
    let stolen = with(close.clone(), &treasury, &bob);
    refused(realm.send_freely(stolen), GovernorError::NotTreasury);
    let bobs = realm.world.pool.reward_account(&bob);
    let stolen = with(close, &realm.gov.treasury_account(&realm.currency()), &bobs);
    refused(realm.send_freely(stolen), StakeError::WrongTokenAccount);
    let sent = realm.close_stream(1).expect("closes");
    assert_eq!(who(&sent.event("StreamClosed"), "stream"), stream);
    realm
        .world
        .assert_moved(&tokens, &[("stream", -33), ("treasury", 33)]);
    realm.assert_paid(&purses, &[("treasury", i128::from(rent::<Stream>()) + ACCOUNT)]);
    assert!(realm.stream(1).is_none());
    assert!(realm.world.token(&vault).is_none());
}

/// A mint that keeps a part of every transfer: the stream is of what arrived.
#[test]
fn of_a_mint_with_a_transfer_fee_it_releases_what_arrived() {
    let mut realm = governed();
    let payment = Payment::Token2022 {
        decimals: 2,
        extension: Some(Extension::TransferFee),
    };
    let mint = realm.world.create_mint("taxed mint", payment);
    let taxed = Currency {
        mint,
        token_program: token::TOKEN_2022_PROGRAM,
    };
    let auditor = realm.add_wallet("auditor");
    let (treasury, payer) = (realm.gov.treasury, realm.world.payer.clone());
    let owner = solana_signer::Signer::pubkey(&payer);
    let authority = realm.world.authority.clone();
    let from = realm.gov.treasury_account(&taxed);
    let to = token::associated(&auditor.address(), &mint, &taxed.token_program);
    let mint_to = spl_token_2022_interface::instruction::mint_to(
        &taxed.token_program,
        &mint,
        &from,
        &solana_signer::Signer::pubkey(&authority),
        &[],
        10_000,
    );
    for instruction in [
        token::open_associated(&owner, &treasury, &mint, &taxed.token_program),
        token::open_associated(&owner, &auditor.address(), &mint, &taxed.token_program),
        mint_to.expect("a token program"),
    ] {
        crate::support::raw(&mut realm.world, instruction, &[&authority]).expect("tokens");
    }
    let create = realm.gov.create_stream(9, &taxed, auditor.address(), vesting());
    let proposal = realm.executable(&[create]);
    let purses = realm.purses();
    let sent = realm.execute(&proposal, 0).expect("a stream");
    // One hundredth of 1,000 stays with the mint.
    assert_eq!(number(&sent.event("StreamCreated"), "amount"), 990);
    let state = realm.stream(9).expect("there");
    assert_eq!((state.vesting.amount, state.decimals), (990, 2));
    realm.warp_to(MADE + 1_500);
    let claim = realm.gov.claim_stream(9, &taxed, &auditor.address());
    let sent = realm.send_freely(claim.clone()).expect("pays");
    assert_eq!(number(&sent.event("StreamClaimed"), "amount"), 495);
    assert_eq!(realm.world.token(&to).expect("there").amount, 490, "less the fee");
    realm.warp_to(MADE + 2_000);
    realm.send_freely(claim).expect("pays the rest");
    assert_eq!(realm.world.token(&from).expect("there").amount, 9_000);
    // The mint's fee must leave the stream's account before it can be closed, which anyone may have done.
    let close = realm.gov.close_stream(9, &taxed);
    refused(realm.send_freely(close.clone()), FEES_WITHHELD);
    let vault = address::stream_vault(&address::stream(&realm.gov.realm, 9));
    let harvest =
        transfer_fee::instruction::harvest_withheld_tokens_to_mint(&taxed.token_program, &mint, &[&vault]);
    crate::support::raw(&mut realm.world, harvest.expect("a token program"), &[]).expect("harvests");
    realm.send_freely(close).expect("closes");
    assert!(realm.stream(9).is_none());
    realm.assert_paid(&purses, &[]);
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
