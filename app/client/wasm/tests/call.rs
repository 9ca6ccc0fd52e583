//! What the browser is told is what the programs' own functions say, and nothing that is sent makes a call end otherwise
//! than with an answer.

mod support;

use amm::state::{FeeConfig, LiquidityPool, Side};
use anchor_lang::prelude::Clock;
use assay_math::fee::TransferFee;
use assay_quotes::amm::{Exact, Route, Slippage, Snapshot};
use base64::{prelude::BASE64_STANDARD, Engine as _};
use bytemuck::Zeroable;
use proptest::prelude::*;
use serde_json::{json, Value};
use solana_address::Address;
use support::{account, call, ok, read, refused};

const REWARD: Address = Address::new_from_array([5; 32]);
const FROM: Address = Address::new_from_array([4; 32]);
const TO: Address = Address::new_from_array([6; 32]);
const NOW: i64 = 1_000;

#[derive(Clone, Debug)]
struct Sample {
    fee_bps: u16,
    reserves: [u64; 2],
    tax: TransferFee,
}

impl Sample {
    fn state(&self, mints: [Address; 2]) -> (LiquidityPool, FeeConfig) {
        let (mut state, mut config) = (LiquidityPool::zeroed(), FeeConfig::zeroed());
        config.fees.fee_bps = self.fee_bps;
        (state.reserves, state.liquidity, state.mints) = (self.reserves, 1_000_000, mints);
        state.decimals = [6, 9];
        state.oracle.start(NOW - 500, 15);
        for step in 1..=20 {
            let reserves = [self.reserves[0] + step, self.reserves[1]];
            state.oracle.observe(reserves, NOW - 500 + 20 * step as i64);
        }
        (state, config)
    }

    fn snapshot(&self, address: Address, mints: [Address; 2]) -> Snapshot {
        let (state, config) = self.state(mints);
        let clock = Clock {
            slot: u64::MAX,
            epoch_start_timestamp: 0,
            epoch: 0,
            leader_schedule_epoch: 0,
            unix_timestamp: NOW,
        };
        Snapshot::new(address, state, config, [TransferFee::NONE, self.tax], clock)
    }

    fn json(&self, address: Address, mints: [Address; 2]) -> Value {
        let (state, config) = self.state(mints);
        json!({
            "address": address.to_string(),
            "data": account(&state),
            "config": account(&config),
            "taxes": [
                { "bps": 0, "maximum": "0" },
                { "bps": self.tax.bps, "maximum": self.tax.maximum.to_string() },
            ],
            "now": NOW.to_string(),
        })
    }
}

fn sample() -> impl Strategy<Value = Sample> {
    let reserve = || 1_000_000_000..1_000_000_000_000u64;
    let tax = (0..=500u16, any::<u64>()).prop_map(|(bps, maximum)| TransferFee { bps, maximum });
    (1..=200u16, [reserve(), reserve()], tax).prop_map(|(fee_bps, reserves, tax)| Sample {
        fee_bps,
        reserves,
        tax,
    })
}

fn slippage(bps: u16) -> Slippage {
    Slippage::new(bps).expect("a part")
}

