//! The impostor matrix of every program.

mod exceptions;

use assay_tests::{
    impostor::{run, Exception},
    lab::{amm_recipes, escrow_recipes, governor_recipes, judge_recipes, stake_recipes, Recipe},
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

#[test]
fn amm_refuses_every_impostor() {
    require_refused("amm", &amm_recipes(), exceptions::AMM);
}

#[test]
fn governor_refuses_every_impostor() {
    require_refused("governor", &governor_recipes(), exceptions::GOVERNOR);
}

#[test]
fn judge_refuses_every_impostor() {
    require_refused("judge", &judge_recipes(), exceptions::JUDGE);
}

/// A matrix that finds nothing must be one that could have.
#[test]
fn what_passes_is_reported_and_so_is_what_is_missing_or_superfluous() {
    let recipes = stake_recipes()
        .into_iter()
        .filter(|recipe| recipe.instruction == "cancel_unbond");
    let recipes: Vec<Recipe> = recipes.collect();
    let superfluous = Exception {
        account: "pool",
        ..exceptions::STAKE[2]
    };
    let report = run("stake", &recipes, &[superfluous]);
    let problems = report.problems();
    assert!(report.total() > 100, "{} cases", report.total());
    for expected in [
        "slash: the IDL has it, but there is no recipe for it",
        "cancel_unbond.ticket another's (another ticket of the same operator): accepted",
        "an exception for no case",
    ] {
        let found = problems
            .iter()
            .filter(|problem| problem.starts_with(expected))
            .count();
        assert_eq!(found, 1, "{expected}: {problems:?}");
    }
}
