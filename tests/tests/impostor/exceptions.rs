//! Impostors that harm nobody. Each line is a case that succeeds, and must.

use assay_tests::impostor::{Class, Exception};

pub const STAKE: &[Exception] = &[];

pub const ESCROW: &[Exception] = &[];
