//! What is said when a swap or a deposit cannot be made.

use super::Trading;
use assay_client::amm::{AmmPool, Limits, Swap as _};
use solana_keypair::Keypair;
use solana_signer::Signer;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_is_named_and_moves_nothing() {
    let (trading, pool, _) = Trading::with_pools().await;
    let (gold, text) = (trading.gold.to_string(), pool.to_string());
    let (wallet, nobody) = (
        trading.trader.pubkey().to_string(),
        Keypair::new().pubkey().to_string(),
    );
    let before = trading.balances().await;
    let cases: &[(&[&str], i32, &[&str])] = &[
        (
            &["swap", "10001", "reward", &gold],
            1,
            &["reward, and this takes up to 10001 reward"],
        ),
        (
            &["swap", "18446744073709.551615", "reward", &gold],
            5,
            &["does not fit into 64 bits"],
        ),
        (
            &["swap", "18446744073709.551616", "reward", &gold],
            1,
            &["at most 6 decimals"],
        ),
        (
            &["swap", "1.0000001", "reward", &gold],
            1,
            &["1.0000001", "at most 6 decimals"],
        ),
        (
            &["swap", "0.0000000001", &gold, "reward"],
            1,
            &["at most 9 decimals"],
        ),
        (
            &["swap", "0.000000001", &gold, "reward"],
            5,
            &["too small to move a unit"],
        ),
        (
            &["swap", "100", "reward", &gold, "--exact-out"],
            5,
            &["More than the pool holds"],
        ),
        (&["swap", "1", &gold, &gold], 1, &["two different mints"]),
        (&["swap", "1", "reward", "reward"], 1, &["two different mints"]),
        (&["swap", "1", "reward", &nobody], 6, &["no mint", &nobody]),
        (&["swap", "1", "reward", &wallet], 1, &["not a mint"]),
        (
            &["swap", "1", "reward", "sol"],
            6,
            &["no pool of this suite", "assay pool list"],
        ),
        (
            &["swap", "1", "reward", &gold, "--deadline=-1"],
            5,
            &["deadline has passed"],
        ),
        (
            &[
                "swap",
                "1",
                "reward",
                &gold,
                "--within-mean",
                "1%",
                "--mean-window",
                "7d",
            ],
            5,
            &["does not reach back that far"],
        ),
        (
            &["pool", "show", &nobody],
            6,
            &["no liquidity pool", "assay pool list"],
        ),
        (&["pool", "show", &gold], 1, &["not a liquidity pool"]),
        (
            &["pool", "deposit", &text, "1", "sol"],
            1,
            &["trades", "not So1111"],
        ),
        (
            &["pool", "deposit", &text, "10001", "reward"],
            1,
            &["has", "takes up to"],
        ),
        (
            &["pool", "deposit", &text, "1.0000001", "reward"],
            1,
            &["at most 6 decimals"],
        ),
        (
            &["pool", "deposit", &text, "1", "reward", "--deadline=-1"],
            5,
            &["deadline has passed"],
        ),
        (
            &["pool", "withdraw", &text, "18446744073709.551615"],
            1,
            &["not locked", "18446744073709.551615"],
        ),
        (
            &["pool", "create", "1", "reward", "1", "--tier", "2"],
            1,
            &["two different mints"],
        ),
        (
            &["pool", "create", "1", &gold, "1", "--tier", "99"],
            6,
            &["no fee config", "assay pool configs"],
        ),
        (
            &["pool", "create", "0.000000001", &gold, "0.001", "--tier", "3"],
            5,
            &["1,000 units of liquidity"],
        ),
        (
            &["pool", "create", "1", &gold, "1", "sol", "--tier", "3"],
            5,
            &["must be the reward token"],
        ),
        (
            &["pool", "collect-lock", &nobody],
            6,
            &["no liquidity lock", "assay pool locks"],
        ),
    ];
    for (arguments, code, words) in cases {
        trading.run(arguments).await.refused(*code, words);
    }
    assert_eq!(trading.balances().await, before, "nothing was moved");
}

/// Between quote and execution somebody else trades: the program itself refuses, and nothing of two hops stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_that_is_not_met_undoes_both_hops() {
    let (trading, pool, _) = Trading::with_pools().await;
    let rpc = &trading.world.rpc;
    let stake = trading.world.market.pool;
    let pools = assay_client::amm::Snapshot::load_all(rpc, &stake)
        .await
        .expect("pools");
    let none = assay_client::amm::Slippage::new(0).expect("nothing");
    let mints = [&trading.tin, &trading.gold];
    let exact = assay_client::amm::Exact::In;
    let route = assay_client::amm::Route::find(&pools, &stake.reward_mint, mints, exact, 1_000_000_000, none)
        .expect("a route");
    // Gold gets dearer.
    let gold = trading.gold.to_string();
    trading.run(&["swap", "1", "reward", &gold]).await.done();
    let before = trading.balances().await;
    let limits = Limits {
        deadline: i64::MAX,
        mean_seconds: 0,
        mean_bps: 0,
    };
    let me = trading.trader.pubkey();
    let late = assay_client::Transaction::new(&trading.trader, route.instructions(me, limits));
    let refused = late.send(rpc).await.expect_err("the price moved");
    assert_eq!(refused.program_error(), Some("BelowMinimum"), "{refused}");
    assert!(refused.to_string().contains("you would get"), "{refused}");
    let passed = Limits {
        deadline: 1,
        ..limits
    };
    let late = assay_client::Transaction::new(&trading.trader, route.instructions(me, passed));
    let refused = late.send(rpc).await.expect_err("long ago");
    assert_eq!(refused.program_error(), Some("DeadlinePassed"), "{refused}");
    assert_eq!(trading.balances().await, before, "nothing of the first hop stays");
    let of_gold: &AmmPool = &route.hops[1].pool;
    assert_eq!(of_gold.address, pool);
}
