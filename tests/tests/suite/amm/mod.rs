//! One file per instruction of the AMM program, and per rule that several of them keep.

mod swap;

use assay_tests::{pools::Pools, ProgramChain};

type TestPools = Pools<ProgramChain>;
