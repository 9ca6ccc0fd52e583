//! The sentences of the programs' errors, from their sources.

/// `(code, name, sentence)` of every error of a program.
pub type ErrorTable = &'static [(u32, &'static str, &'static str)];

/// Errors of the stake program.
pub const STAKE_ERRORS: ErrorTable = include!(concat!(env!("OUT_DIR"), "/stake_errors.rs"));
/// Errors of the escrow program.
pub const ESCROW_ERRORS: ErrorTable = include!(concat!(env!("OUT_DIR"), "/escrow_errors.rs"));
/// Errors of the AMM program.
pub const AMM_ERRORS: ErrorTable = include!(concat!(env!("OUT_DIR"), "/amm_errors.rs"));
/// Errors of the governor program.
pub const GOVERNOR_ERRORS: ErrorTable = include!(concat!(env!("OUT_DIR"), "/governor_errors.rs"));
/// Errors of the judge program.
pub const JUDGE_ERRORS: ErrorTable = include!(concat!(env!("OUT_DIR"), "/judge_errors.rs"));
