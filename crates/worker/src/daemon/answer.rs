//! Answers to demands: whoever wants to see a leaf of a result of ours, and has put down a bond for it, is shown it on
//! the chain before its time is over. Nothing is remembered: the demand is on chain, the leaf on disk.

use std::sync::Arc;

use assay_client::{
    demands,
    escrow::{Demand, Job},
};
use assay_proof::demand::{self, LeafAt};
use assay_proof::Hash;
use solana_address::Address;
use tokio::task::spawn_blocking;
use tracing::{error, info, warn};

use super::act::Actor;
use super::DaemonError;
use crate::execute::{OpRoot, Trace};
use crate::metrics::Metrics;
use crate::serve::{leaf_opening, make_tree};
use crate::store::{JobFolder, StoreError};

/// Answers every open demand about `job`, whose results are in `folder`; says whether there was one.
pub(super) async fn answer_all(
    actor: &Actor,
    metrics: &Metrics,
    (address, job): (&Address, &Job),
    folder: Option<JobFolder>,
    now: i64,
) -> Result<bool, DaemonError> {
    if !job.has_open_demand() {
        return Ok(false);
    }
    let open = demands::of_job(actor.rpc(), address).await?.into_iter();
    let open = open.filter(|(_, demand)| !demand.is_answered() && now <= demand.answer_by);
    let open: Vec<Demand> = open.map(|(_, demand)| demand).collect();
    if open.is_empty() {
        return Ok(false);
    }
    let Some(folder) = folder.filter(|folder| is_of(folder, job)) else {
        error!(job = %address, open = open.len(), until = open[0].answer_by, "a leaf is demanded, and the result is not in the data folder: without it the bond is lost; start the worker on the folder that has it");
        return Ok(false);
    };
    let folder = Arc::new(folder);
    let mut answered = false;
    for demand in open {
        // One demand's trouble is not the others'.
        match answer(actor, (address, job), &folder, &demand).await {
            Ok(()) => {
                metrics.answered(job.terms.demand_bond.into());
                answered = true;
            }
            Err(error) => {
                metrics.rpc_failed();
                warn!(job = %address, at = ?demand.at(), until = demand.answer_by, %error, "a demand could not be answered; trying again until its time is over, and then the bond is lost");
            }
        }
    }
    Ok(answered)
}

async fn answer(
    actor: &Actor,
    (address, job): (&Address, &Job),
    folder: &Arc<JobFolder>,
    demand: &Demand,
) -> Result<(), DaemonError> {
    let (at, from) = (demand.at(), folder.clone());
    let answer = spawn_blocking(move || write(&from, at)).await;
    let answer = answer.map_err(|error| DaemonError::Broken(error.to_string()))??;
    actor.answer(address, job, at, &answer).await?;
    let LeafAt { op, row, leaf } = at;
    let bond = job.terms.demand_bond;
    info!(job = %address, op, row, leaf, demander = %demand.demander, bond, "answered a demand and earned its bond");
    Ok(())
}

fn is_of(folder: &JobFolder, job: &Job) -> bool {
    let sealed = folder.record().sealed.as_ref();
    sealed.is_some_and(|sealed| sealed.trace_root == job.trace_root)
}

/// The answer to a demand for the leaf `at`, which the result need not have.
fn write(folder: &JobFolder, at: LeafAt) -> Result<Vec<u8>, StoreError> {
    let op = usize::from(at.op);
    let roots: Vec<Hash> = folder.roots();
    let Some(&OpRoot { shape, .. }) = folder.ops().get(op) else {
        return Ok(demand::write(&roots, at, None, None));
    };
    let path = folder.op_path(op);
    let read = || {
        let tree = make_tree(&path, shape)?;
        let inside = at.row < shape.rows && (at.leaf as usize) < shape.leaves_per_row();
        let opened = inside.then(|| leaf_opening(&path, &tree, at.row, at.leaf));
        Ok((tree.merkle_root(), opened.transpose()?))
    };
    let (root, opened) = read().map_err(|error| StoreError::Io {
        action: "read",
        path: path.clone(),
        error,
    })?;
    Ok(demand::write(&roots, at, Some((shape, &root)), opened.as_ref()))
}
