//! Results as HTTP bodies, read from disk as fast as the reader takes them.

use std::io::SeekFrom;
use std::sync::Arc;
use std::time::Duration;

use assay_proof::Hash;
use axum::body::{Body, Bytes};
use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::sync::{mpsc, OwnedSemaphorePermit};

use super::answer::Failure;
use super::range::{wanted, Wanted};
use super::sums::Sums;
use super::Shared;
use crate::store::{holds, JobFolder};

/// Bytes read from disk at a time; with [`AHEAD`] it bounds the memory of one answer.
const CHUNK: usize = 256 << 10;
/// Chunks read ahead of the reader.
const AHEAD: usize = 2;

/// The result of op `op`, or the part of it that the request asks for.
pub(super) async fn tensor(
    shared: &Arc<Shared>,
    folder: &JobFolder,
    op: usize,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let kept = folder.ops().get(op).ok_or(Failure::NoSuchOp {
        ops: folder.ops().len(),
    })?;
    let path = folder.op_path(op);
    if !holds(&path, &kept.shape) {
        return Err(Failure::internal(&format!(
            "{} is missing or cut",
            path.display()
        )));
    }
    let part = Part::asked(shared, headers, kept.shape.bytes())?;
    let permit = shared
        .slots
        .clone()
        .try_acquire_owned()
        .map_err(|_| Failure::Busy)?;
    let mut file = File::open(&path)
        .await
        .map_err(|error| Failure::internal(&error))?;
    file.seek(SeekFrom::Start(part.first))
        .await
        .map_err(|error| Failure::internal(&error))?;

    let (sender, receiver) = mpsc::channel(AHEAD);
    let (shared, stall) = (shared.clone(), shared.stall);
    let given = part.length();
    tokio::spawn(async move {
        let sent = copy(file, given, stall, sender).await;
        shared.metrics.served(sent);
        drop(permit);
    });
    // The root names the bytes for ever.
    Ok(part.response(receiver, Some(&kept.root)))
}

/// The sums of op `op`, a Linear, or the part of them that the request asks for: computed as fast as the reader takes
/// them, a few megabytes at a time.
pub(super) async fn sums(
    shared: &Arc<Shared>,
    sums: Sums,
    permits: [OwnedSemaphorePermit; 2],
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let part = Part::asked(shared, headers, sums.bytes())?;
    let (sender, receiver) = mpsc::channel(1);
    let (shared, stall) = (shared.clone(), shared.stall);
    let (first, last, row) = (part.first, part.last, sums.row_bytes());
    tokio::spawn(async move {
        let sums = Arc::new(sums);
        let (mut next, end) = ((first / row) as u32, (last / row) as u32 + 1);
        let mut sent = 0;
        while next < end {
            let rows = sums.chunk(next, end);
            let (start, after) = (u64::from(rows.start) * row, u64::from(rows.end) * row);
            next = rows.end;
            let computing = sums.clone();
            let computed = tokio::task::spawn_blocking(move || computing.rows(rows)).await;
            let chunk = match computed {
                Ok(Ok(chunk)) => Bytes::from(chunk),
                failed => {
                    let reason =
                        failed.map_or_else(|error| error.to_string(), |failed| format!("{:?}", failed.err()));
                    tracing::error!(%reason, "sums could not be computed");
                    // Broken off, the answer is shorter than it says.
                    break;
                }
            };
            let from = first.saturating_sub(start) as usize;
            let to = (after.min(last + 1) - start) as usize;
            let chunk = chunk.slice(from..to);
            let bytes = chunk.len() as u64;
            match tokio::time::timeout(stall, sender.send(Ok(chunk))).await {
                Ok(Ok(())) => sent += bytes,
                _ => break,
            }
        }
        shared.metrics.served(sent);
        drop(permits);
    });
    Ok(part.response(receiver, None))
}

/// The part of a body that a request asks for.
struct Part {
    status: StatusCode,
    first: u64,
    last: u64,
    of: u64,
}

impl Part {
    /// Of a body of `length` bytes.
    fn asked(shared: &Shared, headers: &HeaderMap, length: u64) -> Result<Self, Failure> {
        let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
        let (status, first, last) = match wanted(range, length) {
            Wanted::All => (StatusCode::OK, 0, length - 1),
            Wanted::Part { first, last } => (StatusCode::PARTIAL_CONTENT, first, last),
            Wanted::Outside => return Err(Failure::Range { length }),
        };
        let part = Self {
            status,
            first,
            last,
            of: length,
        };
        if part.length() > shared.max_response_bytes {
            return Err(Failure::TooLarge {
                length: part.length(),
                most: shared.max_response_bytes,
            });
        }
        Ok(part)
    }

    const fn length(&self) -> u64 {
        self.last - self.first + 1
    }

    /// The response whose body comes through `receiver`; `root` names bytes that never change.
    fn response(&self, receiver: mpsc::Receiver<std::io::Result<Bytes>>, root: Option<&Hash>) -> Response {
        let Self {
            status,
            first,
            last,
            of,
        } = *self;
        let chunks = stream::unfold(receiver, |mut receiver| async {
            let chunk: std::io::Result<Bytes> = receiver.recv().await?;
            Some((chunk, receiver))
        });
        let mut response = (status, Body::from_stream(chunks)).into_response();
        let fields = response.headers_mut();
        let value = |text: String| text.try_into().expect("hex and digits are a header value");
        fields.insert(header::CONTENT_TYPE, value("application/octet-stream".into()));
        fields.insert(header::CONTENT_LENGTH, self.length().into());
        fields.insert(header::ACCEPT_RANGES, value("bytes".into()));
        if let Some(root) = root {
            fields.insert(header::ETAG, value(format!("\"{}\"", hex::encode(root))));
            fields.insert(
                header::CACHE_CONTROL,
                value("public, max-age=31536000, immutable".into()),
            );
        }
        if status == StatusCode::PARTIAL_CONTENT {
            fields.insert(header::CONTENT_RANGE, value(format!("bytes {first}-{last}/{of}")));
        }
        response
    }
}

/// Sends `length` bytes of `file`; gives up on a reader that takes nothing for `stall`. Returns
/// the bytes sent.
async fn copy(
    mut file: File,
    length: u64,
    stall: Duration,
    sender: mpsc::Sender<std::io::Result<Bytes>>,
) -> u64 {
    let mut left = length;
    while left > 0 {
        let mut chunk = vec![0; left.min(CHUNK as u64) as usize];
        let read = file.read_exact(&mut chunk).await;
        let failed = read.is_err();
        let bytes = chunk.len() as u64;
        let chunk = read.map(|_| Bytes::from(chunk));
        match tokio::time::timeout(stall, sender.send(chunk)).await {
            Ok(Ok(())) if !failed => left -= bytes,
            _ => break,
        }
    }
    length - left
}
