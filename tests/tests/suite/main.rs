//! The programs on the validator's runtime: one file per instruction and per scenario.

mod amm;
mod amm_quotes;
mod escrow;
mod governor;
mod rules;
mod scenarios;
mod stake;
mod support;
mod upgrade;
