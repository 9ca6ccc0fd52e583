//! Failures and health as JSON.

use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::Json;
use serde_json::json;

use crate::metrics::Health;

/// Why a request gets nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("no such path; there are /v1/jobs/{{job}}/trace, /v1/jobs/{{job}}/ops/{{k}}, /v1/jobs/{{job}}/ops/{{k}}/leaves, /v1/jobs/{{job}}/ops/{{k}}/sums, /v1/jobs/{{job}}/output, /healthz and /metrics")]
    NoSuchRoute,
    #[error("only GET and HEAD are answered")]
    Method,
    #[error("no revealed job of this address is here")]
    NoSuchJob,
    #[error("the job has ops 0 to {}", ops.saturating_sub(1))]
    NoSuchOp { ops: usize },
    #[error("only a Linear has sums, and of a job whose graph was kept")]
    NoSums,
    #[error("write the leaves wanted as ?at=0-5,17: ranges in ascending order, inside the tensor")]
    Leaves,
    #[error("write the rows wanted as ?rows=1,5,9: in ascending order, inside the tensor, at most {most}")]
    Rows { most: usize },
    #[error("the rows of these leaves have {bytes} bytes, at most {most} are opened at once; ask for fewer")]
    TooManyRows { bytes: u64, most: u64 },
    #[error("the range is outside the {length} bytes of this result")]
    Range { length: u64 },
    #[error(
        "the answer would have {length} bytes, at most {most} are given at once; ask with a Range header"
    )]
    TooLarge { length: u64, most: u64 },
    #[error("too many requests from this address; wait a second")]
    TooManyRequests,
    #[error("too many answers under way; try again in a few seconds")]
    Busy,
    #[error("the result cannot be read; the operator's log says why")]
    Internal,
}

impl Failure {
    /// Logs what readers need not know.
    pub(super) fn internal(error: &dyn core::fmt::Display) -> Self {
        tracing::error!(%error, "an opening could not be served");
        Self::Internal
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchRoute | Self::NoSuchJob | Self::NoSuchOp { .. } | Self::NoSums => {
                StatusCode::NOT_FOUND
            }
            Self::Leaves | Self::Rows { .. } => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Range { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::TooLarge { .. } | Self::TooManyRows { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        match &self {
            Self::Range { length } => {
                let all = format!("bytes */{length}")
                    .try_into()
                    .expect("digits are a header value");
                headers.insert(header::CONTENT_RANGE, all);
            }
            Self::TooManyRequests | Self::Busy => {
                headers.insert(header::RETRY_AFTER, 1.into());
            }
            _ => {}
        }
        (self.status(), headers, Json(json!({ "error": self.to_string() }))).into_response()
    }
}

/// `200` while the worker can do its work, `503` otherwise.
pub(super) fn health(health: Health) -> Response {
    let status = if health.ok {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(health)).into_response()
}
