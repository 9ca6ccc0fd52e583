//! What a call answers.

use assay_quotes::amm::{Refusal, RouteError};
use serde_json::{json, Value};

/// What a function returns.
pub type Answer = Result<Value, Failure>;
/// With binary behind it.
pub type Output = Result<(Value, Vec<u8>), Failure>;

/// Why there is no answer.
#[derive(Debug)]
pub struct Failure {
    pub name: String,
    /// What is wrong and what to do.
    pub sentence: String,
    /// The numbers that belong to it.
    pub detail: Option<String>,
    /// The program's error code, where a program would refuse.
    pub code: Option<u32>,
}

impl Failure {
    pub fn new(name: &str, sentence: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            sentence: sentence.into(),
            detail: None,
            code: None,
        }
    }

    /// The host asked for something that there is not: a mistake of the caller.
    pub fn request(reason: impl Into<String>) -> Self {
        Self {
            detail: Some(reason.into()),
            ..Self::new("BadRequest", "The request is not one this module understands")
        }
    }

    /// What a program would refuse, in its own words.
    pub fn program(table: assay_quotes::ErrorTable, error: anchor_lang::prelude::ProgramError) -> Self {
        let code = match error {
            anchor_lang::prelude::ProgramError::Custom(code) => code,
            other => u64::from(other) as u32,
        };
        let known = table.iter().find(|(known, ..)| *known == code);
        let (_, name, sentence) = known.copied().unwrap_or((code, "Unknown", "An unknown error"));
        Self {
            code: Some(code),
            ..Self::new(name, sentence)
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self {
            name: refusal.name.to_owned(),
            sentence: refusal.sentence.to_owned(),
            detail: refusal.detail,
            code: Some(refusal.code),
        }
    }
}

impl From<RouteError> for Failure {
    fn from(error: RouteError) -> Self {
        match error {
            RouteError::Refused(refusal) => refusal.into(),
            RouteError::SameMint(mint) => Self {
                detail: Some(mint.to_string()),
                ..Self::new(
                    "SameMint",
                    "A token cannot be swapped for itself: choose two different ones",
                )
            },
            RouteError::NoPool { mint } => Self {
                detail: Some(mint.to_string()),
                ..Self::new(
                    "NoPool",
                    "No pool trades this token for the reward token: choose another one, or create a pool",
                )
            },
        }
    }
}

/// The answer as it is sent.
pub fn encode(result: Output) -> Vec<u8> {
    let (json, binary) = match result {
        Ok((value, binary)) => (json!({ "ok": value }), binary),
        Err(failure) => {
            let Failure {
                name,
                sentence,
                detail,
                code,
            } = failure;
            let error = json!({ "name": name, "sentence": sentence, "detail": detail, "code": code });
            (json!({ "error": error }), Vec::new())
        }
    };
    let json = json.to_string();
    let len = (json.len() as u32).to_le_bytes();
    [&len[..], json.as_bytes(), &binary].concat()
}
