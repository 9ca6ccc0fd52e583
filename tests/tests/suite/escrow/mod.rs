//! One file per instruction of the escrow program.

mod abort;
mod accept;
mod accept_result;
mod answer_benchmark;
mod answer_demand;
mod attest;
mod begin_benchmark;
mod cancel;
mod close_benchmark;
mod close_benchmark_class;
mod close_demand;
mod close_evidence;
mod close_job;
mod commit;
mod convict;
mod convict_verifier;
mod create_benchmark_class;
mod demand_leaf;
mod draw_benchmark;
mod draw_committee;
mod expire;
mod expire_demand;
mod expire_open;
mod expire_unattested;
mod extend_evidence;
mod finish_benchmark;
mod heartbeat;
mod initialize_market;
mod open_evidence;
mod pay_verifier;
mod post_job;
mod post_job_with_swap;
mod prove_benchmark;
mod punish_verifier;
mod refute_benchmark;
mod reveal;
mod set_buyback;
mod set_market_params;
mod set_market_pause;
mod settle;
mod settle_with_buyback;
mod withdraw_treasury;
mod write_evidence;

/// Shares of a price of [`assay_tests::PRICE`] under the parameters of these tests, all rounded by hand:
/// 5 % of 1,000,003 is 50,000.15, rounded up against the payer.
const FEE: i128 = 50_001;
/// 40 % of the fee.
const BURNT: i128 = 20_000;
/// A fifth of 40 % of the fee.
const PER_SEAT: i128 = 4_000;
/// 150 % of the price, rounded up against the provider.
const REQUIRED_BOND: u64 = 1_500_005;
/// 10 % of the bond for a missed deadline; of that 80 % to the client.
const PENALTY: i128 = 150_000;
const PENALTY_TO_CLIENT: i128 = 120_000;
/// 50 % and 25 % of the bond of a convicted provider; the rest is burnt.
const TO_CHALLENGER: i128 = 750_002;
const TO_CLIENT: i128 = 375_001;
const SLASH_BURNT: i128 = 375_002;
const PRICE: i128 = assay_tests::PRICE as i128;
