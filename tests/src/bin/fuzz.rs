//! Plays random sequences of a program's instructions until its time is up.

use assay_tests::fuzz::{run, Amm, Game, Governor, Stake};
use std::{
    process::ExitCode,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

const USAGE: &str = "\
Plays random sequences of a program's instructions, with hostile amounts and times, until its time is up.
A sequence that breaks an invariant is cut down to the fewest instructions that do, and printed.

Usage: fuzz <stake|amm|governor> [--minutes N] [--seed N]

  --minutes N  how long [default: 10]
  --seed N     the first sequence; the next ones follow [default: the time]";

struct Options {
    program: Program,
    minutes: u64,
    seed: u64,
}

#[derive(Clone, Copy)]
enum Program {
    Stake,
    Amm,
    Governor,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments
        .iter()
        .any(|argument| argument == "--help" || argument == "-h")
    {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match options(&arguments) {
        Ok(options) => match options.program {
            Program::Stake => fuzz::<Stake>(&options),
            Program::Amm => fuzz::<Amm>(&options),
            Program::Governor => fuzz::<Governor>(&options),
        },
        Err(reason) => {
            eprintln!("{reason}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn options(arguments: &[String]) -> Result<Options, String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let (program, rest) = arguments.split_first().ok_or("which program?")?;
    let program = match program.as_str() {
        "stake" => Program::Stake,
        "amm" => Program::Amm,
        "governor" => Program::Governor,
        other => return Err(format!("{other} cannot be fuzzed; stake, amm and governor can")),
    };
    let mut options = Options {
        program,
        minutes: 10,
        seed: now.map_or(0, |now| now.as_secs()),
    };
    for pair in rest.chunks(2) {
        let [name, value] = pair else {
            return Err(format!("{} needs a number", pair[0]));
        };
        let number = value.parse().map_err(|_| format!("{value} is no number"))?;
        match name.as_str() {
            "--minutes" => options.minutes = number,
            "--seed" => options.seed = number,
            other => return Err(format!("{other} is no option")),
        }
    }
    Ok(options)
}

fn fuzz<G: Game>(options: &Options) -> ExitCode {
    let end = Instant::now() + Duration::from_secs(60 * options.minutes);
    let mut seed = options.seed;
    let mut done = 0;
    loop {
        // A sequence that fails panics, with its seed.
        let tally = run::<G>(seed);
        done += tally.done;
        println!(
            "seed {seed}: {} of {} instructions went through, {} were refused",
            tally.done,
            G::STEPS,
            tally.refused
        );
        seed += 1;
        if Instant::now() >= end {
            break;
        }
    }
    println!(
        "{} sequences from seed {}, {done} instructions, every invariant held",
        seed - options.seed,
        options.seed
    );
    ExitCode::SUCCESS
}
