use crate::support::seven;
use assay_tests::{Verdict, BOND, PRICE};

const GIFT: u64 = 777;

/// What somebody sends to a vault changes no payment; what is left of it goes to the client with the rent.
#[test]
fn gifts_to_a_jobs_vault_change_nothing() {
    let mut world = seven();
    let donor = world.add_wallet("donor");
    world.give_reward(&donor, 10_000);
    let claim = world.work.honest();
    let job = world.post(|request| request.tier = 1);
    world.donate(&donor, &job.vault, GIFT);
    world.accept(&job).expect("accepts");
    world.commit(&job, &claim).expect("commits");
    world.reveal(&job, &claim).expect("reveals");
    world.draw(&job);
    world.attest_all(&job, Verdict::Accept);
    world.warp_past_window(&job);
    let before = world.balances();
    world.settle(&job).expect("settles");
    world.assert_moved(
        &before,
        &[
            ("provider", 950_002),
            ("treasury", 10_001),
            ("supply", -20_000),
            ("vault 0", 20_000 - i128::from(PRICE)),
        ],
    );
    for seat in 0..5 {
        world.pay_verifier(&job, seat).expect("pays");
    }
    let before = world.balances();
    world.close_job(&job).expect("closes although something is left");
    let gift = i128::from(GIFT);
    world.assert_moved(&before, &[("client", gift), ("vault 0", -gift)]);
}

#[test]
fn gifts_to_a_cancelled_jobs_vault_do_not_block_its_close() {
    let mut world = seven();
    let donor = world.add_wallet("donor");
    world.give_reward(&donor, 10_000);
    let job = world.post(|_| {});
    let before = world.balances();
    world.cancel(&job).expect("cancels");
    world.donate(&donor, &job.vault, GIFT);
    world.close_job(&job).expect("closes");
    let gift = i128::from(GIFT);
    world.assert_moved(
        &before,
        &[
            ("client", gift + i128::from(PRICE)),
            ("donor", -gift),
            ("vault 0", -i128::from(PRICE)),
        ],
    );
}

#[test]
fn gifts_to_the_stake_vault_are_nobodys_bond() {
    let mut world = seven();
    let provider = world.provider.clone();
    let vault = world.pool.vault;
    world.donate(&provider, &vault, GIFT);
    let before = world.balances();
    world.begin_unbond(&provider, 0, BOND).expect("unbonds all");
    let now = world.now();
    world.warp_to(now + 7 * 86_400);
    world.withdraw(&provider, 0).expect("withdraws");
    let bond = i128::from(BOND);
    world.assert_moved(&before, &[("provider", bond), ("stake vault", -bond)]);
}

#[test]
fn gifts_to_the_treasury_are_income() {
    let mut world = seven();
    let provider = world.provider.clone();
    let treasury = world.market.treasury;
    world.donate(&provider, &treasury, GIFT);
    let authority = world.authority.clone();
    let destination = world.market.payment_account(&provider.address());
    let instruction =
        world
            .market
            .withdraw_treasury(solana_signer::Signer::pubkey(&authority), destination, GIFT);
    world.send(&[instruction], &[&authority]).expect("withdraws");
}
