//! What the client quotes is what the program does, on the real ELF file: over random pools, every quote equals the change
//! of the balances to the unit, with limits that allow nothing less; and what is refused in a quote is refused with the
//! same error on chain.

mod account;
mod case;

use account::Bench;
use case::{any_case, Case};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use std::{cell::RefCell, collections::BTreeMap};

const CASES: u32 = 3_000;
/// Of each kind of instruction, at least so many must go through, and so many be refused.
const ENOUGH: (usize, usize) = (150, 15);

#[test]
fn quotes_are_what_is_executed() {
    let bench = RefCell::new(Bench::new());
    let seen = RefCell::new(BTreeMap::<&str, (usize, usize)>::new());
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(CASES)
    };
    let result = TestRunner::new(config).run(&any_case(), |case| {
        let executed = play(&mut bench.borrow_mut(), &case)?;
        let mut seen = seen.borrow_mut();
        let (done, refused) = seen.entry(case.action.name()).or_default();
        *(if executed { done } else { refused }) += 1;
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
    for (name, (done, refused)) in seen.into_inner() {
        println!("{name}: {done} executed, {refused} refused");
        assert!(
            done >= ENOUGH.0 && refused >= ENOUGH.1,
            "{name}: {done} and {refused}"
        );
    }
}

/// Whether it went through.
fn play(bench: &mut Bench, case: &Case) -> Result<bool, TestCaseError> {
    let snapshot = bench.set(case);
    let quote = case.action.quote(&snapshot, &case.limits);
    let (instruction, expected) = match &quote {
        Ok(quoted) => (quoted.instruction.clone(), quoted.change),
        Err(_) => (case.action.without_bounds(&snapshot.pool, case.limits), [0; 3]),
    };
    let before = bench.balances(&snapshot.pool);
    let sent = bench.send(instruction);
    let after = bench.balances(&snapshot.pool);
    let change: Vec<i128> = (0..3)
        .map(|at| i128::from(after[at]) - i128::from(before[at]))
        .collect();
    let fail = |what: String| {
        Err(TestCaseError::fail(format!(
            "{what}\n{snapshot:#?}",
            snapshot = snapshot.state.reserves
        )))
    };
    match (quote, sent) {
        (Ok(_), Ok(_)) if change == expected => Ok(true),
        (Err(refusal), Err(failure)) if failure.code() == Some(refusal.code) => Ok(false),
        (Ok(_), Ok(_)) => fail(format!("{change:?} moved, {expected:?} quoted")),
        (Ok(_), Err(failure)) => fail(format!("quoted {expected:?}, refused: {failure:#?}")),
        (Err(refusal), Ok(_)) => fail(format!("moved {change:?}, quoted: {refusal}")),
        (Err(refusal), Err(failure)) => fail(format!("quoted {refusal}, but {failure:#?}")),
    }
}
