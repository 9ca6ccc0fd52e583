//! What the shell is told. Scripts can tell "nobody there" from "said no" without reading text.

use assay_client::{amm::RouteError, ClientError};
use std::process::ExitCode;

/// The list at the end of `assay --help`.
pub const HELP: &str = "Exit codes:
  0  done
  1  failed for a reason of its own, or a check found something wrong
  2  arguments that make no sense
  3  the cluster cannot be reached; trying again may help
  4  the configuration or a keypair is missing, malformed or unsafe
  5  a program refused; its sentence is on standard error
  6  there is no such account";

/// Something failed for a reason of its own.
const FAILED: u8 = 1;
// 2 is clap's, for arguments that make no sense.
/// The cluster, a worker or a file on the network cannot be reached; trying again may help.
const UNREACHABLE: u8 = 3;
/// The configuration or a keypair is missing, malformed or unsafe.
const CONFIGURATION: u8 = 4;
/// A program refused: its sentence is on standard error.
const REFUSED: u8 = 5;
/// There is no such account.
const NOT_FOUND: u8 = 6;

/// Prints the error and says which exit code it deserves.
pub fn report(error: &anyhow::Error, json: bool) -> ExitCode {
    let text = format!("{error:#}");
    if json {
        let line = serde_json::json!({ "error": text, "exit_code": code(error) });
        println!("{line}");
    } else {
        eprintln!("error: {text}");
    }
    ExitCode::from(code(error))
}

fn code(error: &anyhow::Error) -> u8 {
    error
        .chain()
        .find_map(|cause| cause.downcast_ref::<ClientError>())
        .map_or(FAILED, |error| match error {
            ClientError::Unreachable { .. } | ClientError::Subscription { .. } => UNREACHABLE,
            ClientError::Config(_) | ClientError::Keypair(_) => CONFIGURATION,
            ClientError::Program(_)
            | ClientError::Refused(_)
            | ClientError::Quote(_)
            | ClientError::Route(RouteError::Refused(_)) => REFUSED,
            ClientError::NoAccount { .. } | ClientError::Route(RouteError::NoPool { .. }) => NOT_FOUND,
            _ => FAILED,
        })
}
