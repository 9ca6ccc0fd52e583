use super::{address, call};
use crate::{
    amm::{self, AmmPool, Fees, Limits, PoolMint, Release, Side},
    escrow::{EscrowMarket, JobRequest, MarketParams},
    idl::{decode_account, Value},
    stake::StakePool,
    token,
};
use ::stake::state::Profile;
use bytemuck::Zeroable;
use serde_json::json;

fn stake() -> StakePool {
    StakePool::new(address(1))
}

fn market() -> EscrowMarket {
    EscrowMarket::new(stake(), address(2), token::TOKEN_PROGRAM)
}

fn pool() -> AmmPool {
    let mint = |address| PoolMint {
        address,
        token_program: token::TOKEN_PROGRAM,
    };
    AmmPool::new(stake(), address(3), mint(address(1)), mint(address(2)))
}

fn fees() -> Fees {
    Fees {
        surcharge_seconds: 60,
        observation_seconds: 15,
        fee_bps: 25,
        protocol_bps: 2_000,
        ..Fees::zeroed()
    }
}

#[test]
fn fees_are_read_back_with_the_names_of_the_idl() {
    let call = call(&amm::set_fees(&stake(), address(9), address(3), fees()));
    assert_eq!((call.program.as_str(), call.name.as_str()), ("amm", "set_fees"));
    let arguments = call.arguments.to_json();
    assert_eq!(arguments["fees"]["fee_bps"], 25);
    assert_eq!(arguments["fees"]["protocol_bps"], 2_000);
    let names: Vec<_> = call
        .accounts
        .iter()
        .map(|account| account.name.as_str())
        .collect();
    assert_eq!(names, ["authority", "stake_pool", "config"]);
    let [authority, _, config] = call.accounts.as_slice() else {
        panic!("three accounts");
    };
    assert_eq!(authority.address, Some(address(9)));
    assert!(authority.signer && !config.signer && config.writable);
}

#[test]
fn a_description_is_one_line_with_everything_in_its_order_and_no_address_shortened() {
    let instruction = stake().lower_emission(address(9), 1_500);
    let described = super::describe(&instruction);
    assert_eq!(
        described.text(),
        format!(
            "stake lower_emission(emission: 1500) on authority {} (signs), pool {} (is changed)",
            address(9),
            stake().address
        )
    );
    let json = described.to_json();
    assert_eq!(json["program_id"], ::stake::ID.to_string());
    assert_eq!(json["instruction"], "lower_emission");
    assert_eq!(json["arguments"], json!({ "emission": 1_500 }));
    assert_eq!(json["accounts"][1]["writable"], true);
}

#[test]
fn an_optional_account_that_is_left_out_is_none_and_not_the_program() {
    let all = call(&amm::set_config_pause(&stake(), address(9), address(3), 5));
    let one = call(&pool().set_pause(address(9), 5));
    let named = |call: &super::Call| {
        let found = call.accounts.iter().find(|account| account.name == "pool");
        found.expect("the account of that name").address
    };
    assert_eq!(named(&all), None);
    assert_eq!(named(&one), Some(pool().address));
    assert_eq!(all.arguments.get("mask"), Some(&Value::Unsigned(5)));
}

#[test]
fn bytes_options_and_nested_arguments_are_read_back() {
    let profile = Profile {
        agent: address(7),
        price_floor: u64::MAX,
        region: 756,
        capacity: 4,
        endpoint: b"https://a.example".to_vec(),
    };
    let register = call(&stake().register_operator(address(9), 3, profile))
        .arguments
        .to_json();
    assert_eq!(register["roles"], 3);
    assert_eq!(register["profile"]["agent"], address(7).to_string());
    assert_eq!(register["profile"]["price_floor"], u64::MAX);
    assert_eq!(register["profile"]["endpoint"], hex::encode("https://a.example"));

    let seed = call(&market().draw_committee(address(4), Some([0xab; 32])));
    assert_eq!(seed.arguments.to_json()["seed"], "ab".repeat(32));
    let none = call(&market().draw_committee(address(4), None));
    assert_eq!(none.arguments.get("seed"), Some(&Value::None));

    let limits = Limits {
        deadline: -1,
        mean_seconds: 600,
        mean_bps: 100,
    };
    let swap = call(&pool().swap_exact_in(address(9), Side::B, 1_000, 990, limits));
    let arguments = swap.arguments.to_json();
    assert_eq!(arguments["a_to_b"], false);
    assert_eq!(arguments["limits"]["deadline"], -1);
    let deposit = call(&pool().deposit(address(9), [5, 6], 7, 8))
        .arguments
        .to_json();
    assert_eq!(deposit["amounts"], json!([5, 6]));
    let release = Release::zeroed();
    let lock = call(&pool().lock_liquidity(address(9), 1, address(8), 99, release));
    assert_eq!(lock.arguments.to_json()["owner"], address(8).to_string());
}

#[test]
fn jobs_and_market_parameters_are_read_back() {
    let request = JobRequest {
        nonce: 1,
        price: 2,
        max_external_value: 3,
        spec_root: [4; 32],
        input_root: [5; 32],
        seed_commitment: [6; 32],
        accept_seconds: 7,
        run_seconds: 8,
        heartbeat_seconds: 9,
        min_reputation: 10,
        min_class: 11,
        tier: 1,
        uri: vec![0xff; 3],
    };
    let posted = call(&market().post_job(address(9), request)).arguments.to_json();
    assert_eq!(posted["request"]["spec_root"], "04".repeat(32));
    assert_eq!(posted["request"]["min_class"], 11);
    assert_eq!(posted["request"]["uri"], "ffffff");

    let params = MarketParams {
        fee_bps: 250,
        challenge_seconds: [60, 120],
        ..MarketParams::zeroed()
    };
    let set = call(&market().set_market_params(address(9), params))
        .arguments
        .to_json();
    assert_eq!(set["params"]["fee_bps"], 250);
    assert_eq!(set["params"]["challenge_seconds"], json!([60, 120]));
    let out = call(&market().withdraw_treasury(address(9), address(8), 77));
    assert_eq!(out.arguments.get("amount"), Some(&Value::Unsigned(77)));
}

#[test]
fn an_account_is_read_back_with_the_names_of_the_idl() {
    let config = amm::FeeConfig {
        stake_pool: stake().address,
        index: 2,
        fees: fees(),
        ..amm::FeeConfig::zeroed()
    };
    let mut data = <amm::FeeConfig as anchor_lang::Discriminator>::DISCRIMINATOR.to_vec();
    data.extend_from_slice(bytemuck::bytes_of(&config));
    let decoded = decode_account(&::amm::ID, &data).expect("a fee config");
    assert_eq!(
        (decoded.program.as_str(), decoded.name.as_str()),
        ("amm", "FeeConfig")
    );
    assert_eq!(decoded.what(), "fee config");
    let json = decoded.fields.to_json();
    assert_eq!(json["stake_pool"], stake().address.to_string());
    assert_eq!(json["index"], 2);
    assert_eq!(json["fees"]["fee_bps"], 25);
    assert_eq!(
        decode_account(&::stake::ID, &data),
        None,
        "it is another program's"
    );
    assert_eq!(decode_account(&address(1), &data), None);
}
