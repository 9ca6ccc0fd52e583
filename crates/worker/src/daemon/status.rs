//! What a provider is doing, read from the chain and from its disk, whether or not a daemon runs.

use std::path::Path;

use assay_client::{ClientError, Rpc};
use serde::Serialize;

use super::{drain_file, Config, View};
use crate::store::{JobId, Store};

/// A provider at one moment.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// The operator account.
    pub operator: String,
    /// Whether a daemon holds the data folder.
    pub running: bool,
    /// Whether that daemon was asked to take no more jobs.
    pub draining: bool,
    /// Own bond, base units.
    pub bond: u64,
    /// Of it, locked for jobs.
    pub locked: u64,
    /// Of it, free for new jobs.
    pub free: u64,
    /// Points.
    pub reputation: u32,
    /// Jobs settled, failed and convicted since registration.
    pub settled: u32,
    /// Jobs that missed a deadline.
    pub failed: u32,
    /// Jobs with a wrong number.
    pub convictions: u32,
    /// Jobs that hold a part of the bond.
    pub jobs: Vec<JobStatus>,
}

/// A job that holds a part of the bond.
#[derive(Clone, Debug, Serialize)]
pub struct JobStatus {
    /// Its address.
    pub job: String,
    /// Its state on chain.
    pub status: &'static str,
    /// Price, payment base units.
    pub price: u64,
    /// Unix time of the next deadline of this state: to commit, to reveal, or the end of the window.
    pub until: i64,
    /// Results on this machine's disk.
    pub ops_done: usize,
    /// Whether the salt that opens the commitment is on this machine's disk.
    pub sealed: bool,
}

/// Reads the status.
///
/// # Errors
///
/// When the chain cannot be read or there is no such operator.
pub async fn status(config: &Config, rpc: &Rpc) -> Result<Status, ClientError> {
    let view = View::read(rpc, &config.operator, false).await?;
    let jobs = view.own.iter().map(|(address, job)| {
        let folder = config.data_dir.join("jobs").join(address.to_string());
        let (ops_done, sealed) = on_disk(&folder, JobId(address.to_bytes()));
        use assay_client::escrow::Status as Stage;
        let until = match job.status() {
            Stage::Running => job.commit_by,
            Stage::Committed => job.reveal_by,
            _ => job.settleable_from(),
        };
        JobStatus {
            job: address.to_string(),
            status: job.status().name(),
            price: job.price,
            until,
            ops_done,
            sealed,
        }
    });
    // A folder that cannot be read is not that of a daemon we could tell anything about.
    let running = Store::is_in_use(&config.data_dir).unwrap_or(false);
    Ok(Status {
        operator: config.operator.to_string(),
        running,
        // The request outlives the daemon that it ended, until another one starts.
        draining: running && drain_file(&config.data_dir).exists(),
        bond: view.operator.own_bond,
        locked: view.operator.locked,
        free: view.operator.free_bond(view.pool.bond_factor_bps),
        reputation: view.operator.reputation(view.now),
        settled: view.operator.settled_jobs,
        failed: view.operator.failed_jobs,
        convictions: view.operator.convictions,
        jobs: jobs.collect(),
    })
}

/// Results and salt in a job's folder; none when it cannot be read.
fn on_disk(folder: &Path, job: JobId) -> (usize, bool) {
    let found = crate::store::JobFolder::open(folder.to_owned(), job)
        .ok()
        .flatten();
    found.map_or((0, false), |folder| {
        (folder.ops().len(), folder.record().sealed.is_some())
    })
}