proptest! {
    #[test]
    fn quotes_are_the_crates(sample in sample(), amount in 1..u64::MAX, bps in 0..=10_000u16, a: bool) {
        let (address, mints) = (Address::new_from_array([9; 32]), [FROM, REWARD]);
        let pool = sample.snapshot(address, mints);
        let (side, name) = if a { (Side::A, "a") } else { (Side::B, "b") };
        for (function, quote) in [
            ("amm.sell", pool.sell(side, amount, slippage(bps))),
            ("amm.buy", pool.buy(side, amount, slippage(bps))),
        ] {
            let request = json!({
                "fn": function,
                "pool": sample.json(address, mints),
                "from": name,
                "amount": amount.to_string(),
                "slippage_bps": bps,
            });
            let answer = call(&request, &[]).0;
            match quote {
                Ok(quote) => {
                    let said = &answer["ok"];
                    let text = |number: u64| Value::from(number.to_string());
                    prop_assert_eq!(&said["effect"]["sent"], &text(quote.effect.sent));
                    prop_assert_eq!(&said["effect"]["received"], &text(quote.effect.received));
                    prop_assert_eq!(&said["effect"]["fee"], &text(quote.effect.fee));
                    prop_assert_eq!(&said["limit"], &text(quote.limit));
                    prop_assert_eq!(&said["price_impact_bps"], &json!(quote.price_impact_bps));
                    prop_assert_eq!(&said["fee_bps"]["total"], &json!(quote.fee_bps.total()));
                }
                Err(refusal) => {
                    prop_assert_eq!(&answer["error"]["name"], refusal.name);
                    prop_assert_eq!(&answer["error"]["sentence"], refusal.sentence);
                    prop_assert_eq!(&answer["error"]["code"], &json!(refusal.code));
                }
            }
        }
    }

    #[test]
    fn routes_are_the_crates(one in sample(), other in sample(), amount in 1..1_000_000_000u64, sells: bool) {
        let places = [
            (&one, Address::new_from_array([8; 32]), [FROM, REWARD]),
            (&other, Address::new_from_array([9; 32]), [REWARD, TO]),
        ];
        let pools = places.map(|(sample, address, mints)| sample.snapshot(address, mints));
        let (exact, name) = if sells { (Exact::In, "in") } else { (Exact::Out, "out") };
        let request = json!({
            "fn": "amm.route",
            "pools": places.map(|(sample, address, mints)| sample.json(address, mints)),
            "reward": REWARD.to_string(),
            "from": FROM.to_string(),
            "to": TO.to_string(),
            "exact": name,
            "amount": amount.to_string(),
            "slippage_bps": 50,
        });
        let answer = call(&request, &[]).0;
        match Route::find(&pools, &REWARD, [&FROM, &TO], exact, amount, slippage(50)) {
            Ok(route) => {
                let text = |number: u64| Value::from(number.to_string());
                prop_assert_eq!(&answer["ok"]["sent"], &text(route.sent()));
                prop_assert_eq!(&answer["ok"]["received"], &text(route.received()));
                prop_assert_eq!(&answer["ok"]["minimum_received"], &text(route.minimum_received()));
                prop_assert_eq!(&answer["ok"]["maximum_sent"], &text(route.maximum_sent()));
                prop_assert_eq!(&answer["ok"]["left_over"], &text(route.left_over()));
                let hops = answer["ok"]["hops"].as_array().expect("hops");
                prop_assert_eq!(hops.len(), 2);
                prop_assert_eq!(&hops[0]["pool"], &json!(places[0].1.to_string()));
            }
            Err(_) => prop_assert!(answer["error"]["sentence"].is_string(), "{}", answer),
        }
    }

    #[test]
    fn no_request_makes_it_panic(request in prop::collection::vec(any::<u8>(), 0..200), blob in prop::collection::vec(any::<u8>(), 0..200)) {
        let (answer, binary) = read(assay_wasm::answer(&request, &blob));
        prop_assert_eq!(&answer["error"]["name"], "BadRequest");
        prop_assert!(binary.is_empty());
    }

    #[test]
    fn no_blob_makes_it_panic(blob in prop::collection::vec(any::<u8>(), 0..400), spec_len in any::<u32>(), magic: bool) {
        let mut blob = blob;
        if magic {
            blob.splice(0..0, *b"ASSAYJ01");
        }
        for function in ["job.spec", "job.inputs", "job.weights", "job.output", "escrow.soundness"] {
            for spec_len in [spec_len as usize, blob.len(), 0] {
                let (name, _) = refused(json!({ "fn": function, "spec_len": spec_len }), &blob);
                prop_assert!(name == "BadSpec" || name == "BadRequest", "{}", name);
            }
        }
    }

    #[test]
    fn no_account_of_another_kind_is_taken(data in prop::collection::vec(any::<u8>(), 0..4_000)) {
        let data = BASE64_STANDARD.encode(data);
        let pool = json!({ "address": REWARD.to_string(), "data": data, "config": data, "now": "0" });
        for request in [
            json!({ "fn": "amm.spot", "pool": pool }),
            json!({ "fn": "stake.operator", "pool": data, "operator": data, "now": "0" }),
            json!({ "fn": "stake.position", "pool": data, "position": data, "now": "0" }),
            json!({ "fn": "escrow.due", "job": data, "now": "0", "slot": "0" }),
            json!({ "fn": "escrow.fees", "market": data, "price": "1" }),
            json!({ "fn": "governor.proposal", "proposal": data, "pool": data, "now": "0" }),
        ] {
            prop_assert_eq!(refused(request, &[]).0, "BadAccount");
        }
    }

    #[test]
    fn what_is_staged_comes_back(program: [u8; 32], data in prop::collection::vec(any::<u8>(), 0..100), signer: bool) {
        let meta = json!({ "address": TO.to_string(), "signer": signer, "writable": true });
        let program = Address::new_from_array(program).to_string();
        let request = json!({ "fn": "governor.stage", "program": program, "accounts": [meta], "data": BASE64_STANDARD.encode(&data) });
        let staged = ok(request);
        let back = ok(json!({ "fn": "governor.unstage", "bytes": staged["bytes"] }));
        prop_assert_eq!(&back["program"], &program);
        prop_assert_eq!(&back["accounts"][0], &meta);
        prop_assert_eq!(&back["data"], &BASE64_STANDARD.encode(&data));
        prop_assert_eq!(&back["hash"], &staged["hash"]);
    }
}

