//! The impostor matrix: every account of every instruction is replaced by everything it could be mistaken for, and
//! loses its signature and its leave to be written to. Every case must be refused with a typed error and change
//! nothing.
//!
//! The cases come from the IDLs and from what is on the chain. Written by hand are only the [`Recipe`]s that bring a
//! lab to where the honest instruction succeeds, and the [`Exception`]s.

mod exception;
mod idl;
mod kind;
mod refusal;
mod report;
mod subject;
mod trial;

pub use exception::Exception;
pub use report::Report;
pub use subject::Subject;
pub use trial::{Class, Trial};

use crate::lab::{Lab, Recipe};
use idl::Interface;
use std::{collections::BTreeSet, thread};

/// Programs with a matrix.
const PROGRAMS: [&str; 5] = ["stake", "escrow", "amm", "governor", "judge"];

/// Runs the matrix of `program` and reports every case that was not refused as it should be, every exception that was
/// not needed, and every instruction that only the IDL or only the recipes know.
pub fn run(program: &str, recipes: &[Recipe], exceptions: &[Exception]) -> Report {
    let interfaces = PROGRAMS.map(Interface::load);
    let position = PROGRAMS.iter().position(|name| *name == program);
    let interface = &interfaces[position.expect("one of the programs")];
    let mut report = Report::new(program);
    let known: BTreeSet<&str> = interface.instructions().collect();
    let cooked: BTreeSet<&str> = recipes.iter().map(|recipe| recipe.instruction).collect();
    for name in known.difference(&cooked) {
        report.problem(format!("{name}: the IDL has it, but there is no recipe for it"));
    }
    for name in cooked.difference(&known) {
        report.problem(format!(
            "{name}: there is a recipe for it, but the IDL does not have it"
        ));
    }
    for exception in exceptions
        .iter()
        .filter(|exception| !known.contains(exception.instruction))
    {
        report.problem(format!(
            "{}: an exception for no instruction",
            exception.instruction
        ));
    }

    let lab = Lab::new();
    let recipes: Vec<&Recipe> = recipes
        .iter()
        .filter(|recipe| known.contains(recipe.instruction))
        .collect();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<Report> = thread::scope(|scope| {
        let parts: Vec<_> = (0..workers)
            .map(|worker| {
                let mine: Vec<&Recipe> = recipes.iter().skip(worker).step_by(workers).copied().collect();
                let (lab, interfaces) = (lab.clone(), &interfaces);
                scope.spawn(move || {
                    let mut part = Report::new(program);
                    for recipe in mine {
                        match Subject::new(&lab, recipe, interface, interfaces) {
                            Ok(subject) => subject.try_all(exceptions, &mut part),
                            Err(problem) => part.problem(format!("{}: {problem}", recipe.instruction)),
                        }
                    }
                    part
                })
            })
            .collect();
        parts
            .into_iter()
            .map(|part| part.join().expect("a worker does not panic"))
            .collect()
    });
    parts.into_iter().for_each(|part| report.merge(part));
    report
}
