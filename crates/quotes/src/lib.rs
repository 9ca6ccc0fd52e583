//! What the programs would do, worked out by their own functions, and what their accounts and instructions mean. Nothing
//! here asks a network: the Rust client builds on it, and so does the browser, as WebAssembly.

pub mod accounts;
pub mod amm;
pub mod concentration;
pub mod crank;
mod errors;
pub mod governor;
pub mod idl;
pub mod soundness;
pub mod stake;
pub mod tensors;
pub mod token;

pub use errors::{ErrorTable, AMM_ERRORS, ESCROW_ERRORS, GOVERNOR_ERRORS, JUDGE_ERRORS, STAKE_ERRORS};

/// What a job is posted with: the hash that the client's seed must open.
pub fn seed_commitment(seed: &[u8; 32]) -> [u8; 32] {
    solana_sha256_hasher::hashv(&[seed]).to_bytes()
}