#[test]
fn prices_and_history_are_told() {
    let sample = Sample {
        fee_bps: 30,
        reserves: [1_000_000_000, 2_000_000_000_000],
        tax: TransferFee::NONE,
    };
    let (address, mints) = (Address::new_from_array([9; 32]), [FROM, REWARD]);
    let pool = sample.json(address, mints);
    let snapshot = sample.snapshot(address, mints);
    let spot = ok(json!({ "fn": "amm.spot", "pool": pool }));
    assert_eq!((&spot["a"], &spot["b"]), (&json!("2"), &json!("0.5")));
    let mean = ok(json!({ "fn": "amm.mean", "pool": pool, "seconds": 100 }));
    assert_eq!(mean["a"], snapshot.mean(100).expect("old enough").a);
    let told = ok(json!({ "fn": "amm.observations", "pool": pool }));
    let prices = told["prices"].as_array().expect("prices");
    // From the start over twenty observations until now.
    assert_eq!(prices.len(), 21, "{told}");
    assert_eq!(
        (&prices[20]["from"], &prices[20]["to"]),
        (&json!("900"), &json!("1000"))
    );
    assert_eq!(prices[20]["a"], spot["a"]);
    for pair in prices.windows(2) {
        assert_eq!(pair[0]["to"], pair[1]["from"]);
    }
    let (name, error) = refused(
        json!({ "fn": "amm.require_within", "pool": pool, "deadline": "999" }),
        &[],
    );
    assert_eq!(name, "DeadlinePassed", "{error}");
    let price = ok(json!({ "fn": "amm.price", "numerator": "3", "denominator": "2", "decimals": [6, 9] }));
    assert_eq!(price["price"], "1500");
}

fn digits(file: &str) -> Vec<u8> {
    let path = format!("{}/../../../models/digits/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_job_is_read_and_its_roots_are_checked() {
    let spec = digits("spec.bin");
    let told = call(&json!({ "fn": "job.spec" }), &spec).0["ok"].clone();
    let parsed = assay_proof::JobSpec::parse(&spec).expect("a spec");
    assert_eq!(
        told["spec_root"],
        json!(parsed.spec_root().map(|byte| format!("{byte:02x}")).concat())
    );
    assert_eq!(told["ops"].as_array().map(Vec::len), Some(parsed.ops.len()));
    assert_eq!(told["ops"][0]["kind"], "MatMul");
    // 450 rows: 64 · 256 + 256 · 256 + 256 · 128 + 128 · 10 multiplications each.
    assert_eq!(told["multiply_accumulates"], (450 * 115_968).to_string());
    let with = |file: &[u8]| [&spec[..], file].concat();
    let (weights, inputs) = (digits("weights.safetensors"), digits("inputs.safetensors"));
    let request = |name: &str| json!({ "fn": name, "spec_len": spec.len() });
    let counted = call(&request("job.weights"), &with(&weights)).0;
    assert_eq!(counted["ok"]["count"], parsed.weights.len());
    let rooted = call(&request("job.inputs"), &with(&inputs)).0;
    assert_eq!(rooted["ok"]["input_root"].as_str().map(str::len), Some(64));

    let mut wrong = weights;
    *wrong.last_mut().expect("bytes") ^= 1;
    let (name, error) = refused(request("job.weights"), &with(&wrong));
    assert_eq!(name, "BadTensors");
    assert!(
        error["detail"]
            .as_str()
            .expect("a detail")
            .contains("has the root"),
        "{error}"
    );
    let (name, _) = refused(request("job.inputs"), &with(&wrong));
    assert_eq!(name, "BadTensors", "weights are no inputs");
}

#[test]
fn a_result_becomes_a_file() {
    let spec = digits("spec.bin");
    let parsed = assay_proof::JobSpec::parse(&spec).expect("a spec");
    let shape = parsed.ops.last().expect("an op").shape;
    let data: Vec<u8> = (0..shape.bytes()).map(|at| at as u8).collect();
    let request = json!({ "fn": "job.output", "spec_len": spec.len() });
    let (answer, file) = call(&request, &[&spec[..], &data].concat());
    let tensor = assay_proof::Tensor::new(shape, data.clone()).expect("fits");
    assert_eq!(
        answer["ok"]["output_root"],
        tensor.root().map(|byte| format!("{byte:02x}")).concat()
    );
    let read = assay_quotes::tensors::read_tensors(&file, "output", &[shape]).expect("a file");
    assert_eq!(read[0].data(), data);
    let (name, _) = refused(request, &[&spec[..], &data[1..]].concat());
    assert_eq!(name, "BadOutput");
}

#[test]
fn soundness_is_the_verifiers() {
    let spec = digits("spec.bin");
    let full = call(&json!({ "fn": "escrow.soundness" }), &spec).0["ok"].clone();
    assert_eq!(
        (&full["mode"], &full["matmuls"], &full["exact"]),
        (&json!("full"), &json!(4), &json!(11))
    );
    let sampled = call(&json!({ "fn": "escrow.soundness", "draws": 64 }), &spec).0["ok"].clone();
    assert_eq!(sampled["groups"][0]["rows"], 450);
    let (name, _) = refused(json!({ "fn": "escrow.soundness", "draws": 0 }), &spec);
    assert_eq!(name, "BadRequest");
}
