//! What an instruction does and what an account holds, in words and as JSON.

pub use assay_quotes::idl::*;

#[cfg(test)]
mod tests;
