use super::{with_ann, TestPools, PURSE, QUOTE, REWARD};
use crate::support::{number, other_pool, refused};
use amm::error::AmmError;
use assay_tests::pools::Quote;
use stake::error::StakeError;

#[test]
fn what_was_sent_past_the_program_goes_to_the_authority() {
    for quote in Quote::ALL {
        let mut pools = TestPools::of(quote);
        let ann = pools.add("ann", [PURSE; 2]);
        pools
            .sell(&ann, QUOTE, 1_000_000)
            .expect("fees that are not touched");
        let state = pools.state();
        pools.gift(&ann, QUOTE, 10_000);
        pools.gift(&ann, REWARD, 20_000);
        let before = pools.balances();
        let sent = pools.skim().expect("skims");
        let (given, arrives) = if quote == Quote::Taxed {
            (9_900, 9_801)
        } else {
            (10_000, 10_000)
        };
        pools.assert_moved(
            &before,
            &[
                ("authority quote", arrives),
                ("authority reward", 20_000),
                ("vault quote", -given),
                ("vault reward", -20_000),
            ],
        );
        let after = pools.state();
        assert_eq!(
            (after.reserves, after.liquidity),
            (state.reserves, state.liquidity)
        );
        assert_eq!(
            (after.protocol_fees, after.creator_fees),
            (state.protocol_fees, state.creator_fees)
        );
        let event = sent.event("Skimmed");
        assert_eq!(
            ["amount_a", "amount_b"].map(|field| number(&event, field)),
            [given as u64, 20_000]
        );
    }
}

#[test]
fn there_is_nothing_where_nobody_gave() {
    let (mut pools, ann) = with_ann();
    refused(pools.skim(), AmmError::NothingToCollect);
    for side in [QUOTE, REWARD] {
        pools.sell(&ann, side, 1_000_003).expect("sells");
    }
    refused(pools.skim(), AmmError::NothingToCollect);
    pools.gift(&ann, QUOTE, 1);
    pools.skim().expect("one unit");
    refused(pools.skim(), AmmError::NothingToCollect);
}

#[test]
fn it_is_paid_to_nobody_else() {
    let (mut pools, ann) = with_ann();
    pools.gift(&ann, QUOTE, 10_000);
    let skim = pools.pool.skim(&ann.address());
    refused(pools.send(&[skim], &[]), StakeError::WrongTokenAccount);
}

#[test]
fn the_authority_of_another_stake_pool_gets_nothing() {
    let (mut pools, ann) = with_ann();
    let other = other_pool(&mut pools.world, "another reward mint");
    pools.gift(&ann, QUOTE, 10_000);
    let authority = solana_signer::Signer::pubkey(&pools.world.authority);
    let skim = pools.pool.skim(&authority);
    let skim = crate::support::with(skim, &pools.pool.stake.address, &other.address);
    refused(pools.send(&[skim], &[]), AmmError::WrongConfig);
}

/// Wrapped lamports can be sent as lamports, which anybody makes a balance of.
#[test]
fn lamports_that_became_a_balance() {
    let mut pools = TestPools::of(Quote::Sol);
    let vault = pools.pool.vaults[QUOTE as usize];
    let payer = solana_signer::Signer::pubkey(&pools.world.payer);
    pools.expect_wrapped_gift(QUOTE, 5_000);
    let give = solana_system_interface::instruction::transfer(&payer, &vault, 5_000);
    let sync = spl_token_interface::instruction::sync_native(&assay_client::token::TOKEN_PROGRAM, &vault);
    let payer = pools.world.payer.clone();
    pools
        .send(&[give, sync.expect("the token program")], &[&payer])
        .expect("gives");
    let before = pools.balances();
    pools.skim().expect("skims");
    pools.assert_moved(&before, &[("authority quote", 5_000), ("vault quote", -5_000)]);
}
