//! The routes of leaves and sums: what they ask for is read and computed away from the server's own threads.

use std::sync::Arc;

use assay_proof::LeafSet;
use axum::extract::{Path, RawQuery, State};
use axum::http::{header, HeaderMap};
use axum::response::{IntoResponse, Response};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::spawn_blocking;

use super::answer::Failure;
use super::leaves::{make_tree, open, rows_bytes, MAX_ROWS_BYTES};
use super::operands::Operands;
use super::sums::Sums;
use super::{body, revealed, Shared};
use crate::execute::OpRoot;
use crate::store::{holds, JobFolder};

/// Most rows of sums in one answer.
const MAX_ROWS: usize = 1024;

pub(super) async fn leaves(
    State(shared): State<Arc<Shared>>,
    Path((job, op)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let folder = revealed(&shared, &job).await?;
    let (op, OpRoot { shape, root }) = kept(&folder, &op)?;
    let at = query.as_deref().unwrap_or("at=").strip_prefix("at=");
    let leaves: Option<LeafSet> = at.and_then(|at| at.parse().ok());
    let leaves = leaves.ok_or(Failure::Leaves)?;
    if !leaves.fits(&shape) {
        return Err(Failure::Leaves);
    }
    let bytes = rows_bytes(&shape, &leaves);
    if bytes > MAX_ROWS_BYTES {
        let most = MAX_ROWS_BYTES;
        return Err(Failure::TooManyRows { bytes, most });
    }
    let path = folder.op_path(op);
    if !holds(&path, &shape) {
        return Err(Failure::internal(&format!(
            "{} is missing or cut",
            path.display()
        )));
    }
    let slots = shared.slots.clone();
    let permit = slots.try_acquire_owned().map_err(|_| Failure::Busy)?;
    let tree = match shared.trees.get(folder.job(), op) {
        Some(tree) => tree,
        None => {
            let computing = turn(&shared).await?;
            let from = path.clone();
            let made = spawn_blocking(move || make_tree(&from, shape)).await;
            drop(computing);
            let tree = done(made)?;
            if tree.root() != root {
                return Err(Failure::internal(&format!(
                    "{} has changed on disk",
                    path.display()
                )));
            }
            let tree = Arc::new(tree);
            shared.trees.keep(folder.job(), op, &tree);
            tree
        }
    };
    let opened = done(spawn_blocking(move || open(&path, tree, &leaves)).await)?;
    drop(permit);
    shared.metrics.served(opened.len() as u64);
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], opened).into_response())
}

pub(super) async fn sums(
    State(shared): State<Arc<Shared>>,
    Path((job, op)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let folder = revealed(&shared, &job).await?;
    let (op, OpRoot { shape, .. }) = kept(&folder, &op)?;
    let rows = query.map(|query| row_list(&query, shape.rows)).transpose()?;
    let slots = shared.slots.clone();
    let slot = slots.try_acquire_owned().map_err(|_| Failure::Busy)?;
    let permits = [slot, turn(&shared).await?];
    let store = shared.store.clone();
    let found = spawn_blocking(move || -> Result<_, Failure> {
        let operands = Operands::of(&folder, &store).map_err(|error| Failure::internal(&error))?;
        let operands = operands.ok_or(Failure::NoSums)?;
        let sums = Sums::of(&operands, op).map_err(|error| Failure::internal(&error))?;
        Ok((operands, sums.ok_or(Failure::NoSums)?))
    });
    let (operands, sums) = found.await.map_err(|error| Failure::internal(&error))??;
    let Some(rows) = rows else {
        return body::sums(&shared, sums, permits, &headers).await;
    };
    let computed = spawn_blocking(move || sums.compact(&operands, op, &rows)).await;
    drop(permits);
    let bytes = done(computed)?;
    shared.metrics.served(bytes.len() as u64);
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

/// What is kept of op `op`.
fn kept(folder: &JobFolder, op: &str) -> Result<(usize, OpRoot), Failure> {
    let ops = folder.ops();
    let no_such_op = Failure::NoSuchOp { ops: ops.len() };
    let op: usize = op.parse().map_err(|_| Failure::NoSuchOp { ops: ops.len() })?;
    let root = ops.get(op).copied().ok_or(no_such_op)?;
    Ok((op, root))
}

/// Numbers in ascending order, each below `count`: `rows=1,5,9`.
fn row_list(query: &str, count: u32) -> Result<Vec<u32>, Failure> {
    let failure = || Failure::Rows { most: MAX_ROWS };
    let text = query.strip_prefix("rows=").ok_or_else(failure)?;
    let rows = text
        .split(',')
        .map(|row| row.parse::<u32>().map_err(|_| failure()));
    let rows: Vec<u32> = rows.take(MAX_ROWS + 1).collect::<Result<_, _>>()?;
    let ascending = rows.windows(2).all(|pair| pair[0] < pair[1]);
    let inside = rows.last().is_some_and(|last| *last < count);
    match rows.len() <= MAX_ROWS && ascending && inside {
        true => Ok(rows),
        false => Err(failure()),
    }
}

/// The right to compute, for which answers wait in line as long as a reader may stall.
async fn turn(shared: &Shared) -> Result<OwnedSemaphorePermit, Failure> {
    let turn = shared.computing.clone().acquire_owned();
    let turn = tokio::time::timeout(shared.stall, turn).await;
    turn.ok().and_then(Result::ok).ok_or(Failure::Busy)
}

/// The result of work that was done on another thread.
fn done<T, E: core::fmt::Display>(work: Result<Result<T, E>, tokio::task::JoinError>) -> Result<T, Failure> {
    match work {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Failure::internal(&error)),
        Err(error) => Err(Failure::internal(&error)),
    }
}
