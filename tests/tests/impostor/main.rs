//! The impostor matrix of every program.

mod exceptions;

use assay_tests::{
    impostor::{run, Class, Exception},
    lab::{escrow_recipes, stake_recipes, Recipe},
};
use std::io::Write;

fn require_refused(program: &str, recipes: &[Recipe], exceptions: &[Exception]) {
    let report = run(program, recipes, exceptions);
    // Past the capture of the test runner: how much was tried is worth knowing of a test that passes.
    writeln!(std::io::stderr(), "\n{report}").expect("stderr");
    let problems = report.problems();
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        problems.join("\n")
    );
}

#[test]
fn stake_refuses_every_impostor() {
    require_refused("stake", &stake_recipes(), exceptions::STAKE);
}

#[test]
fn escrow_refuses_every_impostor() {
    require_refused("escrow", &escrow_recipes(), exceptions::ESCROW);
}
