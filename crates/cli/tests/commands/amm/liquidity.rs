//! Liquidity in and out, locks, and what pools owe.

use super::{address, number, spl, Trading, WEALTH};
use assay_client::{address as derive, amm::AmmPool, token};
use serde_json::Value;
use solana_keypair::Keypair;
use solana_signer::Signer;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pool_is_made_filled_and_emptied() {
    let trading = Trading::new().await;
    let gold = trading.gold.to_string();
    let before = trading.balances().await;
    let made = trading
        .pool(&["create", "100", &gold, "400", "--tier", "2", "--creator-share"])
        .await;
    let event = made.event("PoolCreated");
    // √(100·10⁹ · 400·10⁶) less what nobody gets.
    assert_eq!(event["liquidity"], 6_324_555_320u64 - 1_000);
    let pool = address(&made.done()["pool"]);
    let stake = trading.world.market.pool;
    let config = derive::fee_config(&stake.address, 2);
    let expected = AmmPool::new(stake, config, spl(trading.gold), spl(trading.reward()));
    assert_eq!(pool, expected.address);
    let after = trading.balances().await;
    assert_eq!(
        after,
        [before[0] - 400_000_000, before[1] - 100_000_000_000, before[2]]
    );
    assert_eq!(trading.liquidity(&pool).await, 6_324_555_320 - 1_000);

    let pool_text = pool.to_string();
    let deposited = trading
        .pool(&["deposit", &pool_text, "10", "reward"])
        .await
        .done();
    let liquidity = number(&deposited["liquidity"]);
    let two_sided = trading.balances().await;
    assert_eq!(trading.liquidity(&pool).await, 6_324_554_320 + liquidity);
    let (reward, gold_sent) = (after[0] - two_sided[0], after[1] - two_sided[1]);
    assert!(reward == 10_000_000 || reward == 9_999_999, "{reward}");
    assert!(gold_sent.abs_diff(2_500_000_000) < 1_000, "{gold_sent}");

    let deposited = trading
        .pool(&["deposit", &pool_text, "5", &gold, "--single"])
        .await
        .done();
    let liquidity = number(&deposited["liquidity"]);
    let single = trading.balances().await;
    assert_eq!(
        (two_sided[1] - single[1], two_sided[0]),
        (5_000_000_000, single[0])
    );
    assert!(liquidity > 0);

    let mean = ["deposit", &pool_text, "1", "reward", "--within-mean", "1%"];
    trading.pool(&mean).await.refused(1, &["goes with --single"]);
    let donated = trading.pool(&["donate", &pool_text, "1", "reward"]).await;
    assert_eq!(
        number(&donated.event("Donated")["amount_a"]) + number(&donated.event("Donated")["amount_b"]),
        1_000_000
    );
    donated.done();

    let out = trading
        .pool(&["withdraw", &pool_text, "100", "--single", &gold])
        .await
        .done();
    let gold_side = match trading.state(&pool).await.mints[0] == trading.gold {
        true => "received_a",
        false => "received_b",
    };
    let one_sided = trading.balances().await;
    assert_eq!(one_sided[1] - single[1], number(&out[gold_side]));
    assert_eq!(one_sided[0], single[0] - 1_000_000);
    trading.pool(&["withdraw", &pool_text, "all"]).await.done();
    assert_eq!(trading.liquidity(&pool).await, 0);
    let state = trading.state(&pool).await;
    assert_eq!(state.liquidity, 1_000, "nobody's");
    let owed: u64 = state.protocol_fees.iter().chain(&state.creator_fees).sum();
    assert!(owed > 0, "one side alone is a trade");
    let end = trading.balances().await;
    // Everything is back but what nobody has and what is owed.
    assert_eq!(
        WEALTH - end[1],
        state.reserves[usize::from(state.mints[0] != trading.gold)] + fees(&state, &trading.gold)
    );
}

