//! Measures compute units and sizes, and keeps `benches/cu.md`.

use assay_tests::{
    cu::{cases, compare, elf_sizes, load, measure, render, Figure},
    lab::Lab,
    Chain, ProgramChain,
};
use std::{path::Path, process::ExitCode};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../benches/cu.md");
const USAGE: &str = "\
Measures every instruction of the programs, in compute units, and the sizes of their ELF files.

Usage: cu [--json] [--update] [WORDS]

  WORDS     measures only what has these words in its name, and leaves the table alone
  --json    prints an array of {program, instruction, case, cu, budget} instead of the table
  --update  takes figures that grew into benches/cu.md; without it they are an error";

fn main() -> ExitCode {
    let (mut json, mut update, mut words) = (false, false, None);
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--json" => json = true,
            "--update" => update = true,
            "--help" | "-h" => {
                println!("{USAGE}");
                return ExitCode::SUCCESS;
            }
            other if !other.starts_with('-') => words = Some(other.to_owned()),
            other => {
                eprintln!("{other} is no option\n\n{USAGE}");
                return ExitCode::from(2);
            }
        }
    }
    let now = figures(words.as_deref().unwrap_or_default());
    if json {
        println!("{}", as_json(&now));
    } else {
        print!("{}", render(&now));
    }
    for figure in now.iter().filter(|figure| figure.is_over()) {
        let (cu, budget) = (figure.cu.max(figure.light), figure.budget.unwrap_or_default());
        eprintln!(
            "over budget: {} is {cu}, the budget is {budget}",
            figure.subject()
        );
    }
    match words {
        Some(_) => ExitCode::SUCCESS,
        None => keep(Path::new(TABLE), &now, update),
    }
}

fn figures(words: &str) -> Vec<Figure> {
    let lab = Lab::new();
    let mut bank = ProgramChain::start();
    let mut figures = elf_sizes();
    for case in cases().into_iter().filter(|case| case.subject().contains(words)) {
        let figure = measure(&case, &lab, &mut bank);
        eprintln!("{:>8} CU  {}", figure.cu, figure.subject());
        figures.push(figure);
    }
    figures
}

fn as_json(figures: &[Figure]) -> String {
    let rows: Vec<serde_json::Value> = figures
        .iter()
        .filter(|figure| !figure.is_size())
        .map(|figure| {
            serde_json::json!({
                "program": figure.program,
                "instruction": figure.instruction,
                "case": figure.case,
                "cu": figure.cu,
                "budget": figure.budget,
            })
        })
        .collect();
    serde_json::Value::from(rows).to_string()
}

/// Writes the table, or says what grew.
fn keep(path: &Path, now: &[Figure], update: bool) -> ExitCode {
    let before = load(&std::fs::read_to_string(path).unwrap_or_default());
    let (grown, kept) = compare(&before, now);
    for growth in &grown {
        let figure = &growth.figure;
        let cu = figure.cu.max(figure.light);
        eprintln!("grew: {} from {} to {cu}", figure.subject(), growth.before);
    }
    if !grown.is_empty() && !update {
        eprintln!(
            "{} figures grew by more than 2 %; shrink them, or run with --update and say why",
            grown.len()
        );
        return ExitCode::FAILURE;
    }
    let table = render(if update { now } else { &kept });
    if let Err(error) = std::fs::write(path, table) {
        eprintln!("{} cannot be written: {error}", path.display());
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
