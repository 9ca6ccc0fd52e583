//! Swaps over one pool and two, and prices.

use super::{number, Trading};
use assay_client::token::NATIVE_MINT;
use serde_json::Value;

/// What a swap quoted: sent and received.
fn quoted(answer: &Value) -> (u64, u64) {
    let quote = &answer["quote"];
    (number(&quote["sent"]), number(&quote["received"]))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sold_and_bought_is_what_was_quoted() {
    let (trading, pool, _) = Trading::with_pools().await;
    let gold = trading.gold.to_string();
    let before = trading.balances().await;
    let quote = trading
        .run(&["swap", "10", "reward", &gold, "--quote"])
        .await
        .done();
    assert_eq!(trading.balances().await, before, "asking moves nothing");
    assert_eq!(
        (&quote["exact"], &quote["sent"]),
        (&"in".into(), &10_000_000.into())
    );
    assert_eq!(
        (&quote["from_decimals"], &quote["to_decimals"]),
        (&6.into(), &9.into())
    );
    assert_eq!(quote["hops"][0]["pool"], pool.to_string());
    assert_eq!(quote["hops"][0]["fee_bps"], 30);
    assert_eq!(quote["hops"][0]["fee"], 30_000, "of the reward tokens");
    // 100 · 9.97 / 209.97 gold.
    let received = 100_000_000_000 * 9_970_000u64 as u128 / 209_970_000;
    assert_eq!(u128::from(number(&quote["received"])), received);
    assert_eq!(
        number(&quote["minimum_received"]),
        (received * 9_950).div_ceil(10_000) as u64
    );
    assert_eq!(quote["price_impact_bps"], 475, "9.97 of 209.97");

    let swapped = trading.run(&["swap", "10", "reward", &gold]).await;
    let event = swapped.event("Swapped");
    assert_eq!(
        (number(&event["sent"]), number(&event["received"])),
        (10_000_000, received as u64)
    );
    swapped.done();
    let after = trading.balances().await;
    assert_eq!(
        after,
        [before[0] - 10_000_000, before[1] + received as u64, before[2]]
    );

    let bought = trading
        .run(&["swap", "1.5", "reward", &gold, "--exact-out"])
        .await
        .done();
    let (sent, received) = quoted(&bought);
    assert_eq!(received, 1_500_000_000);
    let last = trading.balances().await;
    assert_eq!(last, [after[0] - sent, after[1] + received, after[2]]);
    assert_eq!(number(&bought["quote"]["minimum_received"]), received);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_pools_meet_in_the_reward_token_and_what_is_left_there_is_said() {
    let (trading, _, _) = Trading::with_pools().await;
    let (gold, tin) = (trading.gold.to_string(), trading.tin.to_string());
    let before = trading.balances().await;
    let swapped = trading.run(&["swap", "1", &gold, &tin]).await.done();
    let (sent, received) = quoted(&swapped);
    let left = number(&swapped["quote"]["left_over_reward"]);
    assert_eq!(sent, 1_000_000_000);
    assert!(
        left > 0 && left < 2_000_000 / 300,
        "a quarter of a percent: {left}"
    );
    assert_eq!(swapped["quote"]["hops"].as_array().map(Vec::len), Some(2));
    let after = trading.balances().await;
    assert_eq!(after, [before[0] + left, before[1] - sent, before[2] + received]);

    // Without slippage nothing is left over.
    let exact = ["swap", "1", &tin, &gold, "--slippage", "0"];
    let swapped = trading.run(&exact).await.done();
    let (sent, received) = quoted(&swapped);
    assert_eq!(swapped["quote"]["left_over_reward"], 0);
    let last = trading.balances().await;
    assert_eq!(last, [after[0], after[1] + received, after[2] - sent]);

    let bought = trading
        .run(&["swap", "2", &gold, &tin, "--exact-out"])
        .await
        .done();
    let (sent, received) = quoted(&bought);
    let left = number(&bought["quote"]["left_over_reward"]);
    assert_eq!(received, 2_000_000_000);
    let end = trading.balances().await;
    assert_eq!(end, [last[0] + left, last[1] - sent, last[2] + received]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_tiers_the_best_pool_is_taken() {
    let (trading, dear, _) = Trading::with_pools().await;
    let gold = trading.gold.to_string();
    let cheap = trading.create(&["100", &gold, "200", "--tier", "0"]).await;
    let quote = trading
        .run(&["swap", "1", "reward", &gold, "--quote"])
        .await
        .done();
    assert_eq!(quote["hops"][0]["pool"], cheap.to_string());
    // Once the cheap one's price is bad, the dear one is better.
    trading
        .pool(&["pause", "--pool", &cheap.to_string(), "swap"])
        .await
        .refused(5, &["Only the authority"]);
    trading
        .world
        .assay(&["pool", "pause", "--pool", &cheap.to_string(), "swap"])
        .await
        .done();
    let swapped = trading.run(&["swap", "1", "reward", &gold]).await.done();
    assert_eq!(swapped["quote"]["hops"][0]["pool"], dear.to_string());
    let listed = trading.pool(&["list"]).await.done();
    let pools = listed.as_array().expect("a list");
    assert_eq!(pools.len(), 3);
    let paused = pools
        .iter()
        .find(|pool| pool["pool"] == cheap.to_string())
        .expect("listed");
    assert_eq!(paused["paused"], serde_json::json!(["swap"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sol_is_wrapped_and_unwrapped_on_the_way() {
    let trading = Trading::new().await;
    let before = (trading.lamports().await, trading.balance(trading.reward()).await);
    let pool = trading.create(&["1", "sol", "50", "--tier", "1"]).await;
    let after = (trading.lamports().await, trading.balance(trading.reward()).await);
    assert_eq!(after.1, before.1 - 50_000_000);
    // Rent of the pool's accounts, and fees.
    let spent = before.0 - after.0 - 1_000_000_000;
    assert!(spent < 60_000_000, "{spent}");
    assert_eq!(trading.balance(NATIVE_MINT).await, 0);

    let swapped = trading.run(&["swap", "0.1", "sol", "reward"]).await.done();
    let (sent, received) = quoted(&swapped);
    let sold = (trading.lamports().await, trading.balance(trading.reward()).await);
    assert_eq!((sent, sold.1 - after.1), (100_000_000, received));
    let fee = after.0 - sold.0 - sent;
    assert!(fee < 50_000, "{fee} lamports more");

    let bought = trading
        .run(&["swap", "0.05", "reward", "sol", "--exact-out"])
        .await
        .done();
    let (sent, received) = quoted(&bought);
    let last = (trading.lamports().await, trading.balance(trading.reward()).await);
    assert_eq!((received, sold.1 - last.1), (50_000_000, sent));
    assert!(sold.0 + received - last.0 < 50_000);
    // What of the most that was wrapped is not needed comes back.
    let exact = ["swap", "1", "sol", "reward", "--exact-out", "--slippage", "10%"];
    let (sent, received) = quoted(&trading.run(&exact).await.done());
    let end = (trading.lamports().await, trading.balance(trading.reward()).await);
    assert_eq!((received, end.1 - last.1), (1_000_000, received));
    assert!(last.0 - end.0 - sent < 50_000);

    let withdraw = ["withdraw", &pool.to_string(), "all", "--single", "sol"];
    let refused = trading.pool(&withdraw).await;
    refused.refused(1, &["moves the price by", "--max-impact"]);
    trading
        .pool(&[&withdraw[..], &["--max-impact", "100%"]].concat())
        .await
        .done();
    assert!(
        trading.lamports().await > end.0 + 1_000_000_000,
        "both sides in SOL"
    );
    assert_eq!(trading.liquidity(&pool).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prices_are_exact_decimals_now_and_over_time() {
    let (trading, pool, other) = Trading::with_pools().await;
    let gold = trading.gold.to_string();
    let rpc = &trading.world.rpc;
    let made = rpc.unix_time().await.expect("the time");
    while rpc.unix_time().await.expect("the time") < made + 2 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let prices = trading.run(&["price"]).await.done();
    assert_eq!(prices.as_array().map(Vec::len), Some(2));
    let of_gold = trading.run(&["price", &gold, "--window", "1"]).await.done();
    assert_eq!(of_gold.as_array().map(Vec::len), Some(1));
    let price = &of_gold[0];
    assert_eq!(price["pool"], pool.to_string());
    let (gold_side, reward_side) = match price["mint_a"] == gold {
        true => ("a", "b"),
        false => ("b", "a"),
    };
    assert_eq!(price["spot"][gold_side], "2");
    assert_eq!(price["spot"][reward_side], "0.5");
    assert_eq!(price["mean"][reward_side], "0.5");
    assert_eq!(price["mean_seconds"], 1);
    let tin = trading
        .run(&["price", &trading.tin.to_string(), "reward"])
        .await
        .done();
    assert_eq!(tin[0]["pool"], other.to_string());
    assert_eq!(tin[0]["mean"], Value::Null, "ten minutes have not passed");
    let young = trading.run(&["price", &gold, "--window", "7d"]).await;
    young.refused(5, &["does not reach back that far"]);
    let nowhere = trading.run(&["price", &gold, &trading.tin.to_string()]).await;
    nowhere.refused(6, &["no pool of this suite"]);
}