fn fees(state: &assay_client::amm::LiquidityPool, mint: &solana_address::Address) -> u64 {
    let side = usize::from(state.mints[0] != *mint);
    state.protocol_fees[side] + state.creator_fees[side]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locked_liquidity_stays_and_what_it_earns_is_collected() {
    let (trading, pool, _) = Trading::with_pools().await;
    let (text, gold) = (pool.to_string(), trading.gold.to_string());
    let all = trading.liquidity(&pool).await;
    let locked = trading.pool(&["lock", &text, "all", "--for-ever"]).await.done();
    let lock = address(&locked["lock"]).to_string();
    assert_eq!(
        (number(&locked["liquidity"]), trading.liquidity(&pool).await),
        (all, 0)
    );
    let removed = trading.pool(&["withdraw", &text, "1"]).await;
    removed.refused(1, &["has 0 of liquidity", "not locked", "assay pool locks"]);
    trading
        .pool(&["withdraw", &text, "all"])
        .await
        .refused(1, &["not locked"]);
    trading
        .pool(&["collect-lock", &lock])
        .await
        .refused(5, &["nothing to collect"]);
    trading
        .pool(&["close-lock", &lock])
        .await
        .refused(5, &["still in the lock"]);
    trading
        .world
        .assay(&["pool", "close-lock", &lock])
        .await
        .refused(1, &["belongs to", "--keypair"]);

    let large = ["swap", "50", "reward", &gold];
    let refused = trading.run(&large).await;
    refused.refused(1, &["moves the price by 19.96 %", "--max-impact"]);
    let allowed = trading
        .run(&[&large[..], &["--max-impact", "20%"]].concat())
        .await;
    allowed.done();
    let listed = trading.pool(&["locks"]).await.done();
    let due = number(&listed[0]["collectable"]);
    assert_eq!(
        (&listed[0]["lock"], &listed[0]["liquidity"]),
        (&lock.clone().into(), &all.into())
    );
    assert_eq!(listed[0]["ends_at"], 0);
    assert!(due > 0);
    // Anyone may have it done.
    let collected = trading.world.assay(&["pool", "collect-lock", &lock]).await.done();
    assert_eq!(
        (number(&collected["liquidity"]), trading.liquidity(&pool).await),
        (due, due)
    );
    assert_eq!(trading.state(&pool).await.locked, all - due);

    let report = trading.world.assay(&["report"]).await.done();
    let of_pool = report["liquidity"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|it| it["pool"] == text);
    let measured = of_pool.expect("the pool");
    assert_eq!(
        (&measured["holders"], &measured["total"]),
        (&1.into(), &all.into())
    );
    assert_eq!(
        (&measured["gini"], &measured["nakamoto"]),
        (&0.0.into(), &1.into())
    );

    let friend = Keypair::new().pubkey().to_string();
    let vested = ["lock", &text, "all", "--until", "2s", "--owner", &friend];
    trading.pool(&vested).await.done();
    let theirs = trading.pool(&["locks", "--owner", &friend]).await.done();
    assert_eq!(theirs.as_array().map(Vec::len), Some(1));
    let everybodys = trading.pool(&["locks", "--all", "--pool", &text]).await.done();
    assert_eq!(everybodys.as_array().map(Vec::len), Some(2));
    let backwards = ["lock", &text, "all", "--until", "1000"];
    trading.pool(&backwards).await.refused(1, &["has 0 of liquidity"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_is_released_is_emptied_and_closed() {
    let (trading, pool, _) = Trading::with_pools().await;
    let text = pool.to_string();
    let all = trading.liquidity(&pool).await;
    let locked = trading
        .pool(&["lock", &text, "100", "--until", "1s"])
        .await
        .done();
    let lock = address(&locked["lock"]).to_string();
    while number(&trading.pool(&["locks"]).await.done()[0]["collectable"]) < 100_000_000 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    trading.pool(&["collect-lock", &lock]).await.done();
    assert_eq!(trading.liquidity(&pool).await, all, "to the unit");
    trading.pool(&["close-lock", &lock]).await.done();
    assert_eq!(trading.pool(&["locks"]).await.done(), Value::Array(Vec::new()));
    assert_eq!(trading.state(&pool).await.locked, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fees_and_gifts_go_where_they_belong() {
    let trading = Trading::new().await;
    let gold = trading.gold.to_string();
    let pool = trading
        .create(&["100", &gold, "200", "--tier", "2", "--creator-share"])
        .await;
    let text = pool.to_string();
    trading
        .pool(&["collect-fees", &text])
        .await
        .refused(5, &["nothing to collect"]);
    trading
        .pool(&["skim", &text])
        .await
        .refused(5, &["nothing to collect"]);
    trading.run(&["swap", "10", "reward", &gold]).await.done();

    // 30 of 10,000 of 10 tokens are 30,000 units: a fifth for the protocol, a twentieth for the creator.
    let (before, authority) = (trading.balances().await, trading.world.client.pubkey());
    let treasury = trading.world.tokens(&authority).await;
    let collected = trading.pool(&["collect-fees", &text]).await;
    assert_eq!(collected.event("ProtocolFeesCollected")["burnt"], 3_000);
    collected.done();
    assert_eq!(trading.world.tokens(&authority).await - treasury, 3_000);
    trading.pool(&["collect-fees", &text, "--creator"]).await.done();
    let after = trading.balances().await;
    assert_eq!(after[0] - before[0], 1_500);

    let vault = derive::amm_vault(&pool, &trading.gold);
    let me = trading.trader.pubkey();
    let from = token::associated(&me, &trading.gold, &token::TOKEN_PROGRAM);
    let gift = token::transfer(&from, &trading.gold, &vault, &me, 777, super::DECIMALS);
    trading.world.send(&trading.trader, vec![gift]).await;
    trading.pool(&["skim", &text]).await.done();
    let skimmed = token::associated(&authority, &trading.gold, &token::TOKEN_PROGRAM);
    assert_eq!(
        trading
            .world
            .rpc
            .token_balance(&skimmed)
            .await
            .expect("a balance"),
        777
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tiers_are_the_governors() {
    let trading = Trading::new().await;
    let tiers = trading.pool(&["configs"]).await.done();
    let fees: Vec<_> = tiers
        .as_array()
        .expect("a list")
        .iter()
        .map(|tier| number(&tier["fee_bps"]))
        .collect();
    assert_eq!(fees, [1, 5, 30, 100]);
    let create = ["create-config", "7", "--fee", "0.5%", "--creator", "10%"];
    trading
        .pool(&create)
        .await
        .refused(5, &["Only the authority of the stake pool"]);
    let governor = &trading.world;
    governor.assay(&[&["pool"], &create[..]].concat()).await.done();
    governor
        .assay(&["pool", "set-fees", "7", "--fee", "201"])
        .await
        .refused(5, &["bounds"]);
    governor
        .assay(&["pool", "set-fees", "7", "--burn", "100%"])
        .await
        .done();
    trading
        .pool(&["set-fees", "7", "--fee", "1"])
        .await
        .refused(5, &["Only the authority"]);
    let tiers = trading.pool(&["configs"]).await.done();
    let tier = &tiers[4];
    assert_eq!((&tier["index"], &tier["fee_bps"]), (&7.into(), &50.into()));
    assert_eq!(
        (&tier["creator_bps"], &tier["burn_bps"]),
        (&1_000.into(), &10_000.into())
    );
    governor
        .assay(&["pool", "pause", "--tier", "7", "create", "swap"])
        .await
        .done();
    let gold = trading.gold.to_string();
    let paused = trading.pool(&["create", "1", &gold, "1", "--tier", "7"]).await;
    paused.refused(5, &["paused"]);
    governor
        .assay(&["pool", "pause", "--tier", "7", "none"])
        .await
        .done();
    trading.create(&["1", &gold, "1", "--tier", "7"]).await;
    governor
        .assay(&["pool", "pause", "--tier", "99", "all"])
        .await
        .refused(6, &["no fee config", "assay pool configs"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_launch_opens_late_costs_more_and_caps_what_leaves() {
    let trading = Trading::new().await;
    let gold = trading.gold.to_string();
    let refused = [
        "100",
        &gold,
        "200",
        "--tier",
        "0",
        "--launch",
        "1h",
        "--launch-fee",
        "50%",
    ];
    trading
        .pool(&[&["create"], &refused[..]].concat())
        .await
        .refused(5, &["bounds"]);
    let allow = [
        "pool",
        "set-fees",
        "1",
        "--launch-fee",
        "50%",
        "--launch-hours",
        "168",
    ];
    trading.world.assay(&allow).await.done();
    let launch = [
        "100",
        &gold,
        "200",
        "--tier",
        "3",
        "--opens",
        "1h",
        "--launch",
        "1h",
        "--launch-fee",
        "50%",
    ];
    let closed = trading.create(&launch).await.to_string();
    let shown = trading.pool(&["show", &closed]).await.done();
    assert_eq!(
        (&shown["launch"]["fee_bps"], &shown["launch"]["seconds"]),
        (&5_000.into(), &3_600.into())
    );
    let early = trading.run(&["swap", "1", "reward", &gold]).await;
    early.refused(5, &["not open for trading yet", "Unix time"]);

    let launch = [
        "100",
        &gold,
        "200",
        "--tier",
        "1",
        "--launch",
        "7d",
        "--launch-fee",
        "20%",
        "--launch-cap",
        "1%",
    ];
    let open = trading.create(&launch).await.to_string();
    let too_much = trading.run(&["swap", "10", "reward", &gold]).await;
    too_much.refused(5, &["only so much may leave", "left in this slot"]);
    let before = trading.balances().await;
    let swapped = trading.run(&["swap", "1", "reward", &gold]).await.done();
    let hop = &swapped["quote"]["hops"][0];
    assert_eq!((&hop["pool"], &hop["fee_bps"]), (&open.into(), &2_000.into()));
    assert_eq!(hop["launch_fee_bps"], 1_995);
    let after = trading.balances().await;
    assert_eq!(before[0] - after[0], 1_000_000);
    assert_eq!(after[1] - before[1], number(&swapped["quote"]["received"]));
    let wrong = [
        "create",
        "1",
        &gold,
        "1",
        "--tier",
        "2",
        "--launch",
        "8d",
        "--launch-fee",
        "1%",
    ];
    trading.pool(&wrong).await.refused(5, &["outside the bounds"]);
}
