//! Random sequences of instructions, always the same. `cargo xtask fuzz stake`, `amm` and `governor` play others.

use assay_tests::fuzz::{run, Amm, Game, Governor, Stake};
use std::io::Write;

/// Plays some seeds; three quarters of the instructions at the most may be refused, or the sequences try too little.
fn play<G: Game>(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let tally = run::<G>(seed);
        // Past the capture of the test runner: a seed that was tried can be tried again.
        writeln!(
            std::io::stderr(),
            "seed {seed}: {} of {} instructions went through, {} were refused",
            tally.done,
            G::STEPS,
            tally.refused
        )
        .expect("stderr");
        assert!(
            tally.done > G::STEPS / 4,
            "seed {seed} tries too little: {tally:?}"
        );
    }
}

#[test]
fn stake_sequences_0_to_9_keep_every_invariant() {
    play::<Stake>(0..10);
}

#[test]
fn stake_sequences_10_to_19_keep_every_invariant() {
    play::<Stake>(10..20);
}

#[test]
fn amm_sequences_0_to_9_keep_every_invariant() {
    play::<Amm>(0..10);
}

#[test]
fn amm_sequences_10_to_19_keep_every_invariant() {
    play::<Amm>(10..20);
}

#[test]
fn governor_sequences_0_to_9_keep_every_invariant() {
    play::<Governor>(0..10);
}

#[test]
fn governor_sequences_10_to_19_keep_every_invariant() {
    play::<Governor>(10..20);
}
