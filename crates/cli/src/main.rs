//! `assay`: the suite on the command line.

mod commands;
mod context;
mod demo;
mod exit;
mod output;
mod shutdown;

use clap::{
    error::{ContextKind, ContextValue},
    Parser,
};
use context::Globals;
use solana_address::error::ParseAddressError;
use std::{error::Error as _, process::ExitCode};

/// GPU work that is paid for only after it has been proven.
#[derive(Parser)]
#[command(name = "assay", version, about, propagate_version = true, after_help = exit::HELP)]
struct Arguments {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: commands::Command,
}

/// Ends with what is wrong with the command line; what an address looks like is said where none was given.
fn refuse(mut error: clap::Error) -> ! {
    if error
        .source()
        .is_some_and(|source| source.is::<ParseAddressError>())
    {
        let tip = "an address is 32 to 44 characters of base58, as the commands print it";
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error.exit()
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { globals, command } = Arguments::try_parse().unwrap_or_else(|error| refuse(error));
    // A daemon that says nothing cannot be operated.
    output::init_logging(globals.verbose.max(u8::from(command.is_daemon())));
    let json = globals.json;
    match command.run(globals).await {
        Ok(code) => code,
        Err(error) => exit::report(&error, json),
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory;

    #[test]
    fn no_two_options_of_a_command_have_one_name() {
        Arguments::command().debug_assert();
    }
}
