//! What stake, vesting and farms come to is what the programs say.

mod support;

use bytemuck::Zeroable;
use serde_json::{json, Value};
use support::{account, ok, refused};

#[test]
fn a_lock_weighs_and_what_cannot_be_is_refused() {
    let pool = account(&stake::state::Pool::zeroed());
    let preview = |amount: &str, lock: u32| json!({ "fn": "stake.preview", "pool": pool, "amount": amount, "lock_seconds": lock, "now": "0" });
    let four_years = stake::constants::MAX_LOCK_SECONDS;
    let told = ok(preview("1000000", four_years));
    assert_eq!(
        (&told["weight"], &told["multiplier_bps"]),
        (&json!("4000000"), &json!(40_000))
    );
    assert_eq!(told["yearly"], Value::Null);
    let (name, error) = refused(preview("1", four_years + 1), &[]);
    assert_eq!((name.as_str(), error["code"].is_u64()), ("LockTooLong", true));
    for amount in ["-1", "1.5", "", "1e3", "18446744073709551616", "1 000", "+1"] {
        let (name, error) = refused(preview(amount, 0), &[]);
        assert_eq!(name, "BadRequest", "{amount}: {error}");
    }
    let measured = ok(json!({ "fn": "stake.concentration", "amounts": ["50", "50", "0"] }));
    assert_eq!(
        (&measured["holders"], &measured["nakamoto"]),
        (&json!(2), &json!(2))
    );
}

#[test]
fn what_vests_is_released_as_the_programs_release_it() {
    let vesting = |cliff: &str, now: &str| json!({ "fn": "stake.vesting", "amount": "1000", "start": "100", "cliff": cliff, "end": "400", "now": now });
    let released = |now: &str| ok(vesting("200", now))["released"].clone();
    assert_eq!((released("199"), released("200")), (json!("0"), json!("333")));
    assert_eq!((released("399"), released("400")), (json!("996"), json!("1000")));
    let (name, _) = refused(vesting("401", "0"), &[]);
    assert_eq!(name, "BadVesting");

    let mut position = stake::state::Position::zeroed();
    position.amount = 1_000;
    position.vesting = stake::state::Vesting {
        amount: 900,
        start: 100,
        cliff: 100,
        end: 400,
    };
    let told = ok(json!({
        "fn": "stake.position",
        "pool": account(&stake::state::Pool::zeroed()),
        "position": account(&position),
        "now": "200",
    }));
    assert_eq!(told["unreleased"], "600");

    let mut stream = governor::state::Stream::zeroed();
    (stream.vesting, stream.claimed) = (position.vesting, 120);
    let told = ok(json!({ "fn": "governor.stream", "stream": account(&stream), "now": "200" }));
    assert_eq!(
        (&told["claimable"], &told["unreleased"]),
        (&json!("180"), &json!("600"))
    );
}

#[test]
fn a_farm_gets_its_share_of_what_an_epoch_streams() {
    let (mut pool, mut farm) = (stake::state::Pool::zeroed(), stake::state::Farm::zeroed());
    let stream = |pool: &stake::state::Pool, farm: &stake::state::Farm| {
        ok(json!({ "fn": "stake.farm", "pool": account(pool), "farm": account(farm) }))["epoch_stream"]
            .clone()
    };
    assert_eq!(stream(&pool, &farm), "0", "no farm has a weight");
    (pool.liquidity_stream, pool.farm_weight, farm.weight) = (1_000, 3, 2);
    assert_eq!(stream(&pool, &farm), "666");
}
