//! A remote provider as the library asks it, from threads that may block.

use super::openings::{Remote, Unserved};
use crate::{OpeningError, Openings, TraceEntry};
use assay_proof::{opening_bytes, DType, LeafSet, Shape, Tensor, MAX_SUM_BYTES};
use std::future::Future;
use tokio::runtime::Handle;

pub(super) struct Blocking {
    remote: Remote,
    runtime: Handle,
}

impl Blocking {
    pub(super) fn new(remote: Remote, runtime: Handle) -> Self {
        Self { remote, runtime }
    }

    fn ask<T>(&self, asked: impl Future<Output = Result<T, Unserved>>) -> Result<T, OpeningError> {
        let served = self.runtime.block_on(asked);
        served.map_err(|error| OpeningError(error.to_string()))
    }
}

fn tensor(shape: Shape, bytes: Vec<u8>) -> Result<Tensor, OpeningError> {
    Tensor::new(shape, bytes).map_err(|error| OpeningError(error.to_string()))
}

impl Openings for Blocking {
    fn trace(&self) -> Result<Vec<TraceEntry>, OpeningError> {
        let entries = self.ask(self.remote.trace())?.into_iter();
        Ok(entries.map(|(shape, root)| TraceEntry { shape, root }).collect())
    }

    fn tensor(&self, op: usize, shape: Shape) -> Result<Tensor, OpeningError> {
        tensor(shape, self.ask(self.remote.tensor(op, shape.bytes()))?)
    }

    fn leaves(&self, op: usize, shape: Shape, leaves: &LeafSet) -> Result<Vec<u8>, OpeningError> {
        if !shape.is_valid() || !leaves.fits(&shape) {
            return Err(OpeningError(format!(
                "a tensor of shape {shape} has not the leaves wanted"
            )));
        }
        self.ask(self.remote.leaves(op, leaves, opening_bytes(&shape, leaves)))
    }

    fn sums(&self, op: usize, shape: Shape) -> Result<Tensor, OpeningError> {
        debug_assert_eq!(shape.dtype, DType::I32, "sums are i32");
        tensor(shape, self.ask(self.remote.sums(op, shape.bytes()))?)
    }

    fn row_sums(&self, op: usize, rows: &[u32], cols: u32) -> Result<Vec<u8>, OpeningError> {
        let most = rows.len() as u64 * u64::from(cols) * MAX_SUM_BYTES as u64;
        self.ask(self.remote.row_sums(op, rows, most))
    }
}
