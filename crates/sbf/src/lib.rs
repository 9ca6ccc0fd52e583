//! The routines that LLVM's BPF back end calls and that no library gives it correctly.
//!
//! A program links this crate with `use assay_sbf as _;`. On every other target, Solana's
//! platform-tools included, it is empty: those toolchains bring their own routines.
//!
//! LLVM 23 returns an `i128` in a pair of registers, while rustc 1.96 compiles the usual
//! definitions of `__multi3` and its siblings with a hidden pointer for the result, so a program
//! that multiplies two `u128` crashes. Here they are defined `extern "unadjusted"`, which leaves
//! the signature to LLVM. `solana-compiler-builtins` gives the memory routines and, weakly, the
//! rest. `tests/conformance` compares all of them with the host on the real virtual machine.
#![no_std]
#![cfg_attr(target_arch = "bpf", feature(abi_unadjusted), allow(internal_features))]

#[cfg(target_arch = "bpf")]
use solana_compiler_builtins as _;

#[cfg(target_arch = "bpf")]
mod libcalls;
#[cfg(any(target_arch = "bpf", test))]
mod wide;
