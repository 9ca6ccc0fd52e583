//! Commands of clients and providers against a running chain: what they answer in JSON, what they
//! move, and what they say when they cannot do it.

mod client;
mod farm;
mod provider;
mod stake;
#[path = "../support/mod.rs"]
mod support;
