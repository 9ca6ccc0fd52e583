use super::{
    create_stream::{streaming, vesting, ACCOUNT, MADE},
    governed,
};
use crate::support::{number, refused, who, with};
use anchor_lang::prelude::ProgramError;
use assay_client::{address, governor::Currency, token};
use assay_tests::{governance::rent, Extension, Payment};
use governor::{error::GovernorError, state::Stream};
use spl_token_2022_interface::extension::transfer_fee;
use stake::error::StakeError;

/// Token-2022's error for an account that still holds fees of its mint.
const FEES_WITHHELD: ProgramError = ProgramError::Custom(35);

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
