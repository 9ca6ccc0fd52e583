//! Text and tables for people, JSON for programs; progress only where somebody watches.

use comfy_table::{presets::UTF8_BORDERS_ONLY, Table};
use indicatif::ProgressBar;
use serde::Serialize;
use std::{borrow::Cow, io::IsTerminal, time::Duration};
use tracing_subscriber::EnvFilter;

/// Decimals of the reward token.
pub const REWARD_DECIMALS: u8 = 6;

/// How a command answers.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
}

impl Output {
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    pub fn is_json(self) -> bool {
        self.json
    }

    /// The command's result: `value` as one line of JSON, or what `text` says.
    pub fn result(self, value: &impl Serialize, text: impl FnOnce() -> String) -> anyhow::Result<()> {
        if self.json {
            println!("{}", serde_json::to_string(value)?);
        } else {
            println!("{}", text());
        }
        Ok(())
    }

    /// A line on the way to the result, for people only.
    pub fn say(self, line: impl AsRef<str>) {
        if !self.json {
            println!("{}", line.as_ref());
        }
    }

    /// A spinner while something takes its time; silent in JSON and where no terminal is.
    pub fn spinner(self, message: impl Into<Cow<'static, str>>) -> ProgressBar {
        if self.json || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner().with_message(message);
        bar.enable_steady_tick(Duration::from_millis(100));
        bar
    }
}

/// A table with a heading.
pub fn table<const N: usize>(heading: [&str; N], rows: Vec<[String; N]>) -> String {
    let mut table = Table::new();
    table.load_preset(UTF8_BORDERS_ONLY).set_header(heading);
    for row in rows {
        table.add_row(row);
    }
    table.to_string()
}

/// Base units as a decimal number of whole tokens.
pub fn tokens(base_units: u64, decimals: u8) -> String {
    let Some(unit) = 10_u64.checked_pow(u32::from(decimals)).filter(|unit| *unit > 1) else {
        return base_units.to_string();
    };
    let fraction = format!("{:0width$}", base_units % unit, width = usize::from(decimals));
    let fraction = fraction.trim_end_matches('0');
    match fraction {
        "" => (base_units / unit).to_string(),
        _ => format!("{}.{fraction}", base_units / unit),
    }
}

/// Reads a decimal number of whole tokens as base units.
///
/// # Errors
/// When it is not a number, has more decimals than the token, or does not fit into 64 bits.
pub fn parse_tokens(text: &str, decimals: u8) -> anyhow::Result<u64> {
    let bad = || anyhow::anyhow!("`{text}` is not an amount with at most {decimals} decimals");
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let width = usize::from(decimals);
    if (whole.is_empty() && fraction.is_empty())
        || !digits(whole)
        || !digits(fraction)
        || fraction.len() > width
    {
        return Err(bad());
    }
    format!("{whole}{fraction:0<width$}").parse().map_err(|_| bad())
}

/// Logs go to standard error as JSON, so that standard output is the command's answer alone.
pub fn init_logging(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "info",
        2 => "debug",
        _ => "trace",
    };
    let filter = EnvFilter::try_from_env("ASSAY_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written() {
        for (units, text) in [
            (0, "0"),
            (1, "0.000001"),
            (1_000_000, "1"),
            (1_500_000, "1.5"),
            (u64::MAX, "18446744073709.551615"),
        ] {
            assert_eq!(tokens(units, 6), text);
            assert_eq!(parse_tokens(text, 6).expect(text), units);
        }
        assert_eq!(parse_tokens(".5", 6).expect("half"), 500_000);
        assert_eq!(tokens(17, 0), "17");
        assert_eq!(parse_tokens("17", 0).expect("17"), 17);
        for wrong in [
            "",
            ".",
            "-1",
            "1e3",
            "0.0000001",
            "18446744073709.551616",
            "1,5",
            "+1",
        ] {
            assert!(parse_tokens(wrong, 6).is_err(), "{wrong}");
        }
    }
}
