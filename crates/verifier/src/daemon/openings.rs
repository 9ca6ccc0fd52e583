//! What a provider serves of its result, and a verifier of its check, over HTTP with limits.

use assay_client::content::Limits;
use assay_proof::{DType, Hash, LeafSet, Shape};
use futures_util::StreamExt;
use serde::Deserialize;
use solana_address::Address;

/// Most bytes of the JSON that lists a trace.
const TRACE_BYTES: u64 = 16 << 20;

/// Longest request: servers take no more.
const MAX_URL: usize = 60_000;

/// Why something was not served.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unserved {
    #[error("{url}: {reason}")]
    Http { url: String, reason: String },
    #[error("{url} is larger than the {limit} bytes allowed")]
    TooLarge { url: String, limit: u64 },
    #[error("{url}: the leaves wanted do not fit a request; sample fewer rows")]
    TooMany { url: String },
    #[error("{url} is not a trace: {reason}")]
    Malformed { url: String, reason: String },
}

#[derive(Deserialize)]
struct TraceJson {
    ops: Vec<OpJson>,
}

#[derive(Deserialize)]
struct OpJson {
    dtype: String,
    rows: u32,
    cols: u32,
    root: String,
}

/// One provider's or verifier's endpoint for one job.
pub(super) struct Remote {
    http: reqwest::Client,
    base: String,
    limits: Limits,
}

impl Remote {
    pub(super) fn new(http: reqwest::Client, endpoint: &str, job: &Address, limits: Limits) -> Self {
        let base = format!("{}/v1/jobs/{job}", endpoint.trim_end_matches('/'));
        Self { http, base, limits }
    }

    /// Shapes and roots as the provider lists them; what they are worth is checked against the chain.
    pub(super) async fn trace(&self) -> Result<Vec<(Shape, Hash)>, Unserved> {
        let url = format!("{}/trace", self.base);
        let bytes = self.get(&url, TRACE_BYTES).await?;
        let malformed = |reason: String| Unserved::Malformed {
            url: url.clone(),
            reason,
        };
        let trace: TraceJson =
            serde_json::from_slice(&bytes).map_err(|error| malformed(error.to_string()))?;
        trace
            .ops
            .into_iter()
            .enumerate()
            .map(|(index, op)| {
                let dtype = match op.dtype.as_str() {
                    "i8" => DType::I8,
                    "i32" => DType::I32,
                    other => return Err(malformed(format!("op {index} has type {other}"))),
                };
                let mut root = [0; 32];
                hex::decode_to_slice(&op.root, &mut root)
                    .map_err(|error| malformed(format!("root of op {index}: {error}")))?;
                let shape = Shape {
                    dtype,
                    rows: op.rows,
                    cols: op.cols,
                };
                Ok((shape, root))
            })
            .collect()
    }

    /// The bytes of one op's result, of which there are `bytes`.
    pub(super) async fn tensor(&self, op: usize, bytes: u64) -> Result<Vec<u8>, Unserved> {
        let url = format!("{}/ops/{op}", self.base);
        self.get(&url, bytes.min(self.limits.tensor_bytes)).await
    }

    /// The opening of `leaves` of one op's result, of which there are `bytes`.
    pub(super) async fn leaves(&self, op: usize, leaves: &LeafSet, bytes: u64) -> Result<Vec<u8>, Unserved> {
        let url = format!("{}/ops/{op}/leaves?at={leaves}", self.base);
        if url.len() > MAX_URL {
            return Err(Unserved::TooMany {
                url: format!("{}/ops/{op}/leaves", self.base),
            });
        }
        self.get(&url, bytes.min(self.limits.tensor_bytes)).await
    }

    /// The bytes of the sums of one op, of which there are `bytes`.
    pub(super) async fn sums(&self, op: usize, bytes: u64) -> Result<Vec<u8>, Unserved> {
        let url = format!("{}/ops/{op}/sums", self.base);
        self.get(&url, bytes.min(self.limits.tensor_bytes)).await
    }

    /// The sums of these rows of one op, at most `bytes`.
    pub(super) async fn row_sums(&self, op: usize, rows: &[u32], bytes: u64) -> Result<Vec<u8>, Unserved> {
        let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
        let url = format!("{}/ops/{op}/sums?rows={}", self.base, rows.join(","));
        self.get(&url, bytes.min(self.limits.tensor_bytes)).await
    }

    /// The vectors of a verifier, of which there are `bytes`.
    pub(super) async fn vectors(&self, bytes: u64) -> Result<Vec<u8>, Unserved> {
        let url = format!("{}/vectors", self.base);
        self.get(&url, bytes.min(self.limits.tensor_bytes)).await
    }

    async fn get(&self, url: &str, limit: u64) -> Result<Vec<u8>, Unserved> {
        let failed = |error: reqwest::Error| Unserved::Http {
            url: url.to_owned(),
            reason: error.without_url().to_string(),
        };
        let too_large = || Unserved::TooLarge {
            url: url.to_owned(),
            limit,
        };
        let request = self.http.get(url).timeout(self.limits.timeout).send().await;
        let response = request
            .and_then(reqwest::Response::error_for_status)
            .map_err(failed)?;
        if response.content_length().unwrap_or(0) > limit {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        let mut stream = response.bytes_stream();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(failed)?;
            if (bytes.len() + chunk.len()) as u64 > limit {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}
