//! Results as HTTP bodies, read from disk as fast as the reader takes them.

use std::io::SeekFrom;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{header, HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::sync::mpsc;

use super::answer::Failure;
use super::range::{wanted, Wanted};
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
    let length = kept.shape.bytes();
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let (status, first, last) = match wanted(range, length) {
        Wanted::All => (StatusCode::OK, 0, length - 1),
        Wanted::Part { first, last } => (StatusCode::PARTIAL_CONTENT, first, last),
        Wanted::Outside => return Err(Failure::Range { length }),
    };
    let given = last - first + 1;
    if given > shared.max_response_bytes {
        return Err(Failure::TooLarge {
            length: given,
            most: shared.max_response_bytes,
        });
    }
    let permit = shared
        .slots
        .clone()
        .try_acquire_owned()
        .map_err(|_| Failure::Busy)?;
    let mut file = File::open(&path)
        .await
        .map_err(|error| Failure::internal(&error))?;
    file.seek(SeekFrom::Start(first))
        .await
        .map_err(|error| Failure::internal(&error))?;

    let (sender, receiver) = mpsc::channel(AHEAD);
    let (shared, stall) = (shared.clone(), shared.stall);
    tokio::spawn(async move {
        let sent = copy(file, given, stall, sender).await;
        shared.metrics.served(sent);
        drop(permit);
    });
    let chunks = stream::unfold(receiver, |mut receiver| async {
        let chunk: std::io::Result<Bytes> = receiver.recv().await?;
        Some((chunk, receiver))
    });
    let mut response = (status, Body::from_stream(chunks)).into_response();
    let fields = response.headers_mut();
    let value = |text: String| text.try_into().expect("hex and digits are a header value");
    fields.insert(header::CONTENT_TYPE, value("application/octet-stream".into()));
    fields.insert(header::CONTENT_LENGTH, given.into());
    fields.insert(header::ACCEPT_RANGES, value("bytes".into()));
    // The root names the bytes for ever.
    fields.insert(header::ETAG, value(format!("\"{}\"", hex::encode(kept.root))));
    fields.insert(
        header::CACHE_CONTROL,
        value("public, max-age=31536000, immutable".into()),
    );
    if status == StatusCode::PARTIAL_CONTENT {
        fields.insert(
            header::CONTENT_RANGE,
            value(format!("bytes {first}-{last}/{length}")),
        );
    }
    Ok(response)
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
