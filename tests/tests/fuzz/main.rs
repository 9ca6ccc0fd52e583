//! Random sequences of instructions, twenty of them, always the same. `cargo xtask fuzz stake` plays others.

use assay_tests::fuzz::{run, STEPS};
use std::io::Write;

/// Plays some seeds; half of the instructions at the most may be refused, or the sequences try too little.
fn play(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let tally = run(seed);
        // Past the capture of the test runner: a seed that was tried can be tried again.
        writeln!(
            std::io::stderr(),
            "seed {seed}: {} of {STEPS} instructions went through, {} were refused",
            tally.done,
            tally.refused
        )
        .expect("stderr");
        assert!(tally.done > STEPS / 4, "seed {seed} tries too little: {tally:?}");
    }
}

#[test]
fn stake_sequences_0_to_9_keep_every_invariant() {
    play(0..10);
}

#[test]
fn stake_sequences_10_to_19_keep_every_invariant() {
    play(10..20);
}
