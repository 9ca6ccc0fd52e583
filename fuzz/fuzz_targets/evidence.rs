//! Evidence that was bent, cut, or put together from true parts never convicts an honest trace, and convicts a guilty
//! one only of what it did.

#![no_main]

use assay_fuzz::{Edit, Trial};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[derive(Arbitrary, Debug)]
struct Script {
    guilty: bool,
    which: u8,
    edits: Vec<Edit>,
}

static HONEST: LazyLock<Trial> = LazyLock::new(Trial::honest);
static GUILTY: LazyLock<Trial> = LazyLock::new(Trial::guilty);

fuzz_target!(|script: Script| {
    let (trial, other) = if script.guilty {
        (&*GUILTY, &*HONEST)
    } else {
        (&*HONEST, &*GUILTY)
    };
    let all = &trial.evidence;
    let mut bent = all[usize::from(script.which) % all.len()].clone();
    for edit in script.edits.iter().take(12) {
        edit.apply(&mut bent, all);
    }
    trial.judge(&bent);
    other.judge(&bent);
});
