//! The table in `benches/cu.md`: written, read back, and compared.

use super::figure::{Figure, ELF};
use std::fmt::Write as _;

/// What others pay, by program, where it is a certain one's, instruction and case.
const OTHERS: [(&str, &str, &str, &str); 7] = [
    (
        "escrow",
        "convict",
        "MatMul, K = 4,096",
        "none exists; a Groth16 verification is 100,000–200,000 CU",
    ),
    ("", ELF, "", "whirlpool 1,719 KB, Meteora zap 662 KB"),
    (
        "amm",
        "swap_exact_in",
        "",
        "Raydium CP 140,000; Meteora DAMM v2 30,000",
    ),
    (
        "amm",
        "swap_exact_out",
        "",
        "Raydium CP 140,000; Meteora DAMM v2 30,000",
    ),
    ("amm", "deposit", "", "Raydium CP 130,000"),
    ("amm", "withdraw", "", "Raydium CP 120,000"),
    ("amm", "initialize_pool", "", "Raydium CP 180,000"),
];
/// Most that a figure may grow without the table being updated, in a thousandth.
const TOLERANCE: u64 = 20;

/// A figure that grew too much.
#[derive(Debug, PartialEq, Eq)]
pub struct Growth {
    pub figure: Figure,
    pub before: u64,
}

/// The table as Markdown.
pub fn render(figures: &[Figure]) -> String {
    let mut text = String::from(
        "# Compute units and sizes\n\n\
         Written by `cargo xtask bench cu`, which fails when a figure grows by more than 2 % and `--update` is not \
         given. Compute units are those of the whole instruction with all its calls, on the ELF files that are \
         deployed, in solana-program-test; where LiteSVM gives another number, both are shown. The instructions name \
         program-derived addresses with the bump 255, the canonical one for half of all seeds; each lower bump that \
         has to be tried costs about 1,500 more where an account is created, and nothing where its bump is stored. \
         A MatMul's operands have 4,096 rows and its result 4,096 columns; the tensors of the other ops are 1,024 × 1,024.\n\n\
         | program | instruction | case | CU | budget | what others pay |\n\
         |---|---|---|---:|---:|---|\n",
    );
    for figure in figures {
        let cu = match (figure.cu, figure.light) {
            (cu, light) if cu == light => thousands(cu),
            (cu, light) => format!("{} (LiteSVM {})", thousands(cu), thousands(light)),
        };
        let budget = match figure.budget {
            Some(budget) if figure.is_over() => format!("**over** {}", thousands(budget)),
            Some(budget) => thousands(budget),
            None => String::new(),
        };
        let is_of = |program: &str, instruction: &str, case: &str| {
            (program.is_empty() || figure.program == program)
                && figure.instruction == instruction
                && figure.case == case
        };
        let others = OTHERS
            .iter()
            .find(|(program, instruction, case, _)| is_of(program, instruction, case))
            .map_or("", |(.., text)| text);
        writeln!(
            text,
            "| {} | {} | {} | {cu} | {budget} | {others} |",
            figure.program, figure.instruction, figure.case
        )
        .expect("strings take everything");
    }
    text
}

/// The figures of a table; lines that are no figures are passed over.
pub fn load(text: &str) -> Vec<Figure> {
    text.lines().filter_map(load_row).collect()
}

fn load_row(line: &str) -> Option<Figure> {
    let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
    let [program, instruction, case, cu, budget, ..] = cells[..] else {
        return None;
    };
    let (cu, light) = match cu.strip_suffix(')').and_then(|cu| cu.split_once(" (LiteSVM ")) {
        Some((cu, light)) => (number(cu)?, number(light)?),
        None => (number(cu)?, number(cu)?),
    };
    Some(Figure {
        program: program.to_owned(),
        instruction: instruction.to_owned(),
        case: case.to_owned(),
        cu,
        light,
        budget: number(budget.trim_start_matches("**over** ")),
    })
}

/// What grew too much since `before`; and the figures to write, in which what grew a little keeps its old value, so
/// that small steps do not add up unseen.
pub fn compare(before: &[Figure], now: &[Figure]) -> (Vec<Growth>, Vec<Figure>) {
    let mut grown = Vec::new();
    let mut kept = Vec::new();
    for figure in now {
        let old = before.iter().find(|old| old.is_of(figure));
        let mut figure = figure.clone();
        if let Some(old) = old {
            let worst = |figure: &Figure| figure.cu.max(figure.light);
            if worst(&figure) * 1_000 > worst(old) * (1_000 + TOLERANCE) {
                grown.push(Growth {
                    figure: figure.clone(),
                    before: worst(old),
                });
            } else if worst(&figure) > worst(old) {
                (figure.cu, figure.light) = (old.cu, old.light);
            }
        }
        kept.push(figure);
    }
    (grown, kept)
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn number(text: &str) -> Option<u64> {
    text.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(instruction: &str, cu: u64, light: u64, budget: Option<u64>) -> Figure {
        Figure {
            program: "escrow".to_owned(),
            instruction: instruction.to_owned(),
            case: "a case".to_owned(),
            cu,
            light,
            budget,
        }
    }

    #[test]
    fn a_table_reads_back_as_it_was_written() {
        let figures = [
            figure("settle", 1_234_567, 1_234_567, Some(20_000)),
            figure("accept", 999, 1_000, None),
            figure("convict", 100, 100, Some(60_000)),
        ];
        assert_eq!(load(&render(&figures)), figures);
    }

    #[test]
    fn only_growth_above_two_percent_is_reported() {
        let before = [figure("a", 1_000, 1_000, None), figure("b", 1_000, 1_000, None)];
        let now = [figure("a", 1_020, 1_020, None), figure("b", 1_000, 1_021, None)];
        let (grown, _) = compare(&before, &now);
        assert_eq!(
            grown,
            [Growth {
                figure: now[1].clone(),
                before: 1_000
            }]
        );
    }

    #[test]
    fn small_growth_does_not_move_the_table_and_savings_do() {
        let before = [figure("a", 1_000, 1_000, None), figure("b", 1_000, 1_000, None)];
        let now = [
            figure("a", 1_010, 1_010, None),
            figure("b", 900, 900, None),
            figure("c", 5, 5, None),
        ];
        let (grown, kept) = compare(&before, &now);
        assert_eq!(grown, []);
        assert_eq!(kept, [before[0].clone(), now[1].clone(), now[2].clone()]);
    }
}
