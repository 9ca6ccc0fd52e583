//! Whole lives of jobs, and the attacks of the past.

mod amm;
mod anothers_bond;
mod donations;
mod double_claims;
mod every_mint;
mod governor;
mod guilty_verifiers;
mod honest_job;
mod no_quorum;
mod odd_prices;
mod pairs;
mod revival;
mod seed_withheld;
mod self_slash;
mod wash_trading;
