//! Commands of clients and providers against a running chain: what they answer in JSON, what they
//! move, and what they say when they cannot do it.

mod amm;
mod benchmark;
mod client;
mod demand;
mod farm;
mod gov;
mod pay_with;
mod provider;
mod stake;
#[path = "../support/mod.rs"]
mod support;
